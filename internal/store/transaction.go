package store

import (
	"context"
	"errors"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// transaction is a list of actions, each with what its refusal means.
type transaction struct {
	actions []table.Action
	refused []error
}

// add appends actions whose conditions all mean the same when they fail: refused.
func (t *transaction) add(refused error, actions ...table.Action) {
	for _, act := range actions {
		t.actions = append(t.actions, act)
		t.refused = append(t.refused, refused)
	}
}

// commit carries out a transaction. When conditions fail, a lost race goes before all other meanings: those were judged on data that
// is no longer so. A mere conflict is a lost race as well.
func (s *Store) commit(ctx context.Context, a access.Account, t *transaction) error {
	err := s.transact(ctx, a, t.actions)
	canceled := table.Canceled(err)
	if canceled == nil {
		return err
	}
	var verdict error
	for i, refused := range t.refused {
		if !canceled.Failed(i) {
			continue
		}
		if verdict == nil || errors.Is(refused, directory.ErrLost) {
			verdict = refused
		}
	}
	if verdict == nil {
		return directory.ErrLost
	}
	return verdict
}
