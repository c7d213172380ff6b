package plan_test

import (
	"testing"

	"usersync/internal/plan"
	"usersync/internal/rule"
)

// outcome is an account user with something in every place.
func outcome() *plan.Outcome {
	return &plan.Outcome{
		State: plan.Active, UserName: "ann", DisplayName: "Ann",
		Products: []plan.Product{{Key: "meeting", Plan: "pro", State: plan.Granted, Owner: rule.FromRule, Rule: "r1"}},
		Role: plan.Assigned[rule.Role]{
			Value:  rule.Role{Kind: rule.Manager, Privileges: []string{"view_reports"}, Managed: rule.GroupList{IDs: []string{"emea"}}},
			Stated: true, Source: rule.FromRule, Rule: "r1",
		},
		UserGroup: plan.Assigned[rule.Choice]{Value: "emea", Stated: true, Source: rule.FromRule, Rule: "r1"},
		Settings:  plan.Assigned[rule.Choice]{Value: rule.Default, Source: rule.FromDefault},
		Language:  plan.Assigned[string]{Value: "de", Stated: true, Source: rule.FromOwn},
		Problems:  []rule.Problem{{Code: "out_of_seats", Subject: "meeting"}},
		Policy:    7,
	}
}

func TestSameLooksAtEverythingButThePolicy(t *testing.T) {
	later := outcome()
	later.Policy = 8
	if !plan.Same(outcome(), later) {
		t.Error("the version of the policy is no difference")
	}
	for name, change := range map[string]func(*plan.Outcome){
		"state":             func(o *plan.Outcome) { o.State = plan.Invited },
		"user name":         func(o *plan.Outcome) { o.UserName = "bob" },
		"display name":      func(o *plan.Outcome) { o.DisplayName = "Bob" },
		"product gone":      func(o *plan.Outcome) { o.Products = nil },
		"product waits":     func(o *plan.Outcome) { o.Products[0].State = plan.Waiting },
		"product's owner":   func(o *plan.Outcome) { o.Products[0].Owner = rule.FromHand },
		"role":              func(o *plan.Outcome) { o.Role.Value.Kind = rule.Admin },
		"role's privileges": func(o *plan.Outcome) { o.Role.Value.Privileges = []string{"manage_users"} },
		"role's groups":     func(o *plan.Outcome) { o.Role.Value.Managed.IDs = nil },
		"role's rule":       func(o *plan.Outcome) { o.Role.Rule = "r2" },
		"role's source":     func(o *plan.Outcome) { o.Role.Source = rule.FromHand },
		"role stated":       func(o *plan.Outcome) { o.Role.Stated = false },
		"user group":        func(o *plan.Outcome) { o.UserGroup.Value = rule.None },
		"settings stated":   func(o *plan.Outcome) { o.Settings.Stated = true },
		"language":          func(o *plan.Outcome) { o.Language.Value = "fr" },
		"problem":           func(o *plan.Outcome) { o.Problems[0].Code = "invalid_value" },
	} {
		t.Run(name, func(t *testing.T) {
			changed := outcome()
			change(changed)
			if plan.Same(outcome(), changed) || plan.Same(changed, outcome()) {
				t.Error("a difference was not seen")
			}
		})
	}
}

func TestSameOfNothing(t *testing.T) {
	if !plan.Same(nil, nil) {
		t.Error("no account user is no account user")
	}
	if plan.Same(nil, outcome()) || plan.Same(outcome(), nil) || plan.Same(nil, &plan.Outcome{}) {
		t.Error("an account user is not none")
	}
}

func TestSameTakesEmptyForAbsent(t *testing.T) {
	a, b := &plan.Outcome{}, &plan.Outcome{Products: []plan.Product{}, Problems: []rule.Problem{}}
	b.Role.Value.Privileges, b.Role.Value.Managed.IDs = []string{}, []string{}
	if !plan.Same(a, b) {
		t.Error("what a store reads back as empty was written as absent")
	}
}
