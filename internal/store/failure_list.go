package store

import (
	"context"
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.FailureList = (*Store)(nil)

// failureList is the index partition of the users with a failure, by the time at which they got it.
func failureList(a access.Account, code string) string { return listShard(a, "F#"+code, 0) }

func failurePlace(since, user string) string { return since + "#" + user }

// CountFailing implements provision.FailureList: one query of the index, and another for the last one where there are more than are counted.
func (s *Store) CountFailing(ctx context.Context, a access.Account, code string, most int) (provision.Failure, error) {
	q := table.Query{Index: true, P: failureList(a, code), Limit: most + 1}
	page, err := s.query(ctx, a, q)
	n := len(page.Items)
	if err != nil || n == 0 {
		return provision.Failure{}, err
	}
	last := page.Items[n-1]
	if !page.Next.IsZero() {
		q.Desc, q.Limit = true, 1
		end, err := s.query(ctx, a, q)
		if err != nil {
			return provision.Failure{}, err
		}
		if len(end.Items) > 0 {
			last = end.Items[0]
		}
	}
	return provision.Failure{
		Code: code, Users: min(n, most), More: n > most || !page.Next.IsZero(),
		FirstSeen: decodeFailed(page.Items[0]).Since, LastSeen: decodeFailed(last).Since,
	}, nil
}

func decodeFailed(item table.Item) provision.FailedUser {
	since, _, _ := strings.Cut(item.Attrs[table.G1S].Str(), "#")
	return provision.FailedUser{User: item.Key.S, Since: parseStamp(since)}
}

// Failing implements provision.FailureList. A position is where somebody stands in the index.
func (s *Store) Failing(ctx context.Context, a access.Account, code, after string, limit int) ([]provision.FailedUser, string, error) {
	if since, user, ok := strings.Cut(after, "#"); after != "" && (!ok || !isID(user) || stamp(parseStamp(since)) != since) {
		return nil, "", errBadCursor()
	}
	page, err := s.query(ctx, a, table.Query{Index: true, P: failureList(a, code), From: after, Limit: limit + 2}) // From is inclusive
	if err != nil {
		return nil, "", err
	}
	var list []provision.FailedUser
	next := ""
	for _, item := range page.Items {
		at := item.Attrs[table.G1S].Str()
		if at == after {
			continue
		}
		if len(list) == limit {
			return list, next, nil
		}
		list, next = append(list, decodeFailed(item)), at
	}
	if page.Next.IsZero() {
		next = ""
	}
	return list, next, nil
}

// Problems implements provision.FailureList.
func (s *Store) Problems(ctx context.Context, a access.Account, users []string) (map[string]provision.UserProblems, error) {
	outcomes, err := s.itemsOf(ctx, a, users, func(id string) table.Key { return userKey(a, id, sortOutcome) })
	if err != nil {
		return nil, err
	}
	found := make(map[string]provision.UserProblems, len(outcomes))
	for id, attrs := range outcomes {
		o, err := decodeOutcome(attrs)
		if err != nil {
			return nil, err
		}
		found[id] = provision.UserProblems{UserName: o.UserName, Problems: o.Problems}
	}
	return found, nil
}
