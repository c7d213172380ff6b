package provision_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/guard"
	"usersync/internal/notice"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// wishes is an account in which somebody is to be told.
type wishes struct {
	provision.AccountStore
	notices notice.Settings
	err     error
}

func (w *wishes) Account(context.Context, access.Account) (provision.Account, error) {
	return provision.Account{Notices: w.notices}, w.err
}

// told lists the notices of a house in their order: kind, variant and the numbers in them.
func (h *house) told() []string {
	h.t.Helper()
	var list []string
	for n := range h.ids + 1 {
		got, err := h.store.Notice(h.t.Context(), h.account, fmt.Sprintf("seats-ID%04d", n))
		if fault.Is(err, fault.NotFound) {
			continue
		}
		h.must(err)
		line := got.Variant
		for _, f := range got.Facts[1:] {
			line += fmt.Sprintf(" %s %d/%d", f.Label, f.N, f.Of)
		}
		list = append(list, line)
	}
	return list
}

func TestSeatsThatRunOutAreToldOnce(t *testing.T) {
	h := newHouse(t)
	g := h.give("scarce", 10)
	plenty := h.give("plenty", -1)
	var all []string
	for i := range 12 {
		all = append(all, h.user(fmt.Sprint("u", i), g, plenty))
	}
	settings := notice.Defaults()
	settings.Addresses, settings.SeatsPercent = []string{"ops@acme.example"}, 20
	w := &provision.SeatWatch{Accounts: &wishes{notices: settings}, Policies: h.store, Seats: h.store, Low: h.store, Now: h.now, NewID: h.newID}
	steps := []struct {
		name string
		do   func()
		want []string
	}{
		{"seven of ten are taken", func() { h.resolve(all[:7]...) }, nil},
		{"the eighth", func() { h.resolve(all[7]) }, []string{"some left 2/10"}},
		{"the ninth", func() { h.resolve(all[8]) }, nil},
		{"twelve want one", func() { h.resolve(all...) }, []string{"none left 0/10 waiting 2/0"}},
		{"one more seat, which goes to the line", func() { h.owns("scarce", 11); h.resolve(all...) }, nil},
		{"a seat that comes free", func() { h.setActive(all[0], false); h.resolve(all...); h.setActive(all[1], false); h.resolve(all...) }, nil},
		{"enough seats", func() { h.owns("scarce", 100) }, nil},
		{"few again", func() { h.owns("scarce", 12) }, []string{"some left 2/12"}},
		{"without a limit", func() { h.publish(func(p *rule.Policy) { p.Products[0].Seats = nil }) }, nil},
	}
	var before []string
	for _, step := range steps {
		step.do()
		for range 2 {
			h.must(w.WatchSeats(t.Context(), h.account))
		}
		got := h.told()
		if news := got[len(before):]; !slices.Equal(news, step.want) {
			t.Errorf("%s: told %q, want %q", step.name, news, step.want)
		}
		before = got
	}
	if left, err := h.store.LowSeats(t.Context(), h.account); err != nil || len(left) != 0 {
		t.Errorf("remembered %v, %v", left, err)
	}
}

