package directory

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
)

// membersBehind finds the group whose members a query pages through by cursor, in their own order.
func (q Query) membersBehind() (group string, ok bool) {
	if q.After == nil || q.Count <= 0 || q.Order != nil {
		return "", false
	}
	if group, ok = equals(q.Filter, "groups.value"); !ok {
		return "", false
	}
	_, byName := equals(q.Filter, "id", "userName", "externalId", "emails.value")
	return group, !byName
}

// usersIn pages through the users of a group that may not exist, by their ids. What stands on other pages is not read, so the
// total is known only when the first page is the last.
func (s *Service) usersIn(ctx context.Context, a access.Account, q Query, group string) (List[User], error) {
	out := List[User]{Start: 1}
	c := s.userCollection(ctx, a, q.Filter)
	scan := newScan(q, c, &out)
	scan.byID = true
	if _, all := q.Filter.Expr().(filter.Compare); all {
		scan.filter = nil // whoever is a member matches
		scan.c.facts = func(User, *budget) (scim.Object, error) { return nil, nil }
	}
	var err error
	if isID(group) {
		err = s.walkMembers(ctx, a, group, q.After.ID, q.Count+1, func(list []met) (bool, error) {
			err := scan.visit(idsOf(list, false))
			return len(out.Items) <= q.Count, err
		})
	}
	out.Uncounted = q.After.ID != "" || len(out.Items) > q.Count
	return finished(q, c, out, err)
}
