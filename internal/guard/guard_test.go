package guard_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/fault"
	"usersync/internal/guard"
	"usersync/internal/plan"
)

func TestLimits(t *testing.T) {
	d := guard.Defaults()
	for _, c := range []struct {
		limit        guard.Limit
		people, want int
	}{
		{d.Everything, 0, 10},
		{d.Everything, 3, 10}, // too few to speak of a share
		{d.Everything, 4, 2},  // in a small account more than half is held
		{d.Everything, 15, 7},
		{d.Everything, 20, 10},
		{d.Everything, 21, 10}, // max(10, 5 %)
		{d.Everything, 200, 10},
		{d.Everything, 219, 10},
		{d.Everything, 220, 11},
		{d.Everything, 10_000, 500},
		{d.Product, 50, 10}, // max(10, 20 %)
		{d.Product, 100, 20},
		{d.Hourly, 100, 20},
		{d.Hourly, 1000, 50},
	} {
		if got := c.limit.Of(c.people); got != c.want {
			t.Errorf("%+v of %d: %d, want %d", c.limit, c.people, got, c.want)
		}
	}
}

func TestWhatIsHeld(t *testing.T) {
	big := plan.Totals{Users: 1000, InUse: 1000, Admins: 3, Products: map[string]plan.ProductTotals{"meeting": {Holders: 100}}}
	with := func(change func(*plan.Totals)) plan.Totals {
		sum := plan.Totals{}
		sum.Merge(big)
		change(&sum)
		return sum
	}
	product := func(n plan.ProductTotals) plan.Totals {
		return with(func(s *plan.Totals) { s.Products["meeting"] = n })
	}
	for _, c := range []struct {
		name   string
		totals plan.Totals
		facts  guard.Facts
		held   string
	}{
		{"nothing", big, guard.Facts{}, ""},
		{"as many as may lose everything", with(func(s *plan.Totals) { s.Everything = 50 }), guard.Facts{}, ""},
		{"one more", with(func(s *plan.Totals) { s.Everything = 51 }), guard.Facts{}, "everything"},
		{"as many as may lose a product", product(plan.ProductTotals{Holders: 100, Lost: 20}), guard.Facts{}, ""},
		{"one more of a product", product(plan.ProductTotals{Holders: 100, Lost: 21}), guard.Facts{}, "product meeting"},
		{"a thousand mails", with(func(s *plan.Totals) { s.Mails = 1000 }), guard.Facts{}, ""},
		{"one more mail", with(func(s *plan.Totals) { s.Mails = 1001 }), guard.Facts{}, "mails"},
		{"admins come and go", with(func(s *plan.Totals) { s.AdminsGone, s.AdminsMade = 3, 400 }), guard.Facts{}, ""},
		{"a group of four goes empty", big, guard.Facts{EmptyGroups: map[string]int{"g1": 4}}, ""},
		{"a group of five goes empty", big, guard.Facts{EmptyGroups: map[string]int{"g1": 5, "g2": 4}}, "group g1"},
		{"an admin rule of somebody who is alone", big, guard.Facts{AdminRules: []string{"r1"}, Approvers: 1}, ""},
		{"an admin rule where a second person could look", big, guard.Facts{AdminRules: []string{"r1"}, Approvers: 2}, "admin_rule r1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			gauges := guard.Defaults().Judge(c.totals, c.facts)
			held := ""
			for _, g := range gauges {
				if g.Held {
					held = string(g.Name)
					if g.Subject != "" {
						held += " " + g.Subject
					}
				}
			}
			if held != c.held || guard.Held(gauges) != (c.held != "") {
				t.Errorf("held %q, want %q: %+v", held, c.held, gauges)
			}
		})
	}
}

func TestAGroupNeverHoldsWhereItIsSwitchedOff(t *testing.T) {
	s := guard.Defaults()
	s.Group = 0
	if guard.Held(s.Judge(plan.Totals{}, guard.Facts{EmptyGroups: map[string]int{"g": 1000}})) {
		t.Error("held")
	}
}

// Whatever an account sets, losing everything or a product is never let through for more than half of the people, where there are more than the minimum.
func TestTheGuardCannotBeOpenedForMoreThanHalf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := guard.Limit{Min: rapid.IntRange(0, 1000).Draw(t, "min"), Percent: rapid.IntRange(0, 100).Draw(t, "percent")}
		s := guard.Defaults()
		s.Everything = limit
		people := rapid.IntRange(0, 100_000).Draw(t, "people")
		if len(faults(s)) > 0 {
			return
		}
		if got := limit.Of(people); got > max(limit.Min, people/2) {
			t.Fatalf("%d of %d", got, people)
		}
	})
}

// The verdict does not depend on the order of maps.
func TestGaugesHaveAnOrder(t *testing.T) {
	products := map[string]plan.ProductTotals{}
	groups := map[string]int{}
	for i := range 50 {
		products[fmt.Sprint("p", i)] = plan.ProductTotals{Holders: i}
		groups[fmt.Sprint("g", i)] = i
	}
	first := guard.Defaults().Judge(plan.Totals{Products: products}, guard.Facts{EmptyGroups: groups})
	if again := guard.Defaults().Judge(plan.Totals{Products: products}, guard.Facts{EmptyGroups: groups}); !slices.Equal(first, again) {
		t.Error("another order")
	}
}

func TestSettingsThatAreRefused(t *testing.T) {
	for field, change := range map[string]func(*guard.Settings){
		"guard.everything.percent": func(s *guard.Settings) { s.Everything.Percent = 51 },
		"guard.everything.min":     func(s *guard.Settings) { s.Everything.Min = -1 },
		"guard.product.min":        func(s *guard.Settings) { s.Product.Min = 1001 },
		"guard.product.percent":    func(s *guard.Settings) { s.Product.Percent = -1 },
		"guard.hourly.min":         func(s *guard.Settings) { s.Hourly.Min = 19 },
		"guard.group":              func(s *guard.Settings) { s.Group = -1 },
		"guard.days":               func(s *guard.Settings) { s.Days = 91 },
		"guard.mails":              func(s *guard.Settings) { s.Mails = -1 },
	} {
		s := guard.Defaults()
		change(&s)
		if faults := faults(s); len(faults) != 1 || faults[0].Path != field {
			t.Errorf("%s: %+v", field, faults)
		}
	}
	if faults := faults(guard.Defaults()); len(faults) != 0 {
		t.Error(faults)
	}
}

func faults(s guard.Settings) []fault.Field {
	bad := fault.New(fault.Invalid, "invalid_value", "Not acceptable.")
	s.Check(bad)
	return bad.Fields
}

func TestHowLongAHoldStaysOpen(t *testing.T) {
	s := guard.Defaults()
	if got := s.HoldLife(); got != 14*24*time.Hour {
		t.Error(got)
	}
	s.Days = 1
	if got := s.HoldLife(); got != 24*time.Hour {
		t.Error(got)
	}
}
