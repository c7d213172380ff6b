package directory

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
)

// Journal is a mass membership change: written in parts, committed as one, honoured by reads from then on, and applied in small steps that may be
// repeated. Exactly one of Group (whose members change), User (who leaves groups) and Rings (nothing changes any more, but everybody in some groups
// and below them must hear of it) is set.
type Journal struct {
	ID    string
	Group string
	User  string
	Rings bool
	At    time.Time
	Parts int
	State JournalState
}

// JournalState is where a journal stands.
type JournalState string

// The states of a journal; one that is finished is gone.
const (
	JournalOpen      JournalState = "open"      // prepared; nobody honours it
	JournalCommitted JournalState = "committed" // it holds, and is being applied
	JournalVoid      JournalState = "void"      // taken back
)

const (
	partSize = 5000             // ids in one part of a journal
	openLife = 15 * time.Minute // longer than any request: an open journal older than this was left by a crash
)

// viaJournal makes a mass change: prepare the journal, commit it together with what it belongs to, apply as much as time allows.
func (s *Service) viaJournal(ctx context.Context, a access.Account, j Journal, d Delta, commit func(journal string) error) error {
	parts := d.split(partSize)
	j.ID, j.At, j.Parts, j.State = s.NewID(), s.mark().At, len(parts), JournalOpen
	err := s.Store.PrepareJournal(ctx, a, j, parts)
	if err == nil {
		err = commit(j.ID)
	}
	if err != nil {
		_ = s.Store.VoidJournal(ctx, a, j) // what is left over, the sweeper finds
		return err
	}
	if j.Rings {
		return nil // nobody waits for it
	}
	_ = s.apply(ctx, a, j) // it is committed: reads honour it, and the queue or the sweeper finishes it
	return nil
}

// ApplyJournal finishes a committed mass membership change, or clears away what a crash left of one that was never committed. Doing it
// twice is harmless. fault.Unavailable when the caller's time did not suffice: call again.
func (s *Service) ApplyJournal(ctx context.Context, a access.Account, journal string) error {
	return s.finish(ctx, a, func(j Journal) bool { return j.ID == journal })
}

// ApplyAll does what ApplyJournal does for all of PendingJournals.
func (s *Service) ApplyAll(ctx context.Context, a access.Account) error {
	return s.finish(ctx, a, func(Journal) bool { return true })
}

// PendingJournals lists the ids of the account's journals that want ApplyJournal, oldest first: the committed ones, and those that crashes left.
func (s *Service) PendingJournals(ctx context.Context, a access.Account) ([]string, error) {
	journals, err := s.Store.Journals(ctx, a)
	var ids []string
	for _, j := range journals {
		if s.isDue(j) {
			ids = append(ids, j.ID)
		}
	}
	return ids, err
}

// isDue reports whether a journal waits for work by others than the request that made it.
func (s *Service) isDue(j Journal) bool {
	return j.State == JournalCommitted || s.Now().Sub(j.At) > openLife
}

func (s *Service) finish(ctx context.Context, a access.Account, wanted func(Journal) bool) error {
	journals, err := s.Store.Journals(ctx, a)
	for _, j := range journals {
		if err == nil && wanted(j) && s.isDue(j) {
			err = s.try(ctx, "apply journal", func() error { return s.tidy(ctx, a, j) })
		}
	}
	return err
}

func (s *Service) tidy(ctx context.Context, a access.Account, j Journal) error {
	if j.State == JournalCommitted {
		return s.apply(ctx, a, j)
	}
	return s.Store.VoidJournal(ctx, a, j)
}

// pending lists the committed journals, oldest first.
func (s *Service) pending(ctx context.Context, a access.Account) ([]Journal, error) {
	journals, err := s.Store.Journals(ctx, a)
	var committed []Journal
	for _, j := range journals {
		if j.State == JournalCommitted {
			committed = append(committed, j)
		}
	}
	return committed, err
}

// finishFor applies all journals that a write of the group must not overtake. The group must have been read before: a journal
// that is committed later moves its version.
func (s *Service) finishFor(ctx context.Context, a access.Account, group string) error {
	pending, err := s.pending(ctx, a)
	for _, j := range pending {
		if err == nil && (j.Group == group || j.User != "") {
			err = s.apply(ctx, a, j)
		}
	}
	return err
}

// apply carries out a committed journal from the first part that is still there.
func (s *Service) apply(ctx context.Context, a access.Account, j Journal) error {
	if j.Rings {
		return s.ring(ctx, a, j)
	}
	for n := range j.Parts {
		err := s.applyPart(ctx, a, j, n)
		if errors.Is(err, ErrFinished) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return s.Store.CloseJournal(ctx, a, j.ID)
}

func (s *Service) applyPart(ctx context.Context, a access.Account, j Journal, n int) error {
	d, ok, err := s.Store.JournalPart(ctx, a, j.ID, n)
	if err != nil || !ok {
		return err
	}
	for _, step := range d.split(MaxDirect) {
		if !s.timeLeft(ctx) {
			return busy("apply journal")
		}
		if err := s.applyStep(ctx, a, j, step); err != nil {
			return err
		}
	}
	return s.Store.DropPart(ctx, a, j.ID, n)
}

func (s *Service) applyStep(ctx context.Context, a access.Account, j Journal, step Delta) error {
	return s.try(ctx, "apply journal", func() error {
		todo, err := s.todo(ctx, a, j, step)
		if err != nil || todo.Len() == 0 {
			return err
		}
		return s.Store.ApplyPart(ctx, a, j, todo, s.mark())
	})
}

// todo is what of a step is not yet done and can still be done: users who were deleted since the commit join nothing.
func (s *Service) todo(ctx context.Context, a access.Account, j Journal, step Delta) (Delta, error) {
	if j.User != "" {
		groups, err := s.Store.GroupsOf(ctx, a, j.User)
		return step.without(setOf(groups)), err
	}
	members, err := s.Store.AreMembers(ctx, a, j.Group, step.ids())
	if err != nil {
		return Delta{}, err
	}
	todo := step.without(members)
	lives, err := s.Store.Wants(ctx, a, todo.Add)
	todo.Add = keep(todo.Add, func(id string) bool { _, ok := lives[id]; return ok })
	return todo, err
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

func keep(ids []string, wanted func(string) bool) []string {
	var kept []string
	for _, id := range ids {
		if wanted(id) {
			kept = append(kept, id)
		}
	}
	return kept
}
