package directory

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/fault"
)

// Adoption is the wish that a connection becomes the owner of what another one created.
type Adoption struct {
	Connection string // the new owner
	Note       string // why, for the record
}

// AdoptUser makes another connection of the account the owner of a user, and changes nothing else of it, but its version: whoever is writing at this moment must
// see that it is not theirs any more. p is the admin who wants it, which goes on record. To adopt what the connection owns already changes nothing. fault.NotFound;
// fault.Invalid (connection_missing), fault.Conflict (connection_paused).
func (s *Service) AdoptUser(ctx context.Context, p access.Principal, id string, want Adoption) (User, error) {
	if err := want.check(); err != nil {
		return User{}, err
	}
	types, err := s.types(ctx, p.Account)
	if err != nil {
		return User{}, err
	}
	var after User
	err = s.try(ctx, "adopt user", func() error {
		before, err := s.findUser(ctx, p.Account, id)
		after = before
		if err != nil || before.Connection == want.Connection {
			return err
		}
		after.Connection = want.Connection
		after.Version++
		return s.Store.AdoptUser(ctx, p.Account, before, after, s.adopted(p, audit.AdoptUser, id, before.Connection, want))
	})
	if err != nil {
		return User{}, err
	}
	after.Attrs = types.Users.Visible(after.Attrs)
	return after, nil
}

// AdoptGroup is the same for a group; its members stay whose they are. fault.Conflict (uniqueness) as well, when the connection has a group of that displayName and wants
// unique ones.
func (s *Service) AdoptGroup(ctx context.Context, p access.Principal, id string, want Adoption) (Group, error) {
	if err := want.check(); err != nil {
		return Group{}, err
	}
	types, err := s.types(ctx, p.Account)
	if err != nil {
		return Group{}, err
	}
	var after Group
	err = s.try(ctx, "adopt group", func() error {
		before, err := s.findGroup(ctx, p.Account, id)
		after = before
		if err != nil || before.Connection == want.Connection {
			return err
		}
		if err := s.Store.MayAdopt(ctx, p.Account, want.Connection); err != nil {
			return err
		}
		after.Connection = want.Connection
		after.Version++
		if err := s.nameGroup(ctx, p.Account, nil, &after); err != nil {
			return err
		}
		return s.Store.AdoptGroup(ctx, p.Account, before, after, s.adopted(p, audit.AdoptGroup, id, before.Connection, want))
	})
	if err != nil {
		return Group{}, err
	}
	after.Attrs = types.Groups.Visible(after.Attrs)
	return after, nil
}

func (want Adoption) check() error {
	if !isID(want.Connection) {
		return NoAdopter()
	}
	return audit.CheckNote(want.Note)
}

func (s *Service) adopted(p access.Principal, action audit.Action, id, from string, want Adoption) audit.Record {
	m := s.mark()
	return audit.Record{
		ID: s.NewID(), At: m.At, Actor: p.Credential, Action: action, Subject: id, Note: want.Note,
		Changes: []audit.Change{{Attribute: "connection", From: from, To: want.Connection}},
	}
}

// NoAdopter is the failure of an adoption by a connection that is not there.
func NoAdopter() error {
	return fault.New(fault.Invalid, "connection_missing", "There is no such connection. Name one of the account's.").
		At("connection", "There is no such connection.")
}

// PausedAdopter is the failure of an adoption by a connection that is paused: nobody could change what it owns.
func PausedAdopter() error {
	return fault.New(fault.Conflict, "connection_paused", "The connection is paused. Resume it first.").At("connection", "It is paused.")
}
