package provision_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/provision"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// tower is bells in memory: a list per shard, paged by position.
type tower struct {
	ringing, unsettled map[int][]provision.Bell
	down               map[int]bool
}

func (b *tower) Ringing(_ context.Context, shard int, after string, limit int) ([]provision.Bell, string, error) {
	return b.page(b.ringing[shard], shard, after, limit)
}

func (b *tower) Unsettled(_ context.Context, shard int, after string, limit int) ([]provision.Bell, string, error) {
	return b.page(b.unsettled[shard], shard, after, limit)
}

func (b *tower) Ended(_ context.Context, shard int, _ time.Time, _ int) ([]provision.Ending, error) {
	if b.down[shard] {
		return nil, errDown
	}
	return nil, nil
}

func (b *tower) page(all []provision.Bell, shard int, after string, limit int) ([]provision.Bell, string, error) {
	if b.down[shard] {
		return nil, "", errDown
	}
	from := 0
	_, _ = fmt.Sscan(after, &from)
	to := min(from+limit, len(all))
	if to == len(all) {
		return all[from:], "", nil
	}
	return all[from:to], fmt.Sprint(to), nil
}

// chores records what a sweep does with accounts.
type chores struct {
	accounts []string
	journals map[string][]string
	kept     map[string][]string
	erasing  map[string][]string
	rings    map[string][]string
	runs     []string
	settled  []string
	flown    []string
	broken   map[string]bool
	down     bool
}

func (c *chores) AccountIDs(_ context.Context, after string, limit int) ([]string, error) {
	if c.down {
		return nil, errDown
	}
	var list []string
	for _, id := range c.accounts {
		if id > after && len(list) < limit {
			list = append(list, id)
		}
	}
	return list, nil
}

func (c *chores) PendingJournals(_ context.Context, a access.Account) ([]string, error) {
	if c.broken[a.ID()] {
		return nil, errDown
	}
	return c.journals[a.ID()], nil
}

func (c *chores) SweepRuns(_ context.Context, a access.Account, _ time.Duration) error {
	c.runs = append(c.runs, a.ID())
	return nil
}

func (c *chores) UserIDs(_ context.Context, a access.Account, shard int, _ string, _ int) ([]string, string, error) {
	if shard != provision.KeptShard {
		return nil, "", errDown
	}
	return c.kept[a.ID()], "", nil
}

func (c *chores) ReleaseAdmins(context.Context, access.Account) error { return nil }

func (c *chores) SweepAuto(_ context.Context, a access.Account, _ time.Duration) error {
	c.flown = append(c.flown, a.ID())
	return nil
}

func (c *chores) SettleAll(_ context.Context, a access.Account) error {
	c.settled = append(c.settled, a.ID())
	return nil
}

func (c *chores) SweepGone(context.Context, access.Account, time.Duration) error { return nil }

func (c *chores) SweepHolds(context.Context, access.Account) error { return nil }

func (c *chores) HoldsToRing(_ context.Context, a access.Account) ([]string, error) {
	return c.rings[a.ID()], nil
}

func (c *chores) Due(_ context.Context, a access.Account) ([]string, error) {
	return c.erasing[a.ID()], nil
}

func (c *chores) SealAudit(context.Context, access.Account) error { return nil }

func (c *chores) WatchSeats(context.Context, access.Account) error { return nil }

func sweeper(b *tower, c *chores, out *outbox) *provision.Sweeper {
	return &provision.Sweeper{
		Policies: &versions{live: map[string]int64{"A1": 7, "A2": 3}}, Sender: out,
		Bells: b, Accounts: c, Journals: c, Runs: c, People: c, Lines: c, Auto: c, Holds: c, Gone: c, Erasing: c, Watch: c, Audit: c, AccountOf: access.FromTrigger, Now: func() time.Time { return noon },
	}
}

func bell(user string, age time.Duration) provision.Bell {
	return provision.Bell{Account: first, User: user, Since: noon.Add(-age)}
}

