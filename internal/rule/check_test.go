package rule_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/rule"
)

func catalogue() *rule.Policy {
	return &rule.Policy{
		Rules:             []rule.Rule{{ID: "r1"}},
		Products:          []rule.Product{{Key: "meeting", Plans: []string{"basic", "pro"}}, {Key: "phone"}},
		UserGroups:        []rule.UserGroup{{ID: "emea"}},
		SettingsTemplates: []rule.TemplateRef{{ID: "strict"}},
		EmailTemplates:    []rule.TemplateRef{{ID: "warm"}},
	}
}

// valid is a rule with a word on everything.
func valid() rule.Rule {
	return rule.Rule{
		ID: "r1", Enabled: true, Group: "sales", Description: "Sales", Condition: `title sw "Clerk" and memberOf eq "g"`,
		Products:  []rule.ProductGrant{{Key: "meeting", Plan: "pro"}, {Key: "phone"}},
		Role:      &rule.Role{Kind: rule.Manager, Privileges: rule.Privileges(), Managed: rule.GroupList{IDs: []string{"emea"}}},
		UserGroup: "emea", SettingsTemplate: "strict", Language: "pt", WelcomeMail: "warm",
	}
}

// paths are the members that an error names, in its order.
func paths(t *testing.T, err error, code string) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	e := fault.As(err)
	if e.Kind != fault.Invalid || e.Code != code || e.Detail == "" {
		t.Errorf("kind %v, code %q, detail %q", e.Kind, e.Code, e.Detail)
	}
	var out []string
	for _, f := range e.Fields {
		if f.Detail == "" || strings.Contains(f.Detail, "unknown-thing") {
			t.Errorf("%s: the detail must be a sentence that never echoes: %q", f.Path, f.Detail)
		}
		out = append(out, f.Path)
	}
	return out
}

func TestCheckAcceptsWhatHolds(t *testing.T) {
	accepted := map[string]func(*rule.Rule){
		"a word on everything": func(*rule.Rule) {},
		"no word at all":       func(r *rule.Rule) { *r = rule.Rule{ID: "r1", Group: "sales"} },
		"explicitly none": func(r *rule.Rule) {
			r.UserGroup, r.WelcomeMail, r.SettingsTemplate = rule.None, rule.None, rule.Default
		},
		"the built-in mail":            func(r *rule.Rule) { r.WelcomeMail = rule.Default },
		"a manager of nobody":          func(r *rule.Rule) { r.Role.Managed = rule.GroupList{} },
		"a manager of all":             func(r *rule.Rule) { r.Role.Managed = rule.GroupList{All: true} },
		"a member":                     func(r *rule.Rule) { r.Role = &rule.Role{Kind: rule.Member} },
		"an admin":                     func(r *rule.Rule) { r.Role = &rule.Role{Kind: rule.Admin} },
		"the longest description":      func(r *rule.Rule) { r.Description = strings.Repeat("ä", rule.MaxDescription) },
		"a condition on the extension": func(r *rule.Rule) { r.Condition = `department eq "Sales" and not (title sw "Intern")` },
		"the longest condition": func(r *rule.Rule) {
			const head = `title eq "`
			r.Condition = head + strings.Repeat("x", rule.MaxConditionBytes-len(head)-1) + `"`
		},
		"a condition nested to the limit": func(r *rule.Rule) { r.Condition = nested(rule.MaxConditionDepth - 1) },
	}
	for name, change := range accepted {
		t.Run(name, func(t *testing.T) {
			r := valid()
			change(&r)
			if err := rule.Check(r, catalogue()); err != nil {
				t.Error(err, fault.As(err).Fields)
			}
		})
	}
}

// nested is a condition with so many parentheses around it.
func nested(depth int) string {
	return strings.Repeat("(", depth) + "title pr" + strings.Repeat(")", depth)
}

