package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/table"
)

// edges checks that each membership is stored on both sides, between those who are there.
func (j *judge) edges() {
	ofUsers, ofGroups := map[string]bool{}, map[string]bool{}
	for user, rec := range j.people {
		for _, g := range rec.Groups {
			ofUsers[g+" has "+user] = true
		}
		if rec.Person.Gone && len(rec.Groups) > 0 {
			j.wrong("%s is gone and still in %v", user, rec.Groups)
		}
	}
	for g, account := range j.audit.groups {
		if account != j.a.ID() {
			continue
		}
		_, there, err := j.db.Get(j.ctx, table.Key{P: "T#" + j.a.ID() + "#G#" + g, S: "GROUP"})
		j.check(err)
		for shard := range 8 {
			for _, item := range j.items(fmt.Sprintf("G#%s#%02d", g, shard)) {
				ofGroups[g+" has "+strings.TrimPrefix(item.Key.S, "M#")] = true
				if !there {
					j.wrong("group %s is gone and still has %s", g, item.Key.S)
				}
			}
		}
	}
	for parent, members := range j.nesting {
		for _, g := range append(slices.Clone(members), parent) {
			item, there, err := j.db.Get(j.ctx, table.Key{P: "T#" + j.a.ID() + "#G#" + g, S: "GROUP"})
			j.check(err)
			if !there || !item.Attrs["nested"].True() {
				j.wrong("the nesting names %s: there %v, marked %v", g, there, item.Attrs["nested"].True())
			}
		}
	}
	if !maps.Equal(ofUsers, ofGroups) {
		j.wrong("memberships of users %v, of groups %v", ofUsers, ofGroups)
	}
}

// failures checks that the list of users without a seat names exactly those who wait for one.
func (j *judge) failures() {
	listed, due := map[string]bool{}, map[string]bool{}
	for _, item := range j.items("F#out_of_seats") {
		listed[item.Key.S] = true
	}
	for user, rec := range j.people {
		for _, s := range rec.Seats {
			if s.State == plan.Waiting {
				due[user] = true
			}
		}
	}
	if !maps.Equal(listed, due) {
		j.wrong("without a seat are %v, listed %v", due, listed)
	}
}

// mails checks that the ledger and the mail service agree, and that everything is settled.
func (j *judge) mails() {
	for _, user := range slices.Sorted(maps.Keys(j.people)) {
		if !j.people[user].MailDecided {
			continue
		}
		in, err := j.raw.store.MailIntent(j.ctx, j.a, user, "welcome#1")
		j.check(err)
		_, accepted := j.mailer.accepted[notify.IntentID(j.a, user, in.Name)]
		fair := false
		switch in.State {
		case notify.Sent:
			fair = accepted
		case notify.NoMail, notify.Withdrawn:
			fair = (!accepted || j.unheard(in)) && (!in.Asleep() || !j.greeted(user))
		case notify.Parked:
			_, unfit := j.mailer.unfit[notify.IntentID(j.a, user, in.Name)]
			fair = in.Tries > 1 || unfit
		case notify.Due, notify.Claimed: // not settled
		}
		if !fair {
			j.wrong("the mail of %s is %+v, accepted: %v", user, in, accepted)
		}
	}
}

// greeted reports whether a user is active and has a product, and not only because nobody else is an admin.
func (j *judge) greeted(user string) bool {
	o := j.people[user].Outcome
	return o != nil && o.State == plan.Active && !o.SparedAdmin() && len(o.Held) == 0 && slices.ContainsFunc(o.Products, func(p plan.Product) bool { return p.State == plan.Granted })
}

// unfinished checks that nothing is left to do: no run, no journal.
func (j *judge) unfinished() {
	settled, live, _, err := j.raw.store.Settled(j.ctx, j.a)
	j.check(err)
	if settled != live {
		j.wrong("version %d is live, settled is %d", live, settled)
	}
	runs, err := j.raw.store.RunsBefore(j.ctx, j.a, "", "", 1000)
	j.check(err)
	for _, r := range runs {
		if !r.Over() || r.Done != r.Planned || r.Skipped > r.Done {
			j.wrong("run %+v is not over", r)
		}
	}
	open, err := j.raw.store.OpenRuns(j.ctx, j.a)
	j.check(err)
	if len(open) > 0 {
		j.wrong("runs %+v are left", open)
	}
	waits, err := j.raw.newAutopilot(j.raw.newPlanner(j.raw.newResolver(j.now))).Waiting(j.ctx, j.a)
	j.check(err)
	if waits {
		j.wrong("a draft that goes live by itself has not done so")
	}
	rings, err := j.raw.store.HoldsToRing(j.ctx, j.a, 1)
	j.check(err)
	if len(rings) > 0 {
		j.wrong("those in the approved holds %v have not been rung", rings)
	}
	journals, err := j.raw.directory.PendingJournals(j.ctx, j.a)
	j.check(err)
	if len(journals) > 0 {
		j.wrong("journals %v are left", journals)
	}
}
