package provision_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/store"
)

func TestHowNearAnEndIs(t *testing.T) {
	const day = 24 * time.Hour
	for name, tt := range map[string]struct {
		left time.Duration
		days int
		near provision.Nearness
	}{
		"long before":            {365 * day, 365, provision.Fine},
		"just before the notice": {30*day + 1, 31, provision.Fine},
		"thirty days":            {30 * day, 30, provision.Expiring},
		"a day that has begun":   {30*day - 1, 30, provision.Expiring},
		"the last day":           {time.Second, 1, provision.Expiring},
		"at the end":             {0, 0, provision.Expired},
		"long after":             {-30 * day, 0, provision.Expired},
	} {
		if days, near := provision.DaysLeft(noon.Add(tt.left), noon), provision.NearnessOf(noon.Add(tt.left), noon); days != tt.days || near != tt.near {
			t.Errorf("%s: %d days, %s", name, days, near)
		}
	}
	if near := provision.NearnessOf(time.Time{}, noon); near != provision.Fine {
		t.Errorf("no end: %s", near)
	}
}

// expiryHouse is a house whose account is told what expires.
type expiryHouse struct {
	*clientHouse
	expiries *provision.Expiries
	told     []string // "name days"
	refuses  error    // what telling fails with
}

func newExpiryHouse(t *testing.T) *expiryHouse {
	h := &expiryHouse{clientHouse: newClientHouse(t)}
	h.expiries = &provision.Expiries{
		Store: h.store, Keys: h.clients.Connections.Keys, Now: h.now, AccountOf: access.FromTrigger,
		Tell: func(_ context.Context, a access.Account, e provision.Expiry, days int) error {
			if a != h.account || e.Connection != h.conn {
				t.Errorf("account %s is told of %+v", a.ID(), e)
			}
			if h.refuses == nil {
				h.told = append(h.told, fmt.Sprint(e.Name, " ", days))
			}
			return h.refuses
		},
	}
	return h
}

// makes gives the connection a token for so many days, and a client with a secret for as many.
func (h *expiryHouse) makes(name string, days int) {
	h.t.Helper()
	_, _, err := h.clients.Connections.CreateToken(h.t.Context(), h.account, h.conn, provision.NewToken{Name: name, Days: days})
	h.must(err)
	_, _, err = h.clients.Create(h.t.Context(), h.account, h.conn, provision.NewClient{Name: name + "'s client", Days: days})
	h.must(err)
}

// pass lets days go by, with a clock that looks every hour and a bit.
func (h *expiryHouse) pass(days int) (failed int) {
	for end := h.clock.Add(time.Duration(days) * 24 * time.Hour); h.clock.Before(end); h.clock = h.clock.Add(61 * time.Minute) {
		if h.expiries.Round(h.t.Context()) != nil {
			failed++
		}
	}
	return failed
}

func (h *expiryHouse) wantTold(lines ...string) {
	h.t.Helper()
	slices.Sort(lines)
	if slices.Sort(h.told); !slices.Equal(h.told, lines) {
		h.t.Errorf("told %q, want %q", h.told, lines)
	}
}

func TestAnAccountIsToldOfWhatExpires(t *testing.T) {
	h := newExpiryHouse(t)
	h.makes("year", 365)
	h.makes("month", 30) // made for no more than 30 days: nobody is told that it is so few
	if failed := h.pass(400); failed != 0 {
		t.Errorf("%d rounds failed", failed)
	}
	h.wantTold("year 30", "year 14", "year 7", "year 1", "month 14", "month 7", "month 1",
		"year's client 30", "year's client 14", "year's client 7", "year's client 1", "month's client 14", "month's client 7", "month's client 1")
}

func TestARoundThatComesLateTellsTheNearestStepAlone(t *testing.T) {
	h := newExpiryHouse(t)
	h.makes("late", 100)
	h.clock = h.clock.Add(95 * 24 * time.Hour)
	h.pass(10)
	h.wantTold("late 7", "late 1", "late's client 7", "late's client 1")
}

func TestARoundIsOnceAnHour(t *testing.T) {
	h := newExpiryHouse(t)
	h.must(h.expiries.Round(t.Context()))
	h.makes("short", 31)
	h.clock = h.clock.Add(50 * time.Minute)
	h.must(h.expiries.Round(t.Context()))
	h.clock = h.clock.Add(40 * 24 * time.Hour)
	h.wantTold()
}

func TestWhatIsRevokedIsNotToldOf(t *testing.T) {
	h := newExpiryHouse(t)
	h.makes("gone", 40)
	list, err := h.expiries.Soon(t.Context(), h.account, h.conn)
	if err != nil || len(list) != 0 {
		t.Errorf("soon: %+v, %v", list, err)
	}
	tokens, err := h.clients.Connections.Tokens(t.Context(), h.account, h.conn)
	h.must(err)
	h.must(h.clients.Connections.RevokeToken(t.Context(), h.account, h.conn, tokens[0].ID))
	clients, err := h.clients.List(t.Context(), h.account, h.conn)
	h.must(err)
	h.must(h.clients.RemoveSecret(t.Context(), h.account, h.conn, clients[0].ID, clients[0].Secrets[0].ID))
	h.pass(50)
	h.wantTold()
}

