package sim

import (
	"context"
	"slices"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// direct is a table after whose writes a message is sent at once, by the process that wrote: nothing reads a change stream, and nobody sweeps.
type direct struct {
	table.Table
	plant *plant
}

func (d direct) Transact(ctx context.Context, actions []table.Action) error {
	if err := d.Table.Transact(ctx, actions); err != nil {
		return err
	}
	for _, act := range actions {
		parts := strings.Split(act.Key.P, "#")
		rings := slices.ContainsFunc(act.Edits, func(e table.Edit) bool { return e.Name == "bell" && e.Op == table.SetIfAbsentOp }) || act.Attrs["bell"].Str() != ""
		if act.Key.S == "SYNC" && rings {
			m := job.Message{Kind: job.ResolveUser, Account: parts[1], User: parts[3]}
			_ = d.plant.sender.Send(ctx, job.Hot, m) // nobody is told: the write is done
		}
	}
	return nil
}

// rewritten is a table whose seat counters are read, and written back with one more or less.
type rewritten struct {
	table.Table
	world *world
}

func (r rewritten) Transact(ctx context.Context, actions []table.Action) error {
	actions = slices.Clone(actions)
	for i, act := range actions {
		if act.Verb != table.UpdateVerb || !strings.Contains(act.Key.P, "#P#") || !slices.ContainsFunc(act.Edits, adds) {
			continue
		}
		item, ok, err := r.Get(ctx, act.Key)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		by := act.Edits[slices.IndexFunc(act.Edits, adds)].Value.Int()
		actions[i].Edits = []table.Edit{table.Set("used", table.N(item.Attrs["used"].Int()+by))}
		actions[i].If = slices.DeleteFunc(slices.Clone(act.If), func(c table.Cond) bool { return c.Name == "used" })
	}
	return r.Table.Transact(ctx, actions)
}

func adds(e table.Edit) bool { return e.Name == "used" && e.Op == table.AddOp }

// behind reads memberships as an index would show them: without those that were written of late.
type behind struct {
	provision.Records
	world *world
}

func (b behind) Record(ctx context.Context, a access.Account, user string) (provision.Record, error) {
	rec, err := b.Records.Record(ctx, a, user)
	if err != nil || b.world.calm {
		return rec, err
	}
	rec.Groups = slices.DeleteFunc(rec.Groups, func(g string) bool {
		key := table.Key{P: "T#" + a.ID() + "#U#" + user, S: "G#" + g}
		return b.world.clock.Sub(b.world.audit.written[key]) < indexLag
	})
	return rec, nil
}

// sparing writes no fence where the outcome stays the same and the user was not changed.
type sparing struct{ provision.Records }

func (s sparing) Commit(ctx context.Context, a access.Account, user string, c provision.Change) error {
	if c.Fence.Want == c.Fence.Done && c.Outcome == nil && len(c.Steps) == 0 && c.Mail == nil {
		return nil
	}
	return s.Records.Commit(ctx, a, user, c)
}

// inline sends the welcome mail where it is decided, without a ledger.
type inline struct {
	provision.Records
	mailer *mailer
}

func (s inline) Commit(ctx context.Context, a access.Account, user string, c provision.Change) error {
	if c.Mail != nil && c.Mail.Reason == "" {
		if _, err := s.mailer.Send(ctx, notify.Message{Intent: notify.IntentID(a, user, "welcome#1")}); err != nil {
			return err
		}
	}
	return s.Records.Commit(ctx, a, user, c)
}

// sentAlready is the mail service of a ledger that has nothing to do.
type sentAlready struct{}

func (sentAlready) Send(context.Context, notify.Message) (string, error) { return "", nil }

func (sentAlready) Fate(context.Context, string) (notify.Fate, error) { return notify.Accepted, nil }

// trusting reads the live version from a memory that is two seconds old, as resolvers may, whoever asks.
type trusting struct {
	provision.Policies
	world *world
	at    time.Time
	live  int64
}

func (t *trusting) LiveVersion(ctx context.Context, a access.Account) (int64, error) {
	if t.live > 0 && t.world.clock.Sub(t.at) < indexLag {
		return t.live, nil
	}
	live, err := t.Policies.LiveVersion(ctx, a)
	if err == nil {
		t.live, t.at = live, t.world.clock
	}
	return live, err
}

// unstamped sends messages about users without a version.
type unstamped struct{ provision.Sender }

func (u unstamped) Send(ctx context.Context, q job.Queue, messages ...job.Message) error {
	messages = slices.Clone(messages)
	for i := range messages {
		if messages[i].Kind == job.ResolveUser {
			messages[i].Version = 0
		}
	}
	return u.Sender.Send(ctx, q, messages...)
}

// content takes everybody for up to date: a second listing that finds nobody.
type content struct{ provision.Population }

func (c content) Standings(ctx context.Context, a access.Account, users []string) (map[string]provision.Standing, error) {
	list, err := c.Population.Standings(ctx, a, users)
	for id, s := range list {
		s.Rules = 1 << 60
		list[id] = s
	}
	return list, err
}

// silent seats those who wait, and rings none of them.
type silent struct{ table.Table }

func (s silent) Transact(ctx context.Context, actions []table.Action) error {
	heirs := 0
	for _, act := range actions {
		if strings.HasPrefix(act.Key.S, "SEAT#") && act.Attrs["state"].Str() == string(plan.Granted) {
			heirs++
		}
	}
	if heirs > 0 && strings.Contains(actions[0].Key.P, "#P#") {
		actions = slices.DeleteFunc(slices.Clone(actions), func(act table.Action) bool { return act.Key.S == "SYNC" })
	}
	return s.Table.Transact(ctx, actions)
}