func TestCheckNamesEveryFault(t *testing.T) {
	refused := []struct {
		name   string
		change func(*rule.Rule)
		want   []string
	}{
		{"no group", func(r *rule.Rule) { r.Group = "" }, []string{"group"}},
		{"description too long", func(r *rule.Rule) { r.Description = strings.Repeat("ä", rule.MaxDescription+1) }, []string{"description"}},
		{"description not text", func(r *rule.Rule) { r.Description = "\xff" }, []string{"description"}},
		{"condition is no filter", func(r *rule.Rule) { r.Condition = "unknown-thing (" }, []string{"condition"}},
		{"condition on an unknown attribute", func(r *rule.Rule) { r.Condition = `shoeSize eq "44"` }, []string{"condition"}},
		{"condition too long", func(r *rule.Rule) { r.Condition = `title eq "` + strings.Repeat("x", rule.MaxConditionBytes) + `"` }, []string{"condition"}},
		{"condition too deep", func(r *rule.Rule) { r.Condition = nested(rule.MaxConditionDepth + 2) }, []string{"condition"}},
		{"condition of too many terms", func(r *rule.Rule) {
			r.Condition = strings.Repeat("x pr or ", rule.MaxConditionNodes) + "x pr"
		}, []string{"condition"}},
		{"unknown product", func(r *rule.Rule) { r.Products[1].Key = "unknown-thing" }, []string{"products[1].key"}},
		{"unknown plan", func(r *rule.Rule) { r.Products[0].Plan = "unknown-thing" }, []string{"products[0].plan"}},
		{"product twice", func(r *rule.Rule) { r.Products[1].Key = "meeting" }, []string{"products[1].key"}},
		{"unknown role", func(r *rule.Rule) { r.Role = &rule.Role{Kind: "unknown-thing"} }, []string{"role.kind"}},
		{"manager without privileges", func(r *rule.Rule) { r.Role.Privileges = nil }, []string{"role.privileges"}},
		{"unknown privilege", func(r *rule.Rule) { r.Role.Privileges[2] = "unknown-thing" }, []string{"role.privileges[2]"}},
		{"unknown managed group", func(r *rule.Rule) { r.Role.Managed.IDs = []string{"emea", "unknown-thing"} }, []string{"role.managedGroups[1]"}},
		{"all and a list", func(r *rule.Rule) { r.Role.Managed.All = true }, []string{"role.managedGroups"}},
		{"member with a manager's rights", func(r *rule.Rule) { r.Role.Kind = rule.Member }, []string{"role.privileges", "role.managedGroups"}},
		{"unknown user group", func(r *rule.Rule) { r.UserGroup = "unknown-thing" }, []string{"userGroup"}},
		{"user group default", func(r *rule.Rule) { r.UserGroup = rule.Default }, []string{"userGroup"}},
		{"unknown settings", func(r *rule.Rule) { r.SettingsTemplate = "unknown-thing" }, []string{"settingsTemplate"}},
		{"settings none", func(r *rule.Rule) { r.SettingsTemplate = rule.None }, []string{"settingsTemplate"}},
		{"unknown mail", func(r *rule.Rule) { r.WelcomeMail = "unknown-thing" }, []string{"welcomeMail"}},
		{"language not one of the seven", func(r *rule.Rule) { r.Language = "de-AT" }, []string{"language"}},
		{"several at once", func(r *rule.Rule) { r.Group, r.Language, r.Products[0].Key = "", "xx", "" }, []string{"group", "products[0].key", "language"}},
	}
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			r := valid()
			c.change(&r)
			if diff := cmp.Diff(c.want, paths(t, rule.Check(r, catalogue()), "invalid_rule")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckAsksWhichRolesRulesMayGive(t *testing.T) {
	p := catalogue()
	p.AssignableRoles = []rule.RoleKind{rule.Member}
	r := valid()
	if diff := cmp.Diff([]string{"role.kind"}, paths(t, rule.Check(r, p), "invalid_rule")); diff != "" {
		t.Error(diff)
	}
	r.Role = &rule.Role{Kind: rule.Member}
	if err := rule.Check(r, p); err != nil {
		t.Error(err)
	}
	p.AssignableRoles = []rule.RoleKind{} // none is not the same as no opinion
	if rule.Check(r, p) == nil {
		t.Error("an empty list lets rules give no role")
	}
}

func TestCheckCountsRules(t *testing.T) {
	p := catalogue()
	for i := len(p.Rules); i < rule.MaxRules; i++ {
		p.Rules = append(p.Rules, rule.Rule{ID: fmt.Sprint("more", i)})
	}
	one := valid()
	if err := rule.Check(one, p); err != nil {
		t.Errorf("a rule that is there can be changed: %v", err)
	}
	one.ID = "new"
	if diff := cmp.Diff([]string{"rules"}, paths(t, rule.Check(one, p), "invalid_rule")); diff != "" {
		t.Error(diff)
	}
}