func TestTellingThatFailsIsTriedAgain(t *testing.T) {
	h := newExpiryHouse(t)
	h.makes("x", 32)
	h.refuses = errors.New("no voice")
	if failed := h.pass(3); failed == 0 {
		t.Error("no round has failed")
	}
	h.wantTold()
	h.refuses = nil
	h.pass(1)
	h.wantTold("x 30", "x's client 30")
}

func TestOfManyRoundsAtOnceOneTells(t *testing.T) {
	h := newExpiryHouse(t)
	h.makes("x", 40)
	var mu sync.Mutex
	tell := h.expiries.Tell
	now := h.clock.Add(20 * 24 * time.Hour)
	h.expiries.Now = func() time.Time { return now }
	h.expiries.Keys = &provision.Keys{Store: h.store}
	h.expiries.Tell = func(ctx context.Context, a access.Account, e provision.Expiry, days int) error {
		mu.Lock()
		defer mu.Unlock()
		return tell(ctx, a, e, days)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := h.expiries.Round(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	h.wantTold("x 30", "x's client 30")
}

// A crash between any two steps of a round costs no notice; only one between telling and noting it repeats it.
func TestACrashLosesNoNotice(t *testing.T) {
	for step := range 12 {
		h := newExpiryHouse(t)
		h.makes("x", 40)
		h.clock = h.clock.Add(10*24*time.Hour + time.Hour)
		dying := &dyingStore{Store: h.store, left: step}
		h.expiries.Store = dying
		_ = h.expiries.Round(t.Context())
		h.expiries.Store = h.store
		h.pass(1)
		for _, name := range []string{"x 30", "x's client 30"} {
			n := strings.Count(strings.Join(h.told, ";")+";", name+";")
			if n == 0 || n > 2 || n == 2 && !dying.noting {
				t.Errorf("crash before step %d: told %q", step, h.told)
			}
		}
	}
}

// dyingStore fails for good after so many calls.
type dyingStore struct {
	*store.Store
	left   int
	noting bool // it died with a notice that was not noted
}

var errDead = fault.New(fault.Unavailable, "storage", "Dead.")

func (s *dyingStore) step() error {
	if s.left--; s.left < 0 {
		return errDead
	}
	return nil
}

func (s *dyingStore) ExpiryRound(ctx context.Context) (provision.ExpiryRound, error) {
	if err := s.step(); err != nil {
		return provision.ExpiryRound{}, err
	}
	return s.Store.ExpiryRound(ctx)
}

func (s *dyingStore) AccountIDs(ctx context.Context, after string, limit int) ([]string, error) {
	if err := s.step(); err != nil {
		return nil, err
	}
	return s.Store.AccountIDs(ctx, after, limit)
}

func (s *dyingStore) SaveExpiryRound(ctx context.Context, was, next provision.ExpiryRound) error {
	if err := s.step(); err != nil {
		return err
	}
	return s.Store.SaveExpiryRound(ctx, was, next)
}

func (s *dyingStore) Clients(ctx context.Context, a access.Account, connection string) ([]access.Client, error) {
	if err := s.step(); err != nil {
		return nil, err
	}
	return s.Store.Clients(ctx, a, connection)
}

func (s *dyingStore) NoteTold(ctx context.Context, a access.Account, e provision.Expiry, days int) error {
	if err := s.step(); err != nil {
		s.noting = true
		return err
	}
	return s.Store.NoteTold(ctx, a, e, days)
}

func TestARoundGoesOverManyAccounts(t *testing.T) {
	h := newExpiryHouse(t)
	h.makes("x", 40)
	founder := provision.Founder{Store: h.store, Now: h.now, NewID: h.newID}
	for i := range 250 { // before the one that has something, by their ids
		_, _, err := founder.CreateAccount(t.Context(), access.FromTrigger(fmt.Sprintf("00%03d", i)), "Other", true)
		h.must(err)
	}
	h.clock = h.clock.Add(10*24*time.Hour + time.Hour)
	for minute := range 5 {
		h.must(h.expiries.Round(t.Context()))
		h.clock = h.clock.Add(time.Minute)
		if told := len(h.told) > 0; told != (minute >= 2) {
			t.Errorf("minute %d: told %q", minute, h.told)
		}
	}
	h.wantTold("x 30", "x's client 30")
	round, err := h.store.ExpiryRound(t.Context())
	if err != nil || round.After != "" {
		t.Errorf("the round stands at %+v, %v", round, err)
	}
}
