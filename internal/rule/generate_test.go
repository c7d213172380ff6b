package rule_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/rule"
	"usersync/internal/scim"
)

// The small worlds of the property tests: few ids, so that things meet, and always some that do not exist.
var (
	now          = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	groupIDs     = []string{"g0", "g1", "g2", "g3", "g4"}
	productKeys  = []string{"p0", "p1", "p2", "p3", "p4", "p5"}
	anyProduct   = append([]string{"unknown"}, productKeys...)
	anyUserGroup = []rule.Choice{"", "none", "u0", "u1", "unknown", "default"}
	anySettings  = []rule.Choice{"", "default", "s0", "s1", "unknown", "none"}
	anyMail      = []rule.Choice{"", "default", "none", "m0", "m1", "unknown"}
	anyLanguage  = []string{"", "", "de", "fr", "en", "xx"}
	anyTag       = []string{"", "de-AT", "pt-BR", "ja", "fr", "not a tag", "nl-BE, fr;q=0.5"}
	anyCondition = []string{
		"", "", "", `memberOf eq "g1"`, `not (memberOf eq "g2")`, `memberOf eq "g1" and memberOf eq "g3"`,
		`memberOf eq "g2" or memberOf eq "g4"`, `title sw "Intern"`, "((", `shoeSize eq "44"`,
	}
)

func oneOf[T any](t *rapid.T, values []T, label string) T {
	return rapid.SampledFrom(values).Draw(t, label)
}

func someOf(t *rapid.T, values []string, most int, label string) []string {
	return rapid.SliceOfN(rapid.SampledFrom(values), 0, most).Draw(t, label)
}

func drawPolicy(t *rapid.T) *rule.Policy {
	p := &rule.Policy{
		Version: 7, SyncOn: true, MailOn: true,
		DefaultLanguage:   oneOf(t, []string{"", "it", "ja"}, "account language"),
		AssignableRoles:   oneOf(t, [][]rule.RoleKind{nil, {}, {rule.Member, rule.Manager}}, "assignable"),
		UserGroups:        []rule.UserGroup{{ID: "u0"}, {ID: "u1"}},
		SettingsTemplates: []rule.TemplateRef{{ID: "s0"}, {ID: "s1"}},
		EmailTemplates:    []rule.TemplateRef{{ID: "m0"}, {ID: "m1"}},
		VerifiedDomains:   oneOf(t, [][]string{nil, nil, nil, {"example.com"}, {"example.org", "example.net"}}, "verified"),
		Gone:              oneOf(t, [][]string{nil, nil, {"g2"}, {"g1", "g4"}}, "gone for good"),
	}
	for _, key := range productKeys {
		p.Products = append(p.Products, rule.Product{
			Key: key, Plans: []string{"basic", "pro"},
			Requires: someOf(t, anyProduct, 2, "requires"),
			Excludes: someOf(t, anyProduct, 1, "excludes"),
		})
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "rules") {
		p.Rules = append(p.Rules, drawRule(t, fmt.Sprintf("r%d", i)))
	}
	if rapid.IntRange(0, 2).Draw(t, "rolled out") == 0 {
		p.Rollout = drawRollout(t)
	}
	return p
}

// drawRollout has some rules of the same ids as the candidate, and some of its own.
func drawRollout(t *rapid.T) *rule.Rollout {
	r := &rule.Rollout{ID: oneOf(t, []string{"ro0", "ro1"}, "roll-out"), BaseVersion: 5}
	if rapid.Bool().Draw(t, "pilot group") {
		r.Group = oneOf(t, groupIDs, "pilot")
	} else {
		r.Percent = rapid.IntRange(1, 99).Draw(t, "per cent")
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "base") {
		r.Base = append(r.Base, drawRule(t, fmt.Sprintf("r%d", 2*i)))
	}
	return r
}

// forEachInput draws a policy and several users.
func forEachInput(t *testing.T, check func(t *rapid.T, policy *rule.Policy, in rule.Input)) {
	rapid.Check(t, func(t *rapid.T) {
		policy := drawPolicy(t)
		for range 20 {
			check(t, policy, drawInput(t))
		}
	})
}

func drawRule(t *rapid.T, id string) rule.Rule {
	r := rule.Rule{
		ID: id, Enabled: oneOf(t, []bool{true, true, true, false}, "enabled"),
		Group:            oneOf(t, append([]string{""}, groupIDs...), "group"),
		Condition:        oneOf(t, anyCondition, "condition"),
		Role:             drawRole(t),
		UserGroup:        oneOf(t, anyUserGroup, "user group"),
		SettingsTemplate: oneOf(t, anySettings, "settings"),
		WelcomeMail:      oneOf(t, anyMail, "mail"),
		Language:         oneOf(t, anyLanguage, "language"),
	}
	for _, key := range someOf(t, anyProduct, 3, "products") {
		r.Products = append(r.Products, rule.ProductGrant{Key: key, Plan: oneOf(t, []string{"", "basic", "pro", "unknown"}, "plan")})
	}
	return r
}

func drawRole(t *rapid.T) *rule.Role {
	return oneOf(t, []*rule.Role{
		nil, nil,
		{Kind: rule.Member},
		{Kind: rule.Admin},
		{Kind: rule.Manager},
		{Kind: "owner"},
		{Kind: rule.Manager, Privileges: []string{"view_reports", "manage_users"}},
		{Kind: rule.Manager, Privileges: []string{"manage_users", "fly"}, Managed: rule.GroupList{IDs: []string{"u1", "u0", "unknown"}}},
		{Kind: rule.Manager, Privileges: []string{"fly"}, Managed: rule.GroupList{All: true}},
	}, "role")
}

func drawInput(t *rapid.T) rule.Input {
	in := rule.Input{
		ID:          fmt.Sprint("u", rapid.IntRange(0, 200).Draw(t, "user")),
		User:        scim.Object{"userName": "ann"},
		Groups:      rapid.Permutation(groupIDs).Draw(t, "groups")[:rapid.IntRange(0, 5).Draw(t, "how many")],
		OwnLanguage: oneOf(t, anyTag, "own"),
		Email:       oneOf(t, []string{"", "ann@example.com", "\"a@b\"@Example.COM", "ann@example.net", "ann@sub.example.com", "example.com", "ann@"}, "address"),
		GoneGroups:  oneOf(t, []map[string]bool{nil, {"g3": true}, {"g3": false}}, "gone"),
		Now:         now,
	}
	for attribute, values := range map[string][]string{"title": {"", "Intern", "Clerk"}, "preferredLanguage": anyTag, "locale": anyTag} {
		if v := oneOf(t, values, "attribute"); v != "" {
			in.User[attribute] = v
		}
	}
	ids := rapid.Permutation([]string{"h0", "h1", "h2", "h3"}).Draw(t, "grant ids")
	for _, id := range ids[:rapid.IntRange(0, 4).Draw(t, "grants")] {
		in.Grants = append(in.Grants, drawGrant(t, id))
	}
	return in
}

func drawGrant(t *rapid.T, id string) rule.Grant {
	g := rule.Grant{
		ID: id, Deny: rapid.Bool().Draw(t, "deny"),
		Until: oneOf(t, []time.Time{{}, now, now.Add(time.Second)}, "until"),
	}
	switch rapid.IntRange(0, 2).Draw(t, "grant of") {
	case 0:
		g.Product, g.Plan = oneOf(t, anyProduct, "product"), oneOf(t, []string{"", "pro", "unknown"}, "plan")
	case 1:
		g.Role = drawRole(t)
	default:
		g.Group = oneOf(t, anyUserGroup, "user group")
	}
	return g
}
