package code

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"usersync/internal/rule"
)

// The messages that a file is made of. Their members stand in the order of these structs.
type (
	fileText struct {
		Format words      `json:"format" yaml:"format"`
		Rules  []ruleText `json:"rules" yaml:"rules"`
	}
	ruleText struct {
		ID               words         `json:"id,omitempty" yaml:"id,omitempty"`
		Description      words         `json:"description,omitempty" yaml:"description,omitempty"`
		Enabled          *bool         `json:"enabled,omitempty" yaml:"enabled,omitempty"` // only when false
		Group            words         `json:"group,omitempty" yaml:"group,omitempty"`
		GroupName        words         `json:"groupName,omitempty" yaml:"groupName,omitempty"`
		Condition        words         `json:"condition,omitempty" yaml:"condition,omitempty"`
		Products         []productText `json:"products,omitempty" yaml:"products,omitempty"`
		Role             *roleText     `json:"role,omitempty" yaml:"role,omitempty"`
		UserGroup        words         `json:"userGroup,omitempty" yaml:"userGroup,omitempty"`
		SettingsTemplate words         `json:"settingsTemplate,omitempty" yaml:"settingsTemplate,omitempty"`
		Language         words         `json:"language,omitempty" yaml:"language,omitempty"`
		WelcomeMail      words         `json:"welcomeMail,omitempty" yaml:"welcomeMail,omitempty"`
	}
	productText struct {
		Key  words `json:"key" yaml:"key"`
		Plan words `json:"plan,omitempty" yaml:"plan,omitempty"`
	}
	roleText struct {
		Kind          words   `json:"kind" yaml:"kind"`
		Privileges    []words `json:"privileges,omitempty" yaml:"privileges,omitempty"`
		ManagedGroups any     `json:"managedGroups,omitempty" yaml:"managedGroups,omitempty"` // all, or a list; of a manager always there
	}
)

// heading tells people what they are looking at.
const heading = "# The rules of an account of usersync, strongest first. A rule is known by its id and its group by the id of the group: groupName is for people, and is\n" +
	"# read only where there is no group. A member that is not there has no opinion; none means explicitly none.\n"

// Encode writes the rules of a policy. groups has the names of directory groups by id, as far as they are known. User groups and templates are written by name where
// that is unambiguous, else by id. The same policy always gives the same text.
func Encode(p *rule.Policy, groups map[string]string, format Format) ([]byte, error) {
	has := newInventory(p)
	file := fileText{Format: words(Mark), Rules: make([]ruleText, len(p.Rules))}
	for i := range p.Rules {
		file.Rules[i] = has.ruleText(&p.Rules[i], groups)
	}
	if format == JSON {
		return encodeJSON(file)
	}
	return encodeYAML(file)
}

func (has inventory) ruleText(r *rule.Rule, groups map[string]string) ruleText {
	t := ruleText{
		ID: words(r.ID), Description: words(r.Description), Group: words(r.Group), GroupName: words(groups[r.Group]), Condition: words(r.Condition),
		UserGroup: has.userGroups.label(string(r.UserGroup)), SettingsTemplate: has.settings.label(string(r.SettingsTemplate)),
		Language: words(r.Language), WelcomeMail: has.mails.label(string(r.WelcomeMail)),
	}
	if !r.Enabled {
		t.Enabled = &r.Enabled
	}
	for _, g := range r.Products {
		t.Products = append(t.Products, productText{words(g.Key), words(g.Plan)})
	}
	if r.Role != nil {
		t.Role = has.roleText(*r.Role)
	}
	return t
}

func (has inventory) roleText(r rule.Role) *roleText {
	t := &roleText{Kind: words(r.Kind)}
	for _, p := range r.Privileges {
		t.Privileges = append(t.Privileges, words(p))
	}
	switch {
	case r.Managed.All:
		t.ManagedGroups = words(all)
	case r.Kind == rule.Manager || len(r.Managed.IDs) > 0:
		names := make([]words, len(r.Managed.IDs))
		for i, id := range r.Managed.IDs {
			names[i] = has.userGroups.label(id)
		}
		t.ManagedGroups = names
	}
	return t
}

func encodeJSON(file fileText) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(file); err != nil {
		return nil, fmt.Errorf("encode rules: %w", err)
	}
	return out.Bytes(), nil
}

// words is a text in a file.
type words string

// MarshalYAML chooses how a text is written. The library's own choice cannot always be read back by itself.
func (w words) MarshalYAML() (any, error) {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: string(w)}
	switch {
	case n.Value == "<<": // the library reads it as a merge key
		n.Style = yaml.DoubleQuotedStyle
	case !strings.ContainsFunc(n.Value, unicode.IsControl):
	case tame(n.Value):
		n.Style = yaml.LiteralStyle
	default:
		n.Style = yaml.DoubleQuotedStyle
	}
	return n, nil
}

// tame is a text of several lines that looks in a file as it is: nothing but line breaks between lines that neither begin nor end with a space.
func tame(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" || strings.TrimSpace(line) != line || strings.ContainsFunc(line, unicode.IsControl) {
			return false
		}
	}
	return true
}

func encodeYAML(file fileText) ([]byte, error) {
	out := bytes.NewBufferString(heading)
	e := yaml.NewEncoder(out)
	e.SetIndent(2)
	if err := e.Encode(file); err != nil {
		return nil, fmt.Errorf("encode rules: %w", err)
	}
	if err := e.Close(); err != nil {
		return nil, fmt.Errorf("encode rules: %w", err)
	}
	return out.Bytes(), nil
}
