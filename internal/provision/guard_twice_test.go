package provision_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// spent is how much of this hour's allowance of the identity provider is used.
func (w *works) spent() int {
	w.t.Helper()
	al, _, err := w.store.Allowance(context.Background(), w.account, provision.AllowanceKey{Connection: "C1", Hour: w.now().UTC().Truncate(time.Hour)})
	w.must(err)
	return al.Used
}

// unlist takes a membership out of the user's own items behind everybody's back, so that a full sync finds drift.
func (w *works) unlist(user, group string) {
	w.t.Helper()
	key := table.Key{P: "T#" + w.account.ID() + "#U#" + user, S: "G#" + group}
	w.must(w.db.Transact(context.Background(), []table.Action{table.Delete(key, table.Exists())}))
}

// chiefs are so many users with the product meeting who are admins by another group, which gives no seat.
func (w *works) chiefs(n int) (group string, users []string) {
	w.t.Helper()
	group = w.group("chiefs")
	users = w.crowd(n, group, w.give("meeting", -1))
	w.publish(func(p *rule.Policy) {
		r := gives("R-chiefs", group)
		r.Role = admin
		p.Rules = append(p.Rules, r)
	})
	w.rest()
	return group, users
}

// Two workers look at the same drift and take the role admin, which no seat tells them apart by: it is taken, counted and noted once.
func TestWhatTwoRechecksTakeCountsOnce(t *testing.T) {
	w := newWorks(t)
	group, users := w.chiefs(3)
	w.unlist(users[0], group)
	known, again := len(w.entries(users[0])), 2 // the first of them is overtaken as well
	resolver := w.newResolver(w.store)
	resolver.NewID = w.newID
	recheck := func(user string) { w.must(ignore(resolver.Recheck(context.Background(), w.account, user, 0))) }
	resolver.Records = meddled{w.store, func(user string) {
		if again > 0 {
			again--
			recheck(user)
		}
	}}
	recheck(users[0])
	if w.record(users[0]).Outcome.IsAdmin() || again != 0 {
		t.Fatal("the role was not taken by two at once")
	}
	if now := len(w.entries(users[0])); w.spent() != 1 || now != known+1 {
		t.Errorf("%d of the allowance are spent, the history has %d entries more", w.spent(), now-known)
	}
}

// Somebody who loses a role and gets more products than one transaction holds is one loss, and may be the last of the hour.
func TestALossInPartsCountsOnce(t *testing.T) {
	for _, left := range []int{20, 1} {
		t.Run(fmt.Sprint(left, " left"), func(t *testing.T) {
			w := newWorks(t)
			group, users := w.chiefs(25)
			many := w.group("many")
			w.publish(func(p *rule.Policy) {
				r := gives("R-many", many)
				for i := range 40 {
					key := fmt.Sprintf("p%03d", i)
					p.Products = append(p.Products, rule.Product{Key: key, Name: key})
					r.Products = append(r.Products, rule.ProductGrant{Key: key})
				}
				p.Rules = append(p.Rules, r)
			})
			w.rest()
			for _, u := range users[1 : 21-left] {
				w.setActive(u, false)
			}
			w.rest()
			before := w.spent()
			w.members(group, "remove", users[0])
			w.members(many, "add", users[0])
			w.rest()
			if now := w.spent(); now != before+1 || len(w.openHeld()) != 0 {
				t.Errorf("%d spent, then %d, held %+v", before, now, w.openHeld())
			}
			if o := w.record(users[0]).Outcome; o.IsAdmin() || len(o.Products) != 41 {
				t.Errorf("outcome %+v", o)
			}
		})
	}
}
