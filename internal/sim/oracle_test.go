package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// judge checks what must hold when everything has come to rest: it works out naively, from the directory and the live policy as they
// are stored, what everybody should have.
type judge struct {
	*world
	raw    *plant
	ctx    context.Context
	a      access.Account
	policy *rule.Policy
	people map[string]provision.Record // with the groups that they are in themselves

	nesting map[string][]string // by group: the groups in it
}

func (c *company) judge() *judge {
	j := &judge{world: c.world, raw: c.raw, ctx: context.Background(), a: c.account, people: map[string]provision.Record{}}
	version, err := j.raw.store.LiveVersion(j.ctx, j.a)
	j.check(err)
	j.policy, err = j.raw.store.Policy(j.ctx, j.a, version)
	j.check(err)
	for user := range j.audit.fences {
		if j.audit.owner[user] != j.a.ID() {
			continue
		}
		rec, err := j.raw.store.Record(j.ctx, j.a, user)
		j.check(err)
		rec.Groups, err = j.raw.store.GroupsOf(j.ctx, j.a, user)
		j.check(err)
		j.people[user] = rec
	}
	for _, item := range j.items("NEST") {
		j.check(json.Unmarshal(item.Attrs["json"].Raw(), &j.nesting))
	}
	return j
}

func (j *judge) check(err error) {
	if err != nil {
		panic(fmt.Sprintf("looking: %v", err))
	}
}

func (j *judge) everything() {
	for _, user := range slices.Sorted(maps.Keys(j.people)) {
		j.fence(user)
		j.outcome(user, j.people[user])
	}
	for _, product := range products {
		j.seats(product)
	}
	j.admins()
	j.edges()
	j.failures()
	j.mails()
	j.reports()
	j.unfinished()
}

func (j *judge) fence(user string) {
	f := j.audit.fences[user]
	if f.want != f.done || f.rings {
		j.wrong("%s is still dirty: %+v", user, f)
	}
	if !j.people[user].Person.Gone && f.rules != j.policy.Version {
		j.wrong("%s was resolved at version %d, but %d is live", user, f.rules, j.policy.Version)
	}
}

// due is what a person should have, worked out as simply as can be.
type due struct {
	entitled bool
	products map[string]bool
	role     rule.RoleKind
	language string
}

func (j *judge) due(rec provision.Record) due {
	return dueBy(j.policy, rec, func(group string) bool { return j.isIn(rec.Groups, group) })
}

func dueBy(policy *rule.Policy, rec provision.Record, isIn func(group string) bool) due {
	d := due{products: map[string]bool{}, role: rule.Member, language: policy.DefaultLanguage}
	spoken, ranked := false, false
	for _, r := range policy.Rules {
		boss := rec.User["title"] == "boss"
		if rec.Person.Gone || !rec.Person.Active || !r.Enabled || !isIn(r.Group) || r.Condition != "" && !boss {
			continue
		}
		d.entitled = true
		for _, p := range r.Products {
			d.products[p.Key] = true
			if p.Key == "addon" {
				d.products["some"] = true
			}
		}
		if r.Role != nil && !ranked {
			d.role, ranked = r.Role.Kind, true
		}
		if r.Language != "" && !spoken {
			d.language, spoken = r.Language, true
		}
	}
	return d
}

// isIn reports whether one of the groups is the one looked for, or is in it by way of others.
func (j *judge) isIn(groups []string, group string) bool {
	known := map[string]bool{}
	for _, g := range groups {
		known[g] = true
	}
	for before := -1; before != len(known); {
		before = len(known)
		for parent, members := range j.nesting {
			for _, m := range members {
				known[parent] = known[parent] || known[m]
			}
			if !known[parent] {
				delete(known, parent)
			}
		}
	}
	return known[group]
}

func (j *judge) outcome(user string, rec provision.Record) {
	want, o := j.due(rec), rec.Outcome
	if o == nil {
		if want.entitled || len(rec.Seats) > 0 {
			j.wrong("%s has nothing, with %d seats, and should have %+v", user, len(rec.Seats), want)
		}
		return
	}
	got := map[string]bool{}
	granted := 0
	for _, p := range o.Products {
		got[p.Key] = true
		if p.State == plan.Granted {
			granted++
		}
		if rec.Seats[p.Key].State != p.State {
			j.wrong("%s: the outcome says that %s is %s, the seat is %+v", user, p.Key, p.State, rec.Seats[p.Key])
		}
	}
	state := plan.Suspended
	if want.entitled {
		state = plan.Active
		if len(want.products) > 0 && granted == 0 {
			state = plan.Invited
		}
	}
	if j.spared(user, o, want) || j.held(user, o) {
		return
	}
	if o.State != state || !maps.Equal(got, want.products) || len(rec.Seats) != len(got) || o.Role.Value.Kind != want.role {
		j.wrong("%s is %s %v as %s with %d seats, and should be %s: %+v", user, o.State, got, o.Role.Value.Kind, len(rec.Seats), state, want)
	}
	if want.entitled && o.Language.Value != want.language {
		j.wrong("%s is written to in %s, and should be in %s", user, o.Language.Value, want.language)
	}
	if granted > 0 && !rec.MailDecided {
		j.wrong("%s has products, and nothing was decided about the welcome mail", user)
	}
}

// seats checks that the counters, the seats and the line agree, and that nobody waits while a seat is free.
func (j *judge) seats(product string) {
	held, waiting := map[int]int64{}, map[string]bool{}
	var total int64
	for user, rec := range j.people {
		switch rec.Seats[product].State {
		case plan.Granted:
			held[rec.Seats[product].Shard]++
			total++
		case plan.Waiting:
			waiting[user] = true
		}
	}
	shards, err := j.raw.store.Shards(j.ctx, j.a, product)
	j.check(err)
	for _, s := range shards {
		if s.Used != held[s.N] {
			j.wrong("%s: counter %d counts %d, %d are held", product, s.N, s.Used, held[s.N])
		}
	}
	at := slices.IndexFunc(j.policy.Products, func(p rule.Product) bool { return p.Key == product })
	if seats := j.policy.Products[at].Seats; len(waiting) > 0 && (seats == nil || total < *seats) {
		j.wrong("%s: %d wait while %d seats are held", product, len(waiting), total)
	}
	line := map[string]bool{}
	for _, item := range j.items("P#" + product + "#W") {
		line[item.Attrs["user"].Str()] = true
	}
	if !maps.Equal(line, waiting) {
		j.wrong("%s: %v wait, the line is %v", product, waiting, line)
	}
}

func (j *judge) items(partition string) []table.Item {
	page, err := j.db.Query(j.ctx, table.Query{P: "T#" + j.a.ID() + "#" + partition})
	j.check(err)
	return page.Items
}