func TestSweepRingsForWhatHasWaitedLongEnough(t *testing.T) {
	mail := bell("u3", time.Hour)
	mail.ID = "welcome#1"
	out := &outbox{}
	s := sweeper(&tower{
		ringing:   map[int][]provision.Bell{0: {bell("u1", 6*time.Minute)}, 63: {bell("u2", 5*time.Minute), bell("young", time.Minute)}},
		unsettled: map[int][]provision.Bell{9: {mail}},
	}, &chores{}, out)
	if err := s.Sweep(context.Background(), 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	if got := users(out.sent[job.Hot]); fmt.Sprint(got) != "[u1 u2]" {
		t.Errorf("rang %v", got)
	}
	if got := out.sent[job.Mail]; len(got) != 1 || got[0].Kind != job.SendMail || got[0].ID != "welcome#1" || got[0].Version != 7 {
		t.Errorf("mails %+v", got)
	}
}

func TestSweepDoesBoundedWorkAndGoesOnNextTime(t *testing.T) {
	var many []provision.Bell
	for i := range 5100 {
		many = append(many, bell(fmt.Sprintf("u%04d", i), time.Hour))
	}
	out := &outbox{}
	s := sweeper(&tower{ringing: map[int][]provision.Bell{5: many}}, &chores{}, out)
	for range 3 {
		before := len(out.sent[job.Hot])
		if err := s.Sweep(context.Background(), 0); err != nil {
			t.Fatal(err)
		}
		if n := len(out.sent[job.Hot]) - before; n > 2000 {
			t.Fatalf("%d messages in one sweep of one shard", n)
		}
	}
	if got := users(out.sent[job.Hot]); len(got) != 5100 || got[5099] != "u5099" {
		t.Errorf("three sweeps rang %d users", len(got))
	}
}

func TestSweepSeesToEveryAccount(t *testing.T) {
	c := &chores{accounts: []string{"A1", "A2"}, journals: map[string][]string{"A2": {"j1", "j2"}}, kept: map[string][]string{"A1": {"left"}, "A2": {"frozen"}}, rings: map[string][]string{"A1": {"h1"}}}
	out := &outbox{}
	if err := sweeper(&tower{}, c, out).Sweep(context.Background(), 0); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(c.runs) != "[A1 A2]" || fmt.Sprint(c.flown) != "[A1 A2]" || fmt.Sprint(c.settled) != "[A1 A2]" {
		t.Errorf("runs of %v, lines of %v", c.runs, c.settled)
	}
	if got := out.sent[job.Hot]; len(got) != 1 || got[0] != (job.Message{Kind: job.ResolveUser, Account: "A1", User: "left", Version: 7}) {
		t.Errorf("leavers %+v", got)
	}
	if got := out.sent[job.Bulk]; len(got) != 3 || got[0] != (job.Message{Kind: job.RingHold, Account: "A1", ID: "h1", Version: 7}) || got[2] != (job.Message{Kind: job.ApplyJournal, Account: "A2", ID: "j2", Version: 3}) {
		t.Errorf("holds and journals %+v", got)
	}
}

func TestSweepGoesOnWhenAPartFails(t *testing.T) {
	c := &chores{accounts: []string{"A1", "A2", "A3"}, broken: map[string]bool{"A1": true}}
	out := &outbox{}
	b := &tower{ringing: map[int][]provision.Bell{3: {bell("u1", time.Hour)}}, down: map[int]bool{2: true}}
	err := sweeper(b, c, out).Sweep(context.Background(), 0)
	if !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
	if len(out.sent[job.Hot]) != 1 || len(c.runs) != 3 || len(c.settled) != 3 {
		t.Errorf("sent %v, runs of %v, lines of %v", out.sent, c.runs, c.settled)
	}
}

func TestSweepKeepsItsPlaceWhenSendingFails(t *testing.T) {
	out := &outbox{broken: map[job.Queue]bool{job.Hot: true}}
	b := &tower{ringing: map[int][]provision.Bell{3: {bell("u1", time.Hour)}}}
	s := sweeper(b, &chores{}, out)
	if err := s.Sweep(context.Background(), 0); !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
	out.broken = nil
	if err := s.Sweep(context.Background(), 0); err != nil || len(out.sent[job.Hot]) != 1 {
		t.Errorf("got %v, sent %v", err, out.sent)
	}
}

// A page that cannot be sent is left for the next round: those behind it do not wait for it.
func TestSweepDoesNotStandStillAtAPageThatCannotBeSent(t *testing.T) {
	out := &outbox{broken: map[job.Queue]bool{job.Hot: true}}
	b := &tower{ringing: map[int][]provision.Bell{3: {}}}
	for i := range 501 {
		b.ringing[3] = append(b.ringing[3], bell(fmt.Sprintf("u%03d", i), time.Hour))
	}
	s := sweeper(b, &chores{}, out)
	if err := s.Sweep(context.Background(), 0); !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
	out.broken = nil
	for _, want := range []int{1, 501} {
		before := len(out.sent[job.Hot])
		if err := s.Sweep(context.Background(), 0); err != nil || len(out.sent[job.Hot])-before != want {
			t.Errorf("got %v, sent %d, want %d", err, len(out.sent[job.Hot])-before, want)
		}
	}
}

func users(messages []job.Message) []string {
	var list []string
	for _, m := range messages {
		list = append(list, m.User)
	}
	return list
}

func TestSweepReportsAccountsThatCannotBeListed(t *testing.T) {
	c := &chores{accounts: []string{"A1"}, down: true}
	if err := sweeper(&tower{}, c, &outbox{}).Sweep(context.Background(), 0); !errors.Is(err, errDown) || len(c.runs) != 0 {
		t.Errorf("got %v, runs of %v", err, c.runs)
	}
}

func TestSweepGoesThroughManyAccountsInTurns(t *testing.T) {
	c := &chores{}
	for i := range 700 {
		c.accounts = append(c.accounts, fmt.Sprintf("B%03d", i))
	}
	s := sweeper(&tower{}, c, &outbox{})
	for range 2 {
		if err := s.Sweep(context.Background(), 0); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.runs) != 700 || c.runs[699] != "B699" {
		t.Errorf("two sweeps saw to %d accounts", len(c.runs))
	}
}
