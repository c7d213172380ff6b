package rule_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/rule"
	"usersync/internal/scim"
)

func TestNilPolicyGivesTheDefaults(t *testing.T) {
	set := rule.Compile(nil)
	d := set.Evaluate(rule.Input{})
	if d.AnyMatch() || len(d.Products) > 0 || d.Role.Value.Kind != rule.Member || d.Language.Value != "en" {
		t.Errorf("%+v", d)
	}
	if set.Policy() == nil {
		t.Error("a set always has a policy")
	}
}

func TestAnyMatch(t *testing.T) {
	p := &rule.Policy{Rules: []rule.Rule{{ID: "r1", Enabled: true, Group: "a"}, {ID: "r2", Enabled: true, Group: "b"}}}
	set := rule.Compile(p)
	for group, want := range map[string]bool{"a": true, "b": true, "c": false} {
		if got := set.Evaluate(rule.Input{Groups: []string{group}}).AnyMatch(); got != want {
			t.Errorf("%s: %t", group, got)
		}
	}
	if set.Policy() != p {
		t.Error("not the policy that was compiled")
	}
}

func TestPrivilegesCannotBeChanged(t *testing.T) {
	rule.Privileges()[0] = "fly"
	if got := rule.Privileges(); len(got) != 10 || slices.Contains(got, "fly") {
		t.Error(got)
	}
}

func TestRoleText(t *testing.T) {
	manager := rule.Role{Kind: rule.Manager, Privileges: []string{"view_reports"}}
	for want, managed := range map[string]rule.GroupList{
		"manager of nobody: view_reports":  {},
		"manager of all: view_reports":     {All: true},
		"manager of a and b: view_reports": {IDs: []string{"a", "b"}},
	} {
		manager.Managed = managed
		if got := manager.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRoleEqual(t *testing.T) {
	role := rule.Role{Kind: rule.Manager, Privileges: []string{"view_reports"}, Managed: rule.GroupList{IDs: []string{"a"}}}
	same := role
	if !role.Equal(same) || !(rule.Role{Kind: rule.Member}).Equal(rule.Role{Kind: rule.Member, Privileges: []string{}}) {
		t.Error("the same roles differ")
	}
	for _, other := range []rule.Role{
		{Kind: rule.Admin, Privileges: role.Privileges, Managed: role.Managed},
		{Kind: rule.Manager, Managed: role.Managed},
		{Kind: rule.Manager, Privileges: role.Privileges},
		{Kind: rule.Manager, Privileges: role.Privileges, Managed: rule.GroupList{All: true, IDs: []string{"a"}}},
	} {
		if role.Equal(other) {
			t.Errorf("%+v equals %+v", role, other)
		}
	}
}

func TestLanguageTagsThatAreTooLongAreNotRead(t *testing.T) {
	in := rule.Input{OwnLanguage: strings.Repeat("de,", 1000), User: scim.Object{"preferredLanguage": 7, "locale": "fr"}}
	if got := rule.Compile(nil).Evaluate(in).Language; got.Value != "fr" || got.Source != rule.FromDirectory {
		t.Errorf("%+v", got)
	}
}

func TestSetIsSafeForConcurrentUse(t *testing.T) {
	set, in := crowd(50, 10)
	want := set.Evaluate(in)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if diff := cmp.Diff(want, set.Evaluate(in)); diff != "" {
				t.Error(diff)
			}
		})
	}
	wait.Wait()
}

// crowd is an account with so many rules, evenly over 200 groups, and a user who is in some of these.
func crowd(rules, groups int) (*rule.Set, rule.Input) {
	p := &rule.Policy{DefaultLanguage: "en", UserGroups: []rule.UserGroup{{ID: "emea"}}}
	for i := range 20 {
		p.Products = append(p.Products, rule.Product{Key: fmt.Sprint("p", i), Plans: []string{"basic", "pro"}})
	}
	for i := range rules {
		p.Rules = append(p.Rules, rule.Rule{
			ID: fmt.Sprint("r", i), Enabled: true, Group: fmt.Sprint("g", i%200),
			Condition: `title sw "Clerk" and not (memberOf eq "g199")`,
			Products:  []rule.ProductGrant{{Key: fmt.Sprint("p", i%20), Plan: "pro"}},
			UserGroup: "emea", Language: "de",
		})
	}
	in := rule.Input{User: scim.Object{"userName": "ann", "title": "Clerk", "locale": "de-AT"}, Now: now}
	for i := range groups {
		in.Groups = append(in.Groups, fmt.Sprint("g", i))
	}
	return rule.Compile(p), in
}

func BenchmarkEvaluate(b *testing.B) {
	set, in := crowd(rule.MaxRules, 50)
	b.ReportAllocs()
	for b.Loop() {
		set.Evaluate(in)
	}
}

func BenchmarkCompile(b *testing.B) {
	set, _ := crowd(rule.MaxRules, 50)
	b.ReportAllocs()
	for b.Loop() {
		rule.Compile(set.Policy())
	}
}

// Whatever a policy, a user and an input look like, evaluation ends with a decision, the same each time.
func FuzzEvaluate(f *testing.F) {
	f.Add(`{"rules":[{"id":"r","enabled":true,"group":"g","condition":"title pr","products":[{"key":"p"}]}],"products":[{"key":"p","requires":["p"]}]}`,
		`{"title":[1,{"value":null}],"locale":"de"}`, `{"Groups":["g"],"Grants":[{"product":"p"}]}`)
	f.Add(`{"rules":[{"enabled":true,"group":"g","condition":"emails[type eq \"work\"].value co \"@\"","role":{"kind":"manager"}}]}`,
		`{"emails":[{"type":"work","value":7},"x",null]}`, `{"Groups":["g","g"],"GoneGroups":{"h":true}}`)
	f.Fuzz(func(t *testing.T, policy, user, input string) {
		var p rule.Policy
		var in rule.Input
		if json.Unmarshal([]byte(policy), &p) != nil || json.Unmarshal([]byte(input), &in) != nil {
			return
		}
		if json.Unmarshal([]byte(user), &in.User) != nil {
			return
		}
		set := rule.Compile(&p)
		d := set.Evaluate(in)
		if diff := cmp.Diff(d, set.Evaluate(in)); diff != "" {
			t.Error(diff)
		}
		if d.Rollout == nil && len(d.Matches) != len(p.Rules) {
			t.Errorf("%d rules, %d verdicts", len(p.Rules), len(d.Matches))
		}
		for _, r := range p.Rules {
			_ = rule.Check(r, &p)
		}
		for _, pr := range p.Products {
			_ = rule.CheckProduct(pr, &p)
		}
	})
}
