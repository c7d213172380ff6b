package rule_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

const badge = "urn:ietf:params:scim:schemas:extension:example:2.0:User"

// badged is a policy with one extension, whose attributes have the types given, and one rule.
func badged(kind, condition string) *rule.Policy {
	return &rule.Policy{
		Extensions: []rule.Extension{{ResourceType: rule.ExtendsUser, Schema: map[string]any{
			"id": badge, "attributes": []any{map[string]any{"name": "number", "type": kind}},
		}}},
		Rules: []rule.Rule{{ID: "r", Enabled: true, Group: "g", Condition: condition, Language: "de"}},
	}
}

func TestAConditionAsksAboutAnExtension(t *testing.T) {
	const asks = badge + `:number eq "a1"`
	ann := func(number any) scim.Object {
		return scim.Object{"userName": "ann", badge: scim.Object{"number": number}}
	}
	for name, c := range map[string]struct {
		policy  *rule.Policy
		user    scim.Object
		matches bool
		broken  bool
	}{
		"with its URN":                             {badged("string", asks), ann("A1"), true, false},
		"by its bare name":                         {badged("string", `number eq "a1"`), ann("A1"), true, false},
		"somebody else":                            {badged("string", asks), ann("B2"), false, false},
		"somebody without it":                      {badged("string", asks), scim.Object{"userName": "ann"}, false, false},
		"a value from when it was a number":        {badged("string", badge+":number pr"), ann(int64(1)), false, false},
		"a condition that the type does not allow": {badged("boolean", asks), ann("A1"), false, true},
		"an extension that there is not":           {&rule.Policy{Rules: badged("string", asks).Rules}, ann("A1"), false, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := rule.Compile(c.policy).Evaluate(rule.Input{User: c.user, Groups: []string{"g"}})
			if d.Matches[0].Matched != c.matches || (len(d.Problems) > 0) != c.broken {
				t.Errorf("got %+v, %+v", d.Matches, d.Problems)
			}
			checked := rule.Check(c.policy.Rules[0], c.policy)
			if (fault.Code(checked) == "invalid_rule") != c.broken {
				t.Errorf("checked: %v", checked)
			}
		})
	}
}

func TestExtensionUsesAreByTheMeaningOfTheCondition(t *testing.T) {
	p := badged("string", `NUMBER pr and department pr`)
	p.Rules = append(p.Rules, rule.Rule{ID: "plain", Condition: `title pr`}, rule.Rule{ID: "none"}, rule.Rule{ID: "broken", Condition: `shoe pr`})
	if diff := cmp.Diff(map[string][]string{"r": {badge}, "plain": nil}, p.ExtensionUses()); diff != "" {
		t.Error(diff)
	}
}

func TestTypesHaveTheExtensionsOfTheirKind(t *testing.T) {
	p := badged("string", "")
	p.Extensions = append(p.Extensions, rule.Extension{ResourceType: rule.ExtendsUser, Schema: map[string]any{"id": "unreadable"}})
	types := p.Types()
	if _, ok := types.Users.Resolve(badge + ":number"); !ok || types.Groups != schema.Groups() || len(types.Users.Extensions) != 2 {
		t.Errorf("users %v, groups %v", types.Users.Extensions, types.Groups.Extensions)
	}
	if none := (&rule.Policy{}).Types(); none != schema.BuiltIn() {
		t.Error("no extension, and other types")
	}
}
