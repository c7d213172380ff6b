package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

var background = context.Background()

// ledger is an account with runs.
type ledger struct {
	*store.Store
	t       *testing.T
	db      *local.DB
	account access.Account
}

func newLedger(t *testing.T) *ledger {
	db := local.Memory()
	return &ledger{store.New(db), t, db, access.FromTrigger("A1")}
}

func (l *ledger) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *ledger) add(id string, kind provision.RunKind) provision.Run {
	l.t.Helper()
	r := provision.Run{ID: id, Kind: kind, State: provision.RunPlanning, Version: 7, Started: bellTime}
	l.must(l.AddRun(background, l.account, r))
	return r
}

func (l *ledger) read(id string) provision.Run {
	l.t.Helper()
	r, ok, err := l.GetRun(background, l.account, id)
	if err != nil || !ok {
		l.t.Fatalf("run %s: %v, %v", id, ok, err)
	}
	return r
}

// people makes so many users of the account.
func (l *ledger) people(n int) (users []string) {
	l.t.Helper()
	for _, u := range newcomers(l.t, l.Store, n)[:n] {
		users = append(users, strings.TrimPrefix(u, "A1/"))
	}
	return users
}

// outcome gives a user an outcome under a name.
func (l *ledger) outcome(user, name string) {
	l.t.Helper()
	l.must(l.Commit(background, l.account, user, provision.Change{
		Fence: provision.Fence{Want: 1}, Outcome: &plan.Outcome{State: plan.Active, UserName: name}, Now: bellTime,
	}))
}

func ids(runs []provision.Run) string {
	var list []string
	for _, r := range runs {
		list = append(list, r.ID)
	}
	return fmt.Sprint(list)
}

func TestARunIsBornOnce(t *testing.T) {
	l := newLedger(t)
	r := l.add("R1", provision.PublishRun)
	if got := l.read("R1"); got != r {
		t.Errorf("read %+v, want %+v", got, r)
	}
	if err := l.AddRun(background, l.account, r); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second one: %v", err)
	}
	if _, ok, err := l.GetRun(background, access.FromTrigger("A2"), "R1"); ok || err != nil {
		t.Errorf("in another account: %v, %v", ok, err)
	}
	for _, id := range []string{"", "R2", "R1#", "\x00", "\xff"} {
		if _, ok, err := l.GetRun(background, l.account, id); ok || err != nil {
			t.Errorf("run %q: %v, %v", id, ok, err)
		}
	}
}

func TestOneFullRunIsOpenAtATimeAndAnyNumberOfOthers(t *testing.T) {
	l := newLedger(t)
	full := l.add("R1", provision.FullRun)
	second := provision.Run{ID: "R4", Kind: provision.FullRun, State: provision.RunPlanning}
	if err := l.AddRun(background, l.account, second); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second full run: %v", err)
	}
	if _, ok, _ := l.GetRun(background, l.account, "R4"); ok {
		t.Error("it exists all the same")
	}
	l.add("R2", provision.PublishRun)
	l.add("R3", provision.PublishRun)
	open, err := l.OpenRuns(background, l.account)
	if err != nil || ids(open) != "[R1 R2 R3]" {
		t.Errorf("open are %s, %v", ids(open), err)
	}
	l.must(l.MoveRun(background, l.account, full, provision.RunRunning, 50, bellTime))
	full = l.read("R1")
	l.must(l.MoveRun(background, l.account, full, provision.RunDone, 50, bellTime.Add(time.Minute)))
	if open, _ := l.OpenRuns(background, l.account); ids(open) != "[R2 R3]" {
		t.Errorf("open are %s", ids(open))
	}
	l.must(l.AddRun(background, l.account, second))
	if got := l.read("R1"); got.Planned != 50 || !got.Finished.Equal(bellTime.Add(time.Minute)) || !got.Over() {
		t.Errorf("read %+v", got)
	}
}

func TestARunMovesOnFromTheStateItWasReadInOnly(t *testing.T) {
	l := newLedger(t)
	r := l.add("R1", provision.PublishRun)
	l.must(l.MoveRun(background, l.account, r, provision.RunSuperseded, 0, bellTime))
	if err := l.MoveRun(background, l.account, r, provision.RunRunning, 9, bellTime); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("got %v", err)
	}
	if err := l.MoveRun(background, l.account, provision.Run{ID: "R9"}, provision.RunRunning, 9, bellTime); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("a run that is not there: %v", err)
	}
}

func TestRunsAreListedBehindAnID(t *testing.T) {
	l := newLedger(t)
	for _, id := range []string{"R1", "R2", "R3"} {
		l.add(id, provision.PublishRun)
	}
	for _, c := range []struct {
		before string
		limit  int
		want   string
	}{{"", 2, "[R3 R2]"}, {"R2", 5, "[R1]"}, {"R3", 1, "[R2]"}, {"R25", 9, "[R2 R1]"}, {"R1", 9, "[]"}} {
		runs, err := l.RunsBefore(background, l.account, "", c.before, c.limit)
		if err != nil || ids(runs) != c.want {
			t.Errorf("before %q: %s, %v", c.before, ids(runs), err)
		}
	}
	if _, err := l.RunsBefore(background, l.account, "", "R#", 1); !fault.Is(err, fault.Malformed) {
		t.Errorf("got %v", err)
	}
}

