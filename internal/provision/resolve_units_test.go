package provision_test

import (
	"context"
	"testing"

	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// A welcome mail is an item and its place in the list of mails that are due.
const (
	newcomer    = "somebody new gets a product"
	welcomeMail = 2
)

// TestWhatAResolveCosts holds the write units of a resolve, for a user of common size. At most are 8 for a change and 6 more for each product that changes; 2 where
// nothing changes, and 0 where the fence says so already. The decision on a welcome mail, once in a life, comes on top.
func TestWhatAResolveCosts(t *testing.T) {
	for _, tt := range []struct {
		name     string
		happens  func(w *works, groups []string, user string)
		recheck  bool
		products int
		changed  bool
		write    float64
	}{
		{newcomer, func(w *works, g []string, u string) { w.members(g[0], "add", u) }, false, 1, true, 15},
		{"a product more", func(w *works, g []string, u string) { w.resolveWith(u, g[2]); w.members(g[0], "add", u) }, false, 1, true, 11},
		{"two products more", func(w *works, g []string, u string) {
			w.resolveWith(u, g[2])
			w.members(g[0], "add", u)
			w.members(g[1], "add", u)
		}, false, 2, true, 15},
		{"one product less", func(w *works, g []string, u string) { w.resolveWith(u, g[0], g[1]); w.members(g[1], "remove", u) }, false, 1, true, 14},
		{"suspended with two products", func(w *works, g []string, u string) { w.resolveWith(u, g[0], g[1]); w.setActive(u, false) }, false, 2, true, 18},
		{"a language", func(w *works, g []string, u string) {
			w.resolveWith(u, g[0])
			w.publish(func(p *rule.Policy) { p.DefaultLanguage = "de" })
		}, false, 0, true, 6},
		{"drift", func(w *works, g []string, u string) { w.resolveWith(u, g[0]); w.tamper(u) }, true, 0, true, 6},
		{"newer inputs that change nothing", func(w *works, g []string, u string) {
			w.resolveWith(u, g[0])
			w.members(w.group("idle"), "add", u)
		}, false, 0, false, 2},
		{"a newer policy that changes nothing", func(w *works, g []string, u string) {
			w.resolveWith(u, g[0])
			w.publish(func(p *rule.Policy) { p.UserGroups = append(p.UserGroups, rule.UserGroup{ID: "g", Name: "idle"}) })
		}, false, 0, false, 1},
		{"nothing", func(w *works, g []string, u string) { w.resolveWith(u, g[0]) }, false, 0, false, 0},
		{"nothing, at a full sync", func(w *works, g []string, u string) { w.resolveWith(u, g[0]) }, true, 0, false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorks(t)
			groups := []string{w.give("meeting", 50), w.give("webinar", 50), w.give("rooms", 50)}
			user := w.user("ann.with.a.common.name")
			tt.happens(w, groups, user)
			got, used := w.metered(user, tt.recheck)
			if got.Changed != tt.changed || used.Write != tt.write {
				t.Errorf("changed %v for %v write units, want %v for %v", got.Changed, used.Write, tt.changed, tt.write)
			}
			most := 8 + 6*float64(tt.products)
			if tt.name == newcomer {
				most += welcomeMail
			}
			if tt.changed && used.Write > most || !tt.changed && used.Write > 2 {
				t.Errorf("%v write units are more than promised", used.Write)
			}
		})
	}
}

// resolveWith has a user worked out who is in groups.
func (w *works) resolveWith(user string, groups ...string) {
	for _, g := range groups {
		w.members(g, "add", user)
	}
	w.must(w.resolved(context.Background(), user))
}

func (w *works) resolved(ctx context.Context, user string) error {
	_, err := w.resolver.Resolve(ctx, w.account, user, w.live().Version)
	return err
}

func (w *works) metered(user string, recheck bool) (provision.Result, table.Usage) {
	w.t.Helper()
	var meter table.Meter
	ctx := table.WithMeter(context.Background(), &meter)
	do := w.resolver.Resolve
	if recheck {
		do = w.resolver.Recheck
	}
	got, err := do(ctx, w.account, user, w.live().Version)
	w.must(err)
	return got, meter.Usage()
}
