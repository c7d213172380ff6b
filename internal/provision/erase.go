package provision

import (
	"context"
	"errors"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/scim"
)

// TombLife is how long it is remembered, by a keyed hash of the userName, that somebody was erased.
const TombLife = 30 * 24 * time.Hour

// Eraser forgets people: Erase begins, Continue does the work, part by part, whoever calls it and however often. Its fields must be set; it is safe for concurrent use.
type Eraser struct {
	Store     EraseStore
	Plans     PlanStore
	Directory Discarder
	Keepsakes []Keepsake
	// Sign makes the keyed hash by which a userName is remembered: nobody without the deployment's key can tell whose it is.
	Sign func(ctx context.Context, a access.Account, userName string) (string, error)

	Now   func() time.Time
	NewID func() string                                    // ULIDs
	Sleep func(ctx context.Context, d time.Duration) error // between tries that lost a race
	Rand  func() float64                                   // in [0, 1), for jitter
}

// NewErasure is what an admin says who has a person erased.
type NewErasure struct {
	By     string // public id of the credential
	Reason string // needed; it stays, and so it may not name the person
	// Discard says that somebody whom the directory still has, as inactive, shall be taken out of it.
	Discard bool
}

// Erase begins to forget a person. From its return on nothing of them is shown; what is kept is deleted in the background. Doing it again does nothing.
// fault.NotFound; fault.Invalid for a reason that is none; fault.Conflict (still_in_directory, last_admin).
func (s *Eraser) Erase(ctx context.Context, a access.Account, user string, want NewErasure) error {
	if err := checkReason(want.Reason); err != nil {
		return err
	}
	for try := 0; ; try++ {
		err := s.begin(ctx, a, user, want)
		if !errors.Is(err, ErrMoved) {
			return err
		}
		if try == maxRetries {
			return busy("erase user", user, err)
		}
		if err := s.Sleep(ctx, job.Conflicts.Wait(try, s.Rand())); err != nil {
			return err
		}
	}
}

func (s *Eraser) begin(ctx context.Context, a access.Account, user string, want NewErasure) error {
	e, err := s.Store.Erasable(ctx, a, user)
	switch {
	case err != nil:
		return err
	case !e.Fence.Exists:
		return errNoUser()
	case e.Fence.Erased:
		return nil
	case speaksOf(want.Reason, e.Naming):
		return fault.New(fault.Invalid, "invalid_value", "The reason is kept, and must not name the person. Use an id or the number of a ticket.").At("reason", "Names the person.")
	case !e.Gone && !want.Discard:
		return fault.New(fault.Conflict, "still_in_directory", "The directory still has the user. Delete them at the identity provider first, or have them removed from the directory with the erasure: an identity provider that still sends them makes a new person of them.")
	}
	move, err := s.adminLeaves(ctx, a, user, e)
	if err != nil {
		return err
	}
	if !e.Gone {
		if err := s.Directory.DiscardUser(ctx, a, user); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		name := e.Name // the directory has it no more
		if e, err = s.Store.Erasable(ctx, a, user); err != nil {
			return err
		}
		e.Name = name
	}
	return s.enter(ctx, a, user, e, move, want)
}

// adminLeaves takes an admin off the list of admins, with another one as witness. fault.Conflict (last_admin) when there is no other.
func (s *Eraser) adminLeaves(ctx context.Context, a access.Account, user string, e Erasable) (AdminMove, error) {
	if !e.Admin {
		return AdminMove{}, nil
	}
	admins, err := s.Store.Admins(ctx, a, maxWitnesses)
	if err != nil {
		return AdminMove{}, err
	}
	witness := otherThan(user, admins.Users)
	if witness == "" {
		return AdminMove{}, errLastAdmin()
	}
	return AdminMove{Leave: true, Witness: witness}, nil
}

func (s *Eraser) enter(ctx context.Context, a access.Account, user string, e Erasable, move AdminMove, want NewErasure) error {
	now := s.Now().UTC().Truncate(time.Millisecond)
	start := ErasureStart{
		Erasure: Erasure{User: user, At: now}, Admin: move, Fence: e.Fence, Bell: s.NewID(), Until: now.Add(TombLife),
		Record: audit.Record{ID: s.NewID(), At: now, Actor: want.By, Action: audit.EraseUser, Subject: user, Note: want.Reason},
	}
	if e.Name != "" {
		var err error
		if start.Tomb, err = s.Sign(ctx, a, e.Name); err != nil {
			return err
		}
	}
	return s.Store.BeginErasure(ctx, a, start)
}

func checkReason(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "invalid_value", "An erasure needs a reason.").At("reason", "Needed: why the person is erased, without naming them.")
	}
	return audit.CheckNote(reason)
}

// shortestName is how many bytes a name must have to be looked for in a reason: shorter ones are in any text.
const shortestName = 3

// speaksOf reports whether a text names a person.
func speaksOf(text string, naming []string) bool {
	text = scim.Fold(text)
	for _, name := range naming {
		if len(name) >= shortestName && strings.Contains(text, scim.Fold(name)) {
			return true
		}
	}
	return false
}
