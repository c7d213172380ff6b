package provision

import (
	"cmp"
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/rule"
	"usersync/internal/scim"
)

// AccountUsers reads account users.
type AccountUsers interface {
	// ReadAccountUsers reads those of the ids that have an account user, in the order of the ids, without WaitPosition and Pending. Strong.
	ReadAccountUsers(ctx context.Context, a access.Account, ids []string) ([]AccountUser, error)
	// AccountUserIDs lists up to limit ids by folded userName and id, behind the position after; only names that begin with prefix (folded). next
	// is "" at the end. Eventually consistent. fault.Malformed (bad_cursor) for a position that is none.
	AccountUserIDs(ctx context.Context, a access.Account, prefix, after string, limit int) (ids []string, next string, err error)
}

// UserReader shows account users. Its fields must be set; it is safe for concurrent use.
type UserReader struct {
	Users    AccountUsers
	Policies Policies
	Seats    Seats
}

// maxLine is how far a waiting line is read to say who stands where; behind that no position is given.
const maxLine = 10000

// AccountUser reads one account user. fault.NotFound when no rule ever matched the directory user of this id.
func (r *UserReader) AccountUser(ctx context.Context, a access.Account, id string) (AccountUser, error) {
	users, err := r.read(ctx, a, []string{id})
	if err != nil {
		return AccountUser{}, err
	}
	if len(users) == 0 {
		return AccountUser{}, fault.New(fault.NotFound, "user_not_found", "There is no account user of this id: there is no such directory user, or no rule ever matched them.")
	}
	return users[0], nil
}

// AccountUsers lists account users by userName; next is "" at the end.
func (r *UserReader) AccountUsers(ctx context.Context, a access.Account, q UserQuery) (users []AccountUser, next string, err error) {
	at := q.Cursor
	for {
		ids, behind, err := r.Users.AccountUserIDs(ctx, a, q.UserName, at, q.Limit-len(users))
		if err != nil {
			return nil, "", err
		}
		page, err := r.read(ctx, a, ids)
		if err != nil {
			return nil, "", err
		}
		for _, u := range page {
			if q.admits(u) {
				users = append(users, u)
			}
		}
		if at = behind; at == "" || len(users) >= q.Limit {
			return users, at, nil
		}
	}
}

func (q UserQuery) admits(u AccountUser) bool {
	return (q.State == plan.Nothing || u.Outcome.State == q.State) && (q.UserName == "" || scim.Fold(u.Outcome.UserName) == scim.Fold(q.UserName))
}

// read reads users and adds what depends on others: the live policy and the waiting lines.
func (r *UserReader) read(ctx context.Context, a access.Account, ids []string) ([]AccountUser, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	users, err := r.Users.ReadAccountUsers(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	version, err := r.Policies.LiveVersion(ctx, a)
	if err != nil {
		return nil, err
	}
	lines := lineCache{reader: r, account: a, version: version, places: map[string]map[string]int{}}
	for i := range users {
		u := &users[i]
		u.Pending = !u.Fence.Current(version)
		if u.WaitPosition, err = lines.positions(ctx, *u); err != nil {
			return nil, err
		}
	}
	return users, nil
}

// lineCache reads each waiting line at most once.
type lineCache struct {
	reader  *UserReader
	account access.Account
	version int64
	policy  *rule.Policy
	places  map[string]map[string]int // product -> user -> position from 1
}

func (l *lineCache) positions(ctx context.Context, u AccountUser) (map[string]int, error) {
	var positions map[string]int
	for _, p := range u.Outcome.Products {
		if p.State != plan.Waiting {
			continue
		}
		line, err := l.line(ctx, p.Key)
		if err != nil {
			return nil, err
		}
		if place := line[u.ID]; place > 0 {
			if positions == nil {
				positions = map[string]int{}
			}
			positions[p.Key] = place
		}
	}
	return positions, nil
}

func (l *lineCache) line(ctx context.Context, product string) (map[string]int, error) {
	if places, ok := l.places[product]; ok {
		return places, nil
	}
	if l.policy == nil {
		policy, err := l.reader.Policies.Policy(ctx, l.account, l.version)
		if err != nil {
			return nil, err
		}
		l.policy = policy
	}
	heads, err := l.reader.Seats.LineHeads(ctx, l.account, product)
	if err != nil {
		return nil, err
	}
	places := map[string]int{}
	for _, head := range byStrength(l.policy, heads) {
		waiters, err := l.reader.Seats.Waiters(ctx, l.account, product, head.Rule, maxLine-len(places))
		if err != nil {
			return nil, err
		}
		for _, w := range waiters {
			places[w.User] = len(places) + 1
		}
		if len(places) >= maxLine {
			break
		}
	}
	l.places[product] = places
	return places, nil
}

// byStrength puts the heads of a line in the order in which they are served.
func byStrength(p *rule.Policy, heads []Waiter) []Waiter {
	rank := map[string]int{"": -1}
	for i, r := range p.Rules {
		rank[r.ID] = i
	}
	place := func(w Waiter) int {
		if n, ok := rank[w.Rule]; ok {
			return n
		}
		return len(p.Rules)
	}
	sorted := slices.Clone(heads)
	slices.SortStableFunc(sorted, func(x, y Waiter) int { return cmp.Compare(place(x), place(y)) })
	return sorted
}
