package store

import (
	"context"
	"errors"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// PrepareJournal implements directory.Journals. The first part goes with the head; all together might be over the limit of a transaction.
func (s *Store) PrepareJournal(ctx context.Context, a access.Account, j directory.Journal, parts []directory.Delta) error {
	var t transaction
	t.add(errMinted, table.Put(encodeJournal(a, j), table.NotExists()))
	for n, d := range parts {
		item, err := encodePart(a, j.ID, n, d)
		if err != nil {
			return err
		}
		t.add(nil, table.Put(item))
		if err := s.commit(ctx, a, &t); err != nil {
			return err
		}
		t = transaction{}
	}
	return nil
}

// commitJournal makes a prepared journal hold, together with the rest of the transaction.
func (t *transaction) commitJournal(a access.Account, journal string) {
	t.add(directory.ErrLost, table.Update(journalKey(a, journal),
		[]table.Edit{table.Set(attrState, table.S(string(directory.JournalCommitted)))}, isState(directory.JournalOpen)))
}

func isState(state directory.JournalState) table.Cond {
	return table.Equals(attrState, table.S(string(state)))
}

// VoidJournal implements directory.Journals. The head is marked first: from then on it cannot be committed, and its parts are not missed.
func (s *Store) VoidJournal(ctx context.Context, a access.Account, j directory.Journal) error {
	if j.State != directory.JournalVoid {
		var t transaction
		t.add(directory.ErrFinished, table.Update(journalKey(a, j.ID),
			[]table.Edit{table.Set(attrState, table.S(string(directory.JournalVoid)))}, isState(directory.JournalOpen)))
		if err := s.commit(ctx, a, &t); err != nil {
			return unless(directory.ErrFinished, err)
		}
	}
	for n := range j.Parts {
		if err := s.DropPart(ctx, a, j.ID, n); err != nil {
			return err
		}
	}
	return s.CloseJournal(ctx, a, j.ID)
}

// unless is err, or nil when err is the one that is fine.
func unless(fine, err error) error {
	if errors.Is(err, fine) {
		return nil
	}
	return err
}

// DropPart implements directory.Journals.
func (s *Store) DropPart(ctx context.Context, a access.Account, id string, part int) error {
	var t transaction
	t.add(nil, table.Delete(journalPartKey(a, id, part)))
	return s.commit(ctx, a, &t)
}

// CloseJournal implements directory.Journals.
func (s *Store) CloseJournal(ctx context.Context, a access.Account, id string) error {
	var t transaction
	t.add(nil, table.Delete(journalKey(a, id)))
	return s.commit(ctx, a, &t)
}
