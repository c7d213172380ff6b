package rule_test

import (
	"testing"
	"time"

	"usersync/internal/rule"
)

func TestARoleCoversAnother(t *testing.T) {
	manager := func(managed rule.GroupList, privileges ...string) rule.Role {
		return rule.Role{Kind: rule.Manager, Privileges: privileges, Managed: managed}
	}
	everybody, sales, nobody := rule.GroupList{All: true}, rule.GroupList{IDs: []string{"sales"}}, rule.GroupList{}
	admin, member := rule.Role{Kind: rule.Admin}, rule.Role{Kind: rule.Member}
	for _, c := range []struct {
		name            string
		role, other     rule.Role
		covers, reverse bool // the one the other, and the other way round
	}{
		{"admin and member", admin, member, true, false},
		{"admin and manager", admin, manager(everybody, "view_reports"), true, false},
		{"manager and member", manager(nobody, "view_reports"), member, true, false},
		{"the same", manager(sales, "view_reports"), manager(sales, "view_reports"), true, true},
		{"more privileges", manager(sales, "view_reports", "manage_users"), manager(sales, "view_reports"), true, false},
		{"more groups", manager(everybody, "view_reports"), manager(sales, "view_reports"), true, false},
		{"a group more", manager(sales, "view_reports"), manager(nobody, "view_reports"), true, false},
		{"others", manager(everybody, "view_reports"), manager(sales, "manage_users"), false, false},
	} {
		if got, back := c.role.Covers(c.other), c.other.Covers(c.role); got != c.covers || back != c.reverse {
			t.Errorf("%s: %t and %t", c.name, got, back)
		}
	}
}

func TestDenialsThatHold(t *testing.T) {
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	got := rule.DenialsIn([]rule.Grant{
		{Product: "meeting", Deny: true},
		{Product: "phone"},
		{Product: "rescue", Deny: true, Until: now},
		{Role: &rule.Role{Kind: rule.Admin}, Deny: true},
	}, now)
	if !got.Products["meeting"] || len(got.Products) != 1 || !got.Roles[rule.Admin] || len(got.Roles) != 1 {
		t.Errorf("%+v", got)
	}
}
