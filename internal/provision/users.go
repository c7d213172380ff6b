package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// AccountUsers reads account users.
type AccountUsers interface {
	// ReadAccountUsers reads those of the ids that have an account user, in the order of the ids, without WaitPosition, Pending and Marks; nobody who was erased. Strong.
	ReadAccountUsers(ctx context.Context, a access.Account, ids []string) ([]AccountUser, error)
	// Said reads what is said of a user by hand, and whether the person was erased. Strong.
	Said(ctx context.Context, a access.Account, id string) (Said, error)
	// AccountUserIDs lists up to limit account users by folded userName and id, behind the position after ("" is the beginning); only those of
	// one userName (folded) unless it is "". Fewer than limit are the last. Eventually consistent. fault.Malformed (bad_cursor) for a position that is none.
	AccountUserIDs(ctx context.Context, a access.Account, userName, after string, limit int) ([]Place, error)
}

// Said is what is said of a user beside the outcome.
type Said struct {
	Fence  Fence
	Marks  map[MarkKind]Mark
	Erased time.Time // zero: the person was not
}

// Place is an account user in the list of them.
type Place struct {
	User string
	At   string // the position behind it, as URL-safe text
}

// UserReader shows account users. Its fields must be set; it is safe for concurrent use.
type UserReader struct {
	Users    AccountUsers
	Policies Policies
	Seats    Seats
}

// How many users are read together to find the few that are asked for, and how many one page may look at.
const (
	searchStep = 200
	maxLooked  = 5_000
)

// AccountUser reads one account user; of somebody who was erased that and when. fault.NotFound when no rule ever matched the directory user of this id.
func (r *UserReader) AccountUser(ctx context.Context, a access.Account, id string) (AccountUser, error) {
	users, err := r.Users.ReadAccountUsers(ctx, a, []string{id})
	if err != nil {
		return AccountUser{}, err
	}
	said, err := r.Users.Said(ctx, a, id)
	switch {
	case err != nil:
		return AccountUser{}, err
	case !said.Erased.IsZero():
		nobody := plan.Outcome{State: plan.Erased, Role: plan.Assigned[rule.Role]{Value: rule.Role{Kind: rule.Member}, Source: rule.FromDefault}}
		return AccountUser{ID: id, Gone: true, Fence: said.Fence, Erased: said.Erased, Outcome: nobody}, nil
	case len(users) == 0:
		return AccountUser{}, fault.New(fault.NotFound, "user_not_found", "There is no account user of this id: there is no such directory user, or no rule ever matched them.")
	}
	users[0].Marks = said.Marks
	return users[0], r.complete(ctx, a, users)
}

// AccountUsers lists account users by userName; next is "" at the end. fault.Malformed (bad_cursor).
func (r *UserReader) AccountUsers(ctx context.Context, a access.Account, q UserQuery) (users []AccountUser, next string, err error) {
	step := q.Limit + 1 // one more says whether there is a next page
	if q.searches() {
		step = max(step, searchStep)
	}
	p := page{at: q.Cursor}
	for looked := 0; !p.end && len(p.users) <= q.Limit && looked < maxLooked; looked += step {
		if err := r.read(ctx, a, q, &p, min(step, maxLooked-looked)); err != nil {
			return nil, "", err
		}
	}
	users, next = p.cut(q.Limit)
	if q.UserName != "" { // a name that was given again: whoever has it now comes first
		slices.SortStableFunc(users, func(x, y AccountUser) int { return boolOrder(x.Gone, y.Gone) })
	}
	return users, next, r.complete(ctx, a, users)
}

func boolOrder(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	default:
		return 1
	}
}

// page is a page of account users as it fills.
type page struct {
	users []AccountUser
	ats   []string // the position behind each of them
	at    string   // the position behind all that was looked at
	end   bool     // there is nothing behind it
}

// cut keeps at most limit users and says where the next page begins: "" when there is none.
func (p page) cut(limit int) ([]AccountUser, string) {
	switch {
	case len(p.users) > limit:
		return p.users[:limit], p.ats[limit-1]
	case p.end:
		return p.users, ""
	default:
		return p.users, p.at
	}
}

// read looks at the next step of the list and adds those whom the query admits.
func (r *UserReader) read(ctx context.Context, a access.Account, q UserQuery, p *page, step int) error {
	places, err := r.Users.AccountUserIDs(ctx, a, q.UserName, p.at, step)
	if err != nil {
		return err
	}
	p.end = len(places) < step
	ids, behind := make([]string, len(places)), map[string]string{}
	for i, place := range places {
		ids[i], behind[place.User], p.at = place.User, place.At, place.At
	}
	users, err := r.Users.ReadAccountUsers(ctx, a, ids)
	for _, u := range users {
		if q.admits(u) {
			p.users, p.ats = append(p.users, u), append(p.ats, behind[u.ID])
		}
	}
	return err
}

// complete adds what depends on others: the live policy and the waiting lines.
func (r *UserReader) complete(ctx context.Context, a access.Account, users []AccountUser) error {
	if len(users) == 0 {
		return nil
	}
	version, err := r.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	lines := lineCache{reader: r, account: a, version: version, places: map[string]map[string]int{}}
	for i := range users {
		u := &users[i]
		u.Pending = u.outdated(version)
		if u.WaitPosition, err = lines.positions(ctx, *u); err != nil {
			return err
		}
	}
	return nil
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
	line, err := ReadLine(ctx, l.reader.Seats, l.account, l.policy, product)
	if err != nil {
		return nil, err
	}
	places := make(map[string]int, len(line))
	for i, w := range line {
		places[w.User] = i + 1
	}
	l.places[product] = places
	return places, nil
}
