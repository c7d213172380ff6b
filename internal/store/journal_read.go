package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// Journals implements directory.Journals. Ids are ULIDs: the order of the keys is the order of time.
func (s *Store) Journals(ctx context.Context, a access.Account) ([]directory.Journal, error) {
	var list []directory.Journal
	err := s.each(ctx, a, table.Query{P: journalKey(a, "").P}, func(item table.Item) error {
		list = append(list, decodeJournal(item.Key.S, item.Attrs))
		return nil
	})
	return list, err
}

// Unapplied implements provision.Records.
func (s *Store) Unapplied(ctx context.Context, a access.Account) (bool, error) {
	journals, err := s.Journals(ctx, a)
	return len(journals) > 0, err
}

// JournalPart implements directory.Journals.
func (s *Store) JournalPart(ctx context.Context, a access.Account, id string, part int) (directory.Delta, bool, error) {
	attrs, ok, err := s.get(ctx, a, journalPartKey(a, id, part))
	if err != nil || !ok {
		return directory.Delta{}, false, err
	}
	d, err := decodePart(attrs)
	return d, err == nil, err
}

// ApplyPart implements directory.Journals. Every step checks that the journal still holds: when somebody else has finished it, what
// it says may have been overtaken.
func (s *Store) ApplyPart(ctx context.Context, a access.Account, j directory.Journal, d directory.Delta, m directory.Mark) error {
	var t transaction
	t.add(directory.ErrFinished, table.Check(journalKey(a, j.ID), isState(directory.JournalCommitted)))
	if j.User != "" {
		if err := s.leaveGroups(ctx, a, &t, j.User, d.Remove, m); err != nil {
			return err
		}
	} else {
		t.join(a, j.Group, d.Add, directory.ErrLost, m)
		t.leave(a, j.Group, d.Remove, m)
	}
	return s.commit(ctx, a, &t)
}
