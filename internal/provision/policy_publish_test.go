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
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
)

// rename is a change that can be seen.
func rename(language string) func(*rule.Policy) error {
	return func(p *rule.Policy) error {
		p.DefaultLanguage = language
		return nil
	}
}

func TestPublishMakesTheNextVersionLive(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	p, err := h.publisher.Publish(ctx, h.account, 1, rename("de"))
	h.must(err)
	if p.Version != 2 || p.DefaultLanguage != "de" {
		t.Errorf("published %+v", p)
	}
	live, err := h.publisher.Live(ctx, h.account)
	h.must(err)
	old, err := h.store.Policy(ctx, h.account, 1)
	h.must(err)
	if live.Version != 2 || live.DefaultLanguage != "de" || old.DefaultLanguage != "en" {
		t.Errorf("live %+v, before %+v", live, old)
	}
}

func TestGoingBackIsANewVersion(t *testing.T) {
	h := newHouse(t)
	for _, language := range []string{"de", "en"} {
		_, err := h.publisher.Publish(context.Background(), h.account, 0, rename(language))
		h.must(err)
	}
	for version, want := range map[int64]string{1: "en", 2: "de", 3: "en"} {
		p, err := h.store.Policy(context.Background(), h.account, version)
		h.must(err)
		if p.Version != version || p.DefaultLanguage != want {
			t.Errorf("version %d: %+v", version, p)
		}
	}
}

func TestWhatChangesNothingPublishesNothing(t *testing.T) {
	h := newHouse(t)
	refused := errors.New("refused")
	for name, change := range map[string]func(*rule.Policy) error{
		"same value":        rename("en"),
		"another version":   func(p *rule.Policy) error { p.Version = 40; return nil },
		"a refused change":  func(p *rule.Policy) error { p.SyncOn = false; return refused },
		"nothing at all":    func(*rule.Policy) error { return nil },
		"there and back":    func(p *rule.Policy) error { p.MailOn = !p.MailOn; p.MailOn = !p.MailOn; return nil },
		"an empty list":     func(p *rule.Policy) error { p.AssignableRoles = slices.Clone(p.AssignableRoles); return nil },
		"a stale condition": nil,
	} {
		t.Run(name, func(t *testing.T) {
			match, wantErr := int64(0), name == "a refused change"
			if change == nil {
				match, wantErr, change = 7, true, rename("fr")
			}
			p, err := h.publisher.Publish(context.Background(), h.account, match, change)
			if (err != nil) != wantErr || err == nil && p.Version != 1 {
				t.Errorf("got %+v, %v", p, err)
			}
			version, err := h.store.LiveVersion(context.Background(), h.account)
			h.must(err)
			if version != 1 {
				t.Errorf("live is %d", version)
			}
		})
	}
	if _, err := h.publisher.Publish(context.Background(), h.account, 7, rename("fr")); !fault.Is(err, fault.Stale) {
		t.Errorf("a stale If-Match: %v", err)
	}
}

func TestPublishOfNoAccount(t *testing.T) {
	h := newHouse(t)
	_, err := h.publisher.Publish(context.Background(), access.FromTrigger("NOBODY"), 0, rename("de"))
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestConcurrentPublishersLoseNothing(t *testing.T) {
	db := local.Memory()
	s := store.New(db)
	var mu sync.Mutex
	ids := 0
	newID := func() string {
		mu.Lock()
		defer mu.Unlock()
		ids++
		return fmt.Sprintf("ID%04d", ids)
	}
	now := func() time.Time { return noon }
	p := &provision.Publisher{
		Store: s, Now: now, NewID: newID, Rand: func() float64 { return 0 },
		Sleep: func(context.Context, time.Duration) error { return nil },
	}
	founder := provision.Founder{Store: s, Now: now, NewID: newID}
	if _, _, err := founder.CreateAccount(t.Context(), first, "Acme", true); err != nil {
		t.Fatal(err)
	}
	const publishers = 6 // each lost race is somebody else's success, so that nobody runs out of tries
	var wait sync.WaitGroup
	for i := range publishers {
		wait.Go(func() {
			_, err := p.Publish(t.Context(), first, 0, func(p *rule.Policy) error {
				p.UserGroups = append(p.UserGroups, rule.UserGroup{ID: fmt.Sprint(i), Name: "g"})
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	live, err := p.Live(t.Context(), first)
	if err != nil || live.Version != publishers+1 || len(live.UserGroups) != publishers {
		t.Fatalf("live: %+v, %v", live, err)
	}
	for version := int64(1); version <= live.Version; version++ {
		old, err := s.Policy(t.Context(), first, version)
		if err != nil || old.Version != version || len(old.UserGroups) != int(version)-1 {
			t.Errorf("version %d: %+v, %v", version, old, err)
		}
	}
}

// crowded is a store in which somebody else is always faster.
type crowded struct{ *store.Store }

func (crowded) PublishPolicy(context.Context, access.Account, *rule.Policy, provision.Run) error {
	return fault.New(fault.Stale, "policy_moved", "")
}

func TestAPublisherWhoAlwaysLosesSaysSo(t *testing.T) {
	h := newHouse(t)
	h.publisher.Store = crowded{h.store}
	_, err := h.publisher.Publish(context.Background(), h.account, 0, rename("de"))
	if e := fault.As(err); e == nil || e.Kind != fault.Unavailable || e.RetryAfter == 0 {
		t.Errorf("got %v", err)
	}
	if h.slept != 8 {
		t.Errorf("slept %d times", h.slept)
	}
	h.publisher.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
	if _, err := h.publisher.Publish(context.Background(), h.account, 0, rename("de")); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestALoserStartsOverOnTheNewPolicy(t *testing.T) {
	h := newHouse(t)
	calls := 0
	p, err := h.publisher.Publish(context.Background(), h.account, 0, func(p *rule.Policy) error {
		if calls++; calls == 1 { // somebody else is faster
			_, err := h.publisher.Publish(context.Background(), h.account, 0, rename("fr"))
			h.must(err)
		}
		p.MailOn = false
		return nil
	})
	h.must(err)
	if p.Version != 3 || p.DefaultLanguage != "fr" || p.MailOn || calls != 2 {
		t.Errorf("after %d calls: %+v", calls, p)
	}
	calls = 0
	_, err = h.publisher.Publish(context.Background(), h.account, 3, func(p *rule.Policy) error {
		if calls++; calls == 1 {
			_, err := h.publisher.Publish(context.Background(), h.account, 3, rename("it"))
			h.must(err)
		}
		p.MailOn = true
		return nil
	})
	if !fault.Is(err, fault.Stale) {
		t.Errorf("the slower of two with the same If-Match: %v", err)
	}
}

func TestAPolicyThatIsTooLarge(t *testing.T) {
	h := newHouse(t)
	noise := strings.Builder{}
	for i := uint64(1); noise.Len() < 8<<20; i = i*6364136223846793005 + 1442695040888963407 {
		fmt.Fprintf(&noise, "%016x", i)
	}
	_, err := h.publisher.Publish(context.Background(), h.account, 0, func(p *rule.Policy) error {
		p.Rules = []rule.Rule{{ID: "x", Description: noise.String()}}
		return nil
	})
	if !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v", err)
	}
}
