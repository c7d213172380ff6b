package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// Hold reads a hold. fault.NotFound.
func (s *Holds) Hold(ctx context.Context, a access.Account, id string) (Hold, error) {
	h, ok, err := s.Store.GetHold(ctx, a, id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "hold_not_found", "There is no such hold.")
	}
	return h, err
}

// Holds lists holds in a state ("": any), newest first; cursor is the id of the last hold of the page before, next is "" at the end. fault.Malformed (bad_cursor).
func (s *Holds) Holds(ctx context.Context, a access.Account, state HoldState, cursor string, limit int) (list []Hold, next string, err error) {
	list, err = s.Store.HoldsBefore(ctx, a, state, cursor, limit+1)
	if err == nil && len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// HeldUsers lists who is in a hold, and what is withheld, in a stable order; next is "" at the end, and a page may hold fewer before that. fault.NotFound;
// fault.Malformed (bad_cursor).
func (s *Holds) HeldUsers(ctx context.Context, a access.Account, id, cursor string, limit int) (list []HeldUser, next string, err error) {
	if _, err := s.Hold(ctx, a, id); err != nil {
		return nil, "", err
	}
	list, next, err = s.Store.HeldUsers(ctx, a, id, cursor, limit)
	if err != nil || len(list) == 0 {
		return nil, next, err
	}
	ids := make([]string, len(list))
	for i, u := range list {
		ids[i] = u.User
	}
	names, err := s.People.UserNames(ctx, a, ids)
	for i := range list {
		list[i].UserName = names[list[i].User]
	}
	return list, next, err
}
