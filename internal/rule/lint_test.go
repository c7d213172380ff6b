package rule_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/rule"
)

// lintWorld is a catalogue with something of everything that can go wrong in it.
func lintWorld(rules ...rule.Rule) *rule.Policy {
	p := &rule.Policy{
		Products: []rule.Product{
			{Key: "meeting", Plans: []string{"basic", "pro"}},
			{Key: "phone", Excludes: []string{"chat"}},
			{Key: "chat"},
			{Key: "webinar", Requires: []string{"meeting"}},
			{Key: "training", Requires: []string{"webinar", "retired"}},
			{Key: "both", Requires: []string{"phone", "chat"}},
			{Key: "talk", Requires: []string{"chat"}},
		},
		UserGroups:        []rule.UserGroup{{ID: "world"}, {ID: "emea", Parent: "world"}, {ID: "de", Parent: "emea"}},
		SettingsTemplates: []rule.TemplateRef{{ID: "strict"}},
		EmailTemplates:    []rule.TemplateRef{{ID: "warm"}},
	}
	for i, r := range rules {
		r.ID, r.Enabled = fmt.Sprint("r", i+1), r.Description != "disabled"
		p.Rules = append(p.Rules, r)
	}
	return p
}

func products(keys ...string) (out []rule.ProductGrant) {
	for _, key := range keys {
		key, plan, _ := strings.Cut(key, "/")
		out = append(out, rule.ProductGrant{Key: key, Plan: plan})
	}
	return out
}

func manager(managed rule.GroupList, privileges ...string) *rule.Role {
	return &rule.Role{Kind: rule.Manager, Privileges: privileges, Managed: managed}
}

// line is a finding in one line: code, slot and subject, rules, "?" when it is only possible.
func line(f rule.Finding) string {
	text := f.Code + " " + f.Slot + " " + f.Subject + " " + strings.Join(f.Rules, ",")
	if f.Potential {
		text += "?"
	}
	return strings.Join(strings.Fields(text), " ")
}

