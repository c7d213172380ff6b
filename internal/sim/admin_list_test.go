package sim

import (
	"context"
	"maps"
	"strings"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// seeAdmin checks that an account which ever had an admin has one after every commit.
func (a *audit) seeAdmin(c table.Change) {
	user, ok := strings.CutPrefix(c.Key.S, "U#")
	if !ok {
		return
	}
	account := strings.Split(c.Key.P, "#")[1]
	admins := a.admins[account]
	if admins == nil {
		admins = map[string]bool{}
		a.admins[account] = admins
	}
	if c.New != nil {
		admins[user] = true
		return
	}
	if delete(admins, user); len(admins) == 0 {
		a.wrong("%s was the last admin, and is one no more", user)
	}
}

// admins checks that the list of admins is exact, and that nobody is spared while there is another.
func (j *judge) admins() {
	have := map[string]bool{}
	for user, rec := range j.people {
		if rec.Outcome.IsAdmin() {
			have[user] = true
		}
	}
	if listed := j.audit.admins[j.a.ID()]; !maps.Equal(have, listed) {
		j.wrong("admins are %v, listed %v", have, listed)
	}
}

// spared reports whether somebody keeps more than they should have because nobody else is an admin. What they keep is not looked at.
func (j *judge) spared(user string, o *plan.Outcome, want due) bool {
	if !o.SparedAdmin() {
		return false
	}
	if admins := j.audit.admins[j.a.ID()]; len(admins) != 1 || want.entitled && want.role == "admin" {
		j.wrong("%s is spared, of admins %v: %+v", user, admins, want)
	}
	return true
}

// held reports whether something is withheld from going. What stays is not looked at, but somebody can decide on it.
func (j *judge) held(user string, o *plan.Outcome) bool {
	for _, h := range o.Held {
		hold, ok, err := j.raw.store.GetHold(j.ctx, j.a, h.Hold)
		j.check(err)
		refused := hold.Kind != provision.HoldPlan && (hold.State == provision.HoldRejected || hold.State == provision.HoldExpired)
		if !ok || hold.State != provision.HoldOpen && !refused {
			j.wrong("%s is in the hold %+v", user, hold)
		}
	}
	return len(o.Held) > 0
}

// careless takes its time before it writes, and does not look whether the other admin still is one.
type careless struct {
	provision.Records
	world *world
}

func (r careless) Commit(ctx context.Context, a access.Account, user string, c provision.Change) error {
	if c.Admin.Leave {
		r.world.dawdle()
	}
	c.Admin.Witness = ""
	return r.Records.Commit(ctx, a, user, c)
}