func TestAChunkIsStoredOnceAndCountedOnce(t *testing.T) {
	l := newLedger(t)
	l.add("R1", provision.FullRun)
	first := provision.Chunk{Shard: 2, N: 0, Users: []string{"u1", "u2"}, Upto: 2, Next: "there"}
	last := provision.Chunk{Shard: 2, N: 1, Upto: 2, Done: true}
	l.must(l.AddChunk(background, l.account, "R1", first))
	l.must(l.AddChunk(background, l.account, "R1", last))
	if err := l.AddChunk(background, l.account, "R1", first); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("stored twice: %v", err)
	}
	got, ok, err := l.LastChunk(background, l.account, "R1", 2)
	if err != nil || !ok || got.N != 1 || got.Next != "" || got.Users != nil || !got.Done {
		t.Errorf("last is %+v, %v, %v", got, ok, err)
	}
	if _, ok, _ := l.LastChunk(background, l.account, "R1", 1); ok {
		t.Error("another shard has a chunk")
	}
	if open, err := l.OpenChunks(background, l.account, "R1", 2); err != nil || !slices.Equal(open, []int{0}) {
		t.Errorf("open are %v, %v", open, err)
	}
	tally := provision.Tally{Done: 2, Changed: 1, Failed: 1, Waiting: 2, Skipped: 0}
	l.must(l.CloseChunk(background, l.account, "R1", first, tally))
	if err := l.CloseChunk(background, l.account, "R1", first, tally); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("counted twice: %v", err)
	}
	if r := l.read("R1"); r.Done != 2 || r.Changed != 1 || r.Failed != 1 || r.Waiting != 2 {
		t.Errorf("counts %+v", r)
	}
	if c, ok, err := l.GetChunk(background, l.account, "R1", 2, 0); err != nil || !ok || !c.Done || c.Next != "there" || !slices.Equal(c.Users, first.Users) {
		t.Errorf("read %+v, %v, %v", c, ok, err)
	}
	if _, ok, err := l.GetChunk(background, l.account, "R1", 2, 9); ok || err != nil {
		t.Errorf("a chunk that is not there: %v, %v", ok, err)
	}
}

func TestTheSweeperRemembersHowFarARunWas(t *testing.T) {
	l := newLedger(t)
	l.add("R1", provision.FullRun)
	for i, c := range []struct{ progress, before int }{{0, -1}, {0, 0}, {5, 0}, {5, 5}} {
		if before, err := l.NoteSweep(background, l.account, "R1", c.progress); err != nil || before != c.before {
			t.Errorf("%d: %d, %v", i, before, err)
		}
	}
	if before, err := l.NoteSweep(background, l.account, "R9", 1); err != nil || before != -1 {
		t.Errorf("a run that is not there: %d, %v", before, err)
	}
}

func TestThePolicySettlesForwardsOnly(t *testing.T) {
	l := newLedger(t)
	if _, _, _, err := l.Settled(background, l.account); !fault.Is(err, fault.NotFound) {
		t.Errorf("no account: %v", err)
	}
	l.must(l.FoundAccount(background, l.account, provision.Account{Created: bellTime}, &rule.Policy{Version: 1}, provision.Connection{ID: "C1"}))
	publish := provision.Run{ID: "R1", Kind: provision.PublishRun, State: provision.RunPlanning, Version: 2, Started: bellTime.Add(time.Hour)}
	l.must(l.PublishPolicy(background, l.account, &rule.Policy{Version: 2}, publish))
	sees := func(settled, live int64) {
		t.Helper()
		s, v, at, err := l.Settled(background, l.account)
		if err != nil || s != settled || v != live || !at.Equal(publish.Started) {
			t.Errorf("settled %d, live %d, published %v, %v", s, v, at, err)
		}
	}
	sees(1, 2)
	l.must(l.Settle(background, l.account, 1))
	sees(1, 2)
	l.must(l.Settle(background, l.account, 2))
	sees(2, 2)
	if open, err := l.OpenRuns(background, l.account); err != nil || ids(open) != "[R1]" {
		t.Errorf("open are %s, %v", ids(open), err)
	}
}

func TestUsersAreListedByShardAndPosition(t *testing.T) {
	l := newLedger(t)
	users := l.people(20)
	seen := map[string]bool{}
	for shard := range provision.ListShards {
		for at, more := "", true; more; more = at != "" {
			page, next, err := l.UserIDs(background, l.account, shard, at, 3)
			l.must(err)
			for _, id := range page {
				seen[id] = true
			}
			at = next
		}
	}
	if len(seen) != 20 {
		t.Errorf("listed %d", len(seen))
	}
	for _, position := range []string{"!", "e30x"} {
		if _, _, err := l.UserIDs(background, l.account, 0, position, 3); err == nil {
			t.Errorf("position %q was taken", position)
		}
	}
	standings, err := l.Standings(background, l.account, []string{users[0], "nobody"})
	if one := standings[users[0]]; err != nil || len(standings) != 1 || one.Want != 1 || !one.Since.Equal(bellTime) {
		t.Errorf("standings %v, %v", standings, err)
	}
}

