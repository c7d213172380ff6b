// Package usersync_test checks the deployment template: what linting cannot see, and that no part of it can go missing unnoticed.
package usersync_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"usersync/internal/cfn"
)

// claim is something that must hold of the template, under the parameters of every profile.
type claim struct {
	name  string
	check func(s stack, no refuse)
}

// refuse says what is wrong.
type refuse func(format string, args ...any)

// stack is the template as one profile of samconfig.toml deploys it.
type stack struct {
	*cfn.Template
	source  *cfn.Source
	written string // the source as JSON, functions in their long form
	stage   string
}

func (s stack) function(id string) cfn.Function { return cfn.Function{Resource: s.Resource(id)} }

// event finds what sets a function going by its name in the template.
func (s stack) event(function, id string) cfn.Value {
	if s.Resource(function) == nil {
		return cfn.Value{}
	}
	return s.Resource(function).At("Events", id, "Properties")
}

// claims are all that must hold, in the order of the template.
func claims() []claim {
	return slices.Concat(parameterClaims(), tableClaims(), queueClaims(), functionClaims(), roleClaims(), mappingClaims(), doorClaims(), mailClaims(), reportClaims(), alarmClaims())
}

func TestTemplate(t *testing.T) {
	stacks := stacksOf(t, load(t), profiles(t))
	for _, c := range claims() {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			for _, st := range stacks {
				c.check(st, func(format string, args ...any) {
					t.Errorf("%s: %s", st.stage, fmt.Sprintf(format, args...))
				})
			}
		})
	}
}

// stacksOf is a template as each of the profiles deploys it.
func stacksOf(t *testing.T, source *cfn.Source, ways []profile) []stack {
	t.Helper()
	var stacks []stack
	for _, p := range ways {
		stacks = append(stacks, p.stack(t, source))
	}
	return stacks
}

func load(t *testing.T) *cfn.Source {
	t.Helper()
	source, err := cfn.Load("template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// profile is a way of deploying: a section of samconfig.toml.
type profile struct {
	name       string
	settings   map[string]any
	parameters map[string]string
}

func (p profile) stack(t *testing.T, source *cfn.Source) stack {
	t.Helper()
	template, err := source.Resolve(p.parameters)
	if err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	return stack{template, source, written(source), p.name}
}

var (
	deploySection = regexp.MustCompile(`^\[(\w+)\.deploy\.parameters\]$`)
	setting       = regexp.MustCompile(`^(\w+) = (.+)$`)
)

// profiles reads the sections for `sam deploy`. The file keeps to values that JSON writes in the same way.
func profiles(t *testing.T) []profile {
	t.Helper()
	text, err := os.ReadFile("samconfig.toml")
	if err != nil {
		t.Fatal(err)
	}
	var found []profile
	inside := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section := deploySection.FindStringSubmatch(line)
			if inside = section != nil; inside {
				found = append(found, profile{section[1], map[string]any{}, map[string]string{}})
			}
		} else if pair := setting.FindStringSubmatch(line); inside && pair != nil {
			found[len(found)-1].set(t, pair[1], pair[2])
		}
	}
	return found
}

func (p *profile) set(t *testing.T, name, text string) {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("samconfig.toml: %s: %v", name, err)
	}
	p.settings[name] = value
	if name != "parameter_overrides" {
		return
	}
	for _, item := range value.([]any) {
		parameter, argument, _ := strings.Cut(item.(string), "=")
		p.parameters[parameter] = argument
	}
}

func TestProfiles(t *testing.T) {
	names := []string{}
	for _, p := range profiles(t) {
		names = append(names, p.name)
		if p.parameters["Stage"] != p.name || p.settings["stack_name"] != "usersync-"+p.name {
			t.Errorf("%s: stage %q, stack %q", p.name, p.parameters["Stage"], p.settings["stack_name"])
		}
		if p.settings["capabilities"] != "CAPABILITY_IAM" || p.settings["resolve_s3"] != true {
			t.Errorf("%s: capabilities %v, resolve_s3 %v", p.name, p.settings["capabilities"], p.settings["resolve_s3"])
		}
		if p.settings["confirm_changeset"] != (p.name == "prod") {
			t.Errorf("%s: confirm_changeset %v", p.name, p.settings["confirm_changeset"])
		}
	}
	if !slices.Equal(names, []string{"dev", "staging", "prod"}) {
		t.Errorf("profiles %v", names)
	}
}

// parameterClaims: linting a template with a transform does not see what is unused.
func parameterClaims() []claim {
	return []claim{
		{"every parameter is used", func(s stack, no refuse) {
			for _, name := range s.source.At("Parameters").Keys() {
				if !strings.Contains(s.written, fmt.Sprintf(`{"Ref":%q}`, name)) && !strings.Contains(s.written, "${"+name+"}") {
					no("parameter %s is used nowhere", name)
				}
			}
		}},
		{"every condition is used", func(s stack, no refuse) {
			for _, name := range s.source.At("Conditions").Keys() {
				if !strings.Contains(s.written, fmt.Sprintf(`"Condition":%q`, name)) && !strings.Contains(s.written, fmt.Sprintf(`"Fn::If":[%q`, name)) {
					no("condition %s is used nowhere", name)
				}
			}
		}},
		{"outputs say where everything is", func(s stack, no refuse) {
			want := []string{"AdminUrl", "AuditTable", "BulkQueue", "CoreTable", "HotQueue", "MailQueue", "ScimUrl", "WorkTable"}
			for _, name := range want {
				if s.Outputs[name].Text() == "" {
					no("there is no output %s", name)
				}
			}
			for _, function := range []string{"Scim", "Admin"} {
				if got := s.Outputs["ScimUrl"].Text(); got != s.function(function).Environment()["USERSYNC_URL"]+"/scim/v2" {
					no("ScimUrl %s is not under the address that %s gives out", got, function)
				}
			}
		}},
		{"the template speaks of no person and no secret", func(s stack, no refuse) {
			for _, word := range []string{"password", "secret", "AKIA"} {
				if strings.Contains(s.written, word) {
					no("it holds the word %q", word)
				}
			}
		}},
	}
}

// written is the source as JSON, functions in their long form.
func written(source *cfn.Source) string {
	body, err := json.Marshal(source.At().Raw())
	if err != nil {
		return ""
	}
	return string(body)
}

// same complains when two sets differ.
func same(no refuse, what string, got, want []string) {
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		no("%s: %v, want %v", what, got, want)
	}
}

// is complains when a property is not what it must be.
func is(no refuse, what string, got cfn.Value, want any) {
	if got.Text() != fmt.Sprint(want) {
		no("%s: %q, want %q", what, got.Text(), fmt.Sprint(want))
	}
}

func ids(resources []*cfn.Resource) []string {
	var names []string
	for _, r := range resources {
		names = append(names, r.ID)
	}
	return names
}