func TestWatchingSeatsOfAnAccountThatIsNotToBeTold(t *testing.T) {
	h := newHouse(t)
	h.resolve(h.user("ann", h.give("scarce", 1)))
	accounts := &wishes{notices: notice.Defaults()}
	w := &provision.SeatWatch{Accounts: accounts, Policies: h.store, Seats: h.store, Low: h.store, Now: h.now, NewID: h.newID}
	h.must(w.WatchSeats(t.Context(), h.account))
	if got := h.told(); len(got) != 0 {
		t.Errorf("told %q", got)
	}
	accounts.err = errors.New("down")
	if err := w.WatchSeats(t.Context(), h.account); !errors.Is(err, accounts.err) {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsToldOfAHold(t *testing.T) {
	since := time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)
	n := provision.HoldNotice(provision.Hold{ID: "01H", Kind: provision.HoldPlan, Since: since, Gauges: []guard.Gauge{
		{Name: guard.Everything, Value: 12, Of: 100, Held: true}, {Name: guard.Product, Subject: "meeting", Value: 30, Of: 40, Held: true}, {Name: guard.Mails, Value: 3},
	}})
	want := "hold-01H runHeld plan 01H [{everything   12 100 0001-01-01 00:00:00 +0000 UTC} {product  meeting 30 40 0001-01-01 00:00:00 +0000 UTC} {since   0 0 2026-03-01 06:00:00 +0000 UTC}]"
	if got := fmt.Sprintf("%s %s %s %s %v", n.ID, n.Kind, n.Variant, n.About, n.Facts); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOfWhichRunsSomebodyIsTold(t *testing.T) {
	tests := []struct {
		run  provision.Run
		to   provision.RunState
		want bool
	}{
		{provision.Run{Kind: provision.FullRun, Failed: 1}, provision.RunDone, true},
		{provision.Run{Kind: provision.PublishRun, Failed: 1, Waiting: 2}, provision.RunDone, true},
		{provision.Run{Kind: provision.FullRun}, provision.RunDone, false},
		{provision.Run{Kind: provision.FullRun, Failed: 1}, provision.RunRunning, false},
		{provision.Run{Kind: provision.FullRun, Failed: 1}, provision.RunSuperseded, false},
		{provision.Run{Kind: provision.FullRun, Failed: 1}, provision.RunCanceled, false},
		{provision.Run{Kind: provision.RetryRun, Failed: 1}, provision.RunDone, false},
		{provision.Run{Kind: provision.DryRun, Failed: 1}, provision.RunDone, false},
	}
	for _, tt := range tests {
		n, due := provision.RunNotice(tt.run, tt.to, time.Time{})
		if due != tt.want || due && n.Count != 1 {
			t.Errorf("%+v to %s: %v, %+v", tt.run, tt.to, due, n)
		}
	}
}

func TestWhatIsToldOfACredential(t *testing.T) {
	now := time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)
	e := provision.Expiry{Kind: access.SCIMToken, ID: "01TOKEN", Connection: "01C", Name: "blue", Expires: now.Add(20 * 24 * time.Hour)}
	n := provision.ExpiryNotice(e, "Okta", 30, now)
	if n.ID != "expiry-01TOKEN-30" || n.Kind != notice.TokenExpiring || n.Count != 20 || n.About != "01C" || n.Facts[0].Text != "Okta" || n.Facts[1].Text != "blue" {
		t.Errorf("got %+v", n)
	}
	e.Kind = access.SecretOfClient
	if n := provision.ExpiryNotice(e, "Okta", 30, now); n.Kind != notice.SecretExpiring {
		t.Errorf("got %s", n.Kind)
	}
}

// TestARunThatFailedForSomebodyIsTold: in the transaction that ends it.
func TestARunThatFailedForSomebodyIsTold(t *testing.T) {
	h := newHouse(t)
	run := provision.Run{ID: "01RUN", Kind: provision.FullRun, State: provision.RunPlanning, Started: h.clock}
	h.must(h.store.AddRun(t.Context(), h.account, run))
	run.Failed, run.Done = 2, 5
	h.must(h.store.MoveRun(t.Context(), h.account, run, provision.RunDone, 5, h.clock))
	n, err := h.store.Notice(t.Context(), h.account, "run-01RUN")
	h.must(err)
	if n.Kind != notice.RunFailed || n.Count != 2 || !n.At.Equal(h.clock) {
		t.Errorf("told %+v", n)
	}
	if h.store.MoveRun(t.Context(), h.account, run, provision.RunDone, 5, h.clock) == nil {
		t.Error("a run ends once")
	}
}

// TestAHoldIsTold: in the transaction that makes it, once.
func TestAHoldIsTold(t *testing.T) {
	h := newHouse(t)
	hold := provision.Hold{ID: provision.HoldID(h.clock, "x"), Kind: provision.HoldGroup, Since: h.clock}
	for range 2 {
		h.must(h.store.OpenHold(t.Context(), h.account, hold))
	}
	n, err := h.store.Notice(t.Context(), h.account, "hold-"+hold.ID)
	h.must(err)
	if n.Kind != notice.RunHeld || n.Variant != "group" || n.About != hold.ID {
		t.Errorf("told %+v", n)
	}
}

// A product that left the catalogue is forgotten: one that is made again under its key is another, whose seats run out anew.
func TestAProductThatIsGoneIsNotRememberedAsShortOfSeats(t *testing.T) {
	h := newHouse(t)
	settings := notice.Defaults()
	settings.Addresses = []string{"ops@acme.example"}
	w := &provision.SeatWatch{Accounts: &wishes{notices: settings}, Policies: h.store, Seats: h.store, Low: h.store, Now: h.now, NewID: h.newID}
	h.must(h.store.NoteSeats(t.Context(), h.account, "gone", "", notice.NoSeats, nil))
	h.must(w.WatchSeats(t.Context(), h.account))
	if stood, err := h.store.LowSeats(t.Context(), h.account); err != nil || len(stood) > 0 {
		t.Errorf("it stands as %v, %v", stood, err)
	}
}