func TestAnOutcomeThatCannotBeReadIsReported(t *testing.T) {
	l := newLedger(t)
	ann := l.people(1)[0]
	l.outcome(ann, "ann")
	users, err := l.ReadAccountUsers(background, l.account, []string{"nobody", "#", ann})
	if err != nil || len(users) != 1 || users[0].ID != ann || users[0].Gone || users[0].Mail != nil {
		t.Errorf("read %+v, %v", users, err)
	}
	key := table.Key{P: "T#A1#U#" + ann, S: "ACC"}
	l.must(l.db.Transact(background, []table.Action{table.Update(key, []table.Edit{table.Set("json", table.B([]byte("{")))})}))
	if _, err := l.ReadAccountUsers(background, l.account, []string{ann}); err == nil {
		t.Error("damage went unnoticed")
	}
}

func TestPlacesInTheListOfAccountUsers(t *testing.T) {
	l := newLedger(t)
	users := l.people(3)
	b, a1, a2 := users[0], users[1], users[2]
	l.outcome(b, "b")
	l.outcome(a1, "a")
	l.outcome(a2, "A")
	list := func(name, after string, limit int) []string {
		t.Helper()
		places, err := l.AccountUserIDs(background, l.account, name, after, limit)
		l.must(err)
		var found []string
		for _, p := range places {
			found = append(found, p.User)
		}
		return found
	}
	if got := list("", "", 9); !slices.Equal(got, []string{a1, a2, b}) {
		t.Errorf("all: %v", got)
	}
	places, err := l.AccountUserIDs(background, l.account, "", "", 1)
	l.must(err)
	if got := list("", places[0].At, 9); !slices.Equal(got, []string{a2, b}) {
		t.Errorf("behind the first of two with one name: %v", got)
	}
	if got := list("A", places[0].At, 9); !slices.Equal(got, []string{a2}) {
		t.Errorf("of that name: %v", got)
	}
	if got := list("0", places[0].At, 9); got != nil {
		t.Errorf("a name in front of the position: %v", got)
	}
}

func TestRunsAndStatusReportFailuresOfTheEngine(t *testing.T) {
	l := newLedger(t)
	l.add("R1", provision.FullRun)
	s := store.New(deafTable{l.db})
	calls := map[string]func() error{
		"GetRun":           func() error { _, _, err := s.GetRun(background, l.account, "R1"); return err },
		"OpenRuns":         func() error { _, err := s.OpenRuns(background, l.account); return err },
		"RunsBefore":       func() error { _, err := s.RunsBefore(background, l.account, "", "", 1); return err },
		"NoteSweep":        func() error { _, err := s.NoteSweep(background, l.account, "R1", 1); return err },
		"LastChunk":        func() error { _, _, err := s.LastChunk(background, l.account, "R1", 0); return err },
		"GetChunk":         func() error { _, _, err := s.GetChunk(background, l.account, "R1", 0, 0); return err },
		"OpenChunks":       func() error { _, err := s.OpenChunks(background, l.account, "R1", 0); return err },
		"UserIDs":          func() error { _, _, err := s.UserIDs(background, l.account, 0, "", 1); return err },
		"Standings":        func() error { _, err := s.Standings(background, l.account, []string{"u"}); return err },
		"Settled":          func() error { _, _, _, err := s.Settled(background, l.account); return err },
		"RingingUsers":     func() error { _, err := s.RingingUsers(background, l.account); return err },
		"UnsettledMails":   func() error { _, err := s.UnsettledMails(background, l.account); return err },
		"UnappliedChanges": func() error { _, err := s.UnappliedChanges(background, l.account); return err },
		"LiveUsers":        func() error { _, err := s.LiveUsers(background, l.account); return err },
		"CountFailing":     func() error { _, err := s.CountFailing(background, l.account, "internal", 9); return err },
		"AccountUserIDs":   func() error { _, err := s.AccountUserIDs(background, l.account, "", "", 1); return err },
		"ReadAccountUsers": func() error { _, err := s.ReadAccountUsers(background, l.account, []string{"u"}); return err },
	}
	for name, call := range calls {
		if err := call(); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// deafTable answers no question.
type deafTable struct{ table.Table }

func (deafTable) Get(context.Context, table.Key) (table.Item, bool, error) {
	return table.Item{}, false, &table.ThrottledError{}
}

func (deafTable) BatchGet(context.Context, []table.Key) ([]table.Item, error) {
	return nil, &table.ThrottledError{}
}

func (deafTable) Query(context.Context, table.Query) (table.Page, error) {
	return table.Page{}, &table.ThrottledError{}
}