func TestLint(t *testing.T) {
	members := map[string]int{"a": 5, "b": 3, "empty": 0}
	shared := func(x, y string) int { return map[string]int{"ab": 2, "ba": 2}[x+y] }
	all := rule.Facts{Members: members, Shared: shared}
	admin, member := &rule.Role{Kind: rule.Admin}, &rule.Role{Kind: rule.Member}
	cases := []struct {
		name  string
		facts rule.Facts
		rules []rule.Rule
		want  []string
	}{
		{"no rules", all, nil, nil},
		{"a sound rule", all, []rule.Rule{{Group: "a", Products: products("meeting/pro", "webinar"), UserGroup: "emea", Language: "de"}}, nil},
		{"disabled rules are not looked at", all, []rule.Rule{{Group: "gone", Language: "xx", Description: "disabled"}}, nil},

		{"the group is gone", all, []rule.Rule{{Group: "gone"}}, []string{"group_gone group gone r1"}},
		{"no group at all", all, []rule.Rule{{}}, []string{"group_gone group r1"}},
		{"the group is empty", all, []rule.Rule{{Group: "empty"}}, []string{"group_empty group empty r1"}},
		{"groups are not known", rule.Facts{}, []rule.Rule{{Group: "gone", Condition: `not (memberOf eq "gone2")`}}, nil},
		{"a group of the condition is gone", all, []rule.Rule{{Group: "a", Condition: `not (memberOf eq "gone")`}}, []string{"group_gone condition gone r1"}},
		{
			"the rule matches nobody",
			rule.Facts{Members: members, Matched: map[string]int{"r1": 0, "r2": 0, "r3": 1}},
			[]rule.Rule{{Group: "a", Condition: "title pr"}, {Group: "empty"}, {Group: "b"}},
			[]string{"matches_nobody condition r1", "group_empty group empty r2"},
		},

		{
			"everything that is unknown",
			rule.Facts{},
			[]rule.Rule{{
				Group: "a", Products: products("gone", "meeting/gone"), UserGroup: "gone", SettingsTemplate: "gone", WelcomeMail: "gone", Language: "xx",
				Role: manager(rule.GroupList{IDs: []string{"gone"}}, "fly", "view_reports"),
			}, {Group: "b", Condition: "(("}},
			[]string{
				"language_unknown language xx r1", "plan_unknown products meeting r1", "product_unknown products gone r1", "role_invalid role fly r1",
				"template_gone settingsTemplate gone r1", "template_gone welcomeMail gone r1", "user_group_gone role gone r1", "user_group_gone userGroup gone r1",
				"condition_invalid condition r2",
			},
		},

		{"a prerequisite is missing, near or far", all, []rule.Rule{{Group: "a", Products: products("training")}}, []string{"missing_prerequisite products retired r1"}},
		{"a product that nobody can hold", all, []rule.Rule{{Group: "a", Products: products("both", "phone")}}, []string{"product_impossible products both r1"}},
		{"two that exclude each other in one rule", all, []rule.Rule{{Group: "a", Products: products("talk", "phone")}}, []string{"excluded_pair products phone r1"}},
		{
			"two that exclude each other in two rules", all,
			[]rule.Rule{{Group: "a", Products: products("chat")}, {Group: "a", Products: products("phone"), Condition: "title pr"}, {Group: "b", Products: products("phone")}},
			[]string{"excluded_pair products phone r2,r1"},
		},

		{"an admin by rule", all, []rule.Rule{{Group: "a", Role: admin}}, []string{"privilege_escalation role admin r1"}},
		{"a manager of all", all, []rule.Rule{{Group: "a", Role: manager(rule.GroupList{All: true}, "manage_licenses")}}, []string{"privilege_escalation role manager r1"}},
		{"a manager of all who only looks", all, []rule.Rule{{Group: "a", Role: manager(rule.GroupList{All: true}, "view_reports")}}, nil},
		{"a manager of nobody", all, []rule.Rule{{Group: "a", UserGroup: "de", Role: manager(rule.GroupList{}, "manage_users")}}, nil},
		{"a manager of others", all, []rule.Rule{{Group: "a", UserGroup: "world", Role: manager(rule.GroupList{IDs: []string{"emea"}}, "manage_users")}}, nil},
		{"a manager of their own group", all, []rule.Rule{{Group: "a", UserGroup: "emea", Role: manager(rule.GroupList{IDs: []string{"emea"}}, "manage_users")}}, []string{"privilege_escalation role manager r1"}},
		{"a manager of the group above their own", all, []rule.Rule{{Group: "a", UserGroup: "de", Role: manager(rule.GroupList{IDs: []string{"world"}}, "manage_users")}}, []string{"privilege_escalation role manager r1"}},

		{"a duplicate", all, []rule.Rule{{Group: "a", Language: "de"}, {Group: "a", Language: "de"}}, []string{"duplicate r2,r1"}},
		{"a duplicate with a condition", all, []rule.Rule{{Group: "a", Condition: "title pr", Language: "de"}, {Group: "a", Condition: "( title  pr )", Language: "de"}}, []string{"duplicate r2,r1"}},
		{"shadowed by one", all, []rule.Rule{{Group: "a", Language: "de", UserGroup: "de"}, {Group: "a", Language: "fr", Condition: "title pr"}}, []string{"shadowed r2,r1"}},
		{
			"shadowed by two together", all,
			[]rule.Rule{{Group: "a", Language: "de"}, {Group: "a", Role: member}, {Group: "a", Language: "fr", Role: manager(rule.GroupList{}, "view_reports")}},
			[]string{"shadowed r3,r1,r2"},
		},
		{"products are a union", all, []rule.Rule{{Group: "a", Products: products("meeting/pro", "phone")}, {Group: "a", Products: products("meeting/basic")}}, []string{"shadowed r2,r1"}},
		{"one product is left", all, []rule.Rule{{Group: "a", Products: products("phone")}, {Group: "a", Products: products("phone", "meeting")}}, nil},
		{"a rule without a word adds nothing", all, []rule.Rule{{Group: "a", Language: "de"}, {Group: "a"}}, []string{"shadowed r2,r1"}},
		{"the stronger one has a condition", all, []rule.Rule{{Group: "a", Language: "de", Condition: "title pr"}, {Group: "a", Language: "de"}}, nil},
		{"the stronger word is broken", all, []rule.Rule{{Group: "a", UserGroup: "gone"}, {Group: "a", UserGroup: "de"}}, []string{"user_group_gone userGroup gone r1"}},
		{"another group", all, []rule.Rule{{Group: "a", Language: "de"}, {Group: "b", Language: "de"}}, nil},
		{"a disabled rule shadows nothing", all, []rule.Rule{{Group: "a", Language: "de", Description: "disabled"}, {Group: "a", Language: "de"}}, nil},

		{
			"two values, surely", all,
			[]rule.Rule{{Group: "a", Language: "de"}, {Group: "a", Language: "fr", UserGroup: "de"}, {Group: "b", Language: "fr"}},
			[]string{"same_slot_fought_over language r2,r1", "same_slot_fought_over language r3,r1"},
		},
		{"two values, nobody in both", rule.Facts{Members: members, Shared: func(string, string) int { return 0 }}, []rule.Rule{{Group: "a", Language: "de"}, {Group: "b", Language: "fr"}}, nil},
		{"two values, perhaps", rule.Facts{Members: members}, []rule.Rule{{Group: "a", Language: "de"}, {Group: "b", Language: "fr"}}, []string{"same_slot_fought_over language r1,r2?"}},
		{"two values, under conditions", all, []rule.Rule{{Group: "a", UserGroup: "de", Condition: "title pr"}, {Group: "a", UserGroup: "none"}}, []string{"same_slot_fought_over userGroup r1,r2?"}},
		{"two plans", all, []rule.Rule{{Group: "a", Products: products("meeting/pro")}, {Group: "b", Products: products("meeting")}}, []string{"same_slot_fought_over products meeting r2,r1"}},
		{"the same value", all, []rule.Rule{{Group: "a", SettingsTemplate: "strict"}, {Group: "b", SettingsTemplate: "strict"}}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, f := range rule.Lint(lintWorld(c.rules...), c.facts) {
				got = append(got, line(f))
				if f.Detail == "" || f.Remedy == "" || f.Severity == "" {
					t.Errorf("%s says too little: %+v", f.Code, f)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLintSaysWhichRolesAreNotAssignable(t *testing.T) {
	p := lintWorld(rule.Rule{Group: "a", Role: &rule.Role{Kind: rule.Admin}})
	p.AssignableRoles = []rule.RoleKind{rule.Member}
	found := rule.Lint(p, rule.Facts{})
	if len(found) != 1 || line(found[0]) != "role_not_assignable role admin r1" {
		t.Errorf("%+v", found)
	}
	if rule.Lint(nil, rule.Facts{}) != nil {
		t.Error("no policy has no findings")
	}
}

func TestConditionsThatAreTrueOfNobody(t *testing.T) {
	facts := rule.Facts{Members: map[string]int{"g": 1, "h": 1, "i": 1}}
	never := []string{
		`not (memberOf eq "g")`,
		`memberOf eq "gone"`,
		`memberOf eq "h" and not (memberOf eq "h")`,
		`memberOf eq "h" and (memberOf eq "gone" or not (memberOf eq "g"))`,
		`title eq "Clerk" and title eq "Intern"`,
		`title eq "Clerk" and not (title pr)`,
		`title co "C" and not (title pr)`,
		`title eq "Clerk" and not (title eq "CLERK")`,
		`title eq "Clerk" and not (title sw "cl")`,
		`title eq "Clerk" and title ne "clerk"`,
		`department eq "Sales" and urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Support"`,
		`name.familyName eq "A" and name.familyName eq "B"`,
		`active eq true and active eq false`,
		`(title eq "A" or title eq "B") and title eq "C"`,
		`emails[type eq "work"] and not (emails[type eq "work"])`,
	}
	perhaps := []string{
		`memberOf eq "g"`, `memberOf eq "h" and memberOf eq "i"`, `not (memberOf eq "gone")`, `memberOf eq "G" or title pr`,
		`title eq "Clerk" and title sw "C"`, `title eq "Clerk" and department eq "Intern"`, `title ne "Clerk" and not (title pr)`,
		`emails.type eq "work" and emails.type eq "home"`, `emails[type eq "work"] and emails[type eq "home"]`,
		`title sw "A" and title sw "B"`, // impossible, but not proven
		strings.TrimSuffix(strings.Repeat(`title eq "x" and `, 1)+manyAtoms(), " and "),
	}
	unreachable := func(condition string) bool {
		found := rule.Lint(lintWorld(rule.Rule{Group: "g", Condition: condition}), facts)
		for _, f := range found {
			if f.Code == rule.FindConditionBroke {
				t.Errorf("%s: cannot be read", condition)
			}
			if f.Code == rule.FindUnreachable {
				return true
			}
		}
		return false
	}
	for _, condition := range never {
		if !unreachable(condition) {
			t.Errorf("not found: %s", condition)
		}
	}
	for _, condition := range perhaps {
		if unreachable(condition) {
			t.Errorf("can be true: %s", condition)
		}
	}
}

// manyAtoms is a contradiction that is too long to be searched for.
func manyAtoms() string {
	var b strings.Builder
	for i := range 20 {
		fmt.Fprintf(&b, `title eq "%d" and `, i)
	}
	return b.String()
}
