package notify_test

import (
	"context"
	"errors"
	"slices"
	"sync"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

// service is a mail service.
type service struct {
	mu       sync.Mutex
	accepted map[string][]notify.Message
	refuse   error        // and nothing is accepted
	forget   error        // accepted, and an error comes back
	meddle   func()       // called before anything else
	fate     *notify.Fate // what it says; nil: the truth
	fateErr  error
	asked    int
}

func (s *service) Send(_ context.Context, m notify.Message) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.meddle != nil {
		s.meddle()
	}
	if s.refuse != nil {
		return "", s.refuse
	}
	s.accepted[m.Intent] = append(s.accepted[m.Intent], m)
	return "id-of-it", s.forget
}

func (s *service) Fate(_ context.Context, intent string) (notify.Fate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	switch {
	case s.fateErr != nil:
		return notify.Unknown, s.fateErr
	case s.fate != nil:
		return *s.fate, nil
	case len(s.accepted[intent]) > 0:
		return notify.Accepted, nil
	}
	return notify.NotAccepted, nil
}

func (s *service) says(f notify.Fate) { s.fate = &f }

var errDown = fault.New(fault.Unavailable, "mail_service", "The mail service did not answer.")

// meddling is an engine that fails or lets others act where a test says so.
type meddling struct {
	table.Table
	mu     sync.Mutex
	before func(state string) error // called before a transaction that gives an intent a state
	after  func(state string) error // the same, behind it: an error is a lost answer
	reads  error

	calls  int
	failAt int // the call that fails, counted from 1; 0: none. A transaction is two calls: it fails before it is done, or behind it
}

var errStorage = &table.AmbiguousError{Cause: errors.New("no answer")}

// fails counts a call and says whether it is the one that fails.
func (m *meddling) fails() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls++
	if m.calls == m.failAt {
		return errStorage
	}
	return m.reads
}

func (m *meddling) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if err := m.fails(); err != nil {
		return table.Item{}, false, err
	}
	return m.Table.Get(ctx, key)
}

func (m *meddling) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if err := m.fails(); err != nil {
		return nil, err
	}
	return m.Table.BatchGet(ctx, keys)
}

func (m *meddling) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := m.fails(); err != nil {
		return table.Page{}, err
	}
	return m.Table.Query(ctx, q)
}

func (m *meddling) Transact(ctx context.Context, actions []table.Action) error {
	if err := m.fails(); err != nil {
		return err
	}
	state := newState(actions)
	m.mu.Lock()
	before, after := m.before, m.after
	m.mu.Unlock()
	if before != nil && state != "" {
		if err := before(state); err != nil {
			return err
		}
	}
	if err := m.Table.Transact(ctx, actions); err != nil {
		return err
	}
	if after != nil && state != "" {
		if err := after(state); err != nil {
			return err
		}
	}
	return m.fails()
}

// newState is the state that a transaction gives a mail intent.
func newState(actions []table.Action) string {
	if len(actions) == 0 || len(actions[0].Key.S) < 5 || actions[0].Key.S[:5] != "MAIL#" {
		return ""
	}
	at := slices.IndexFunc(actions[0].Edits, func(e table.Edit) bool { return e.Name == "state" })
	if at < 0 {
		return ""
	}
	return actions[0].Edits[at].Value.Str()
}

// once calls fn at the first transaction of a state.
func once(wanted string, fn func() error) func(string) error {
	called := false
	return func(state string) error {
		if state != wanted || called {
			return nil
		}
		called = true
		return fn()
	}
}

// counting counts the policies that are read.
type counting struct {
	*store.Store
	policies int
}

func (c *counting) Policy(ctx context.Context, a access.Account, version int64) (*rule.Policy, error) {
	c.policies++
	return c.Store.Policy(ctx, a, version)
}
