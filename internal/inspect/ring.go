package inspect

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"usersync/internal/access"
)

// MaxRings is how many connections a Ring remembers requests of: the one that was quiet for longest makes room.
const MaxRings = 50

// Ring keeps the last requests of each connection in memory. Its zero value is ready; it is safe for concurrent use and never fails.
type Ring struct {
	mu    sync.Mutex
	turn  int
	rings map[string]*ring
}

// ring is the requests of one connection, newest last.
type ring struct {
	turn int // when it was last written
	list []Exchange
}

// Record keeps an exchange.
func (r *Ring) Record(_ context.Context, c Caller, e Exchange) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	name := ringName(c)
	if r.rings[name] == nil {
		r.makeRoom()
		r.rings[name] = &ring{}
	}
	r.turn++
	one := r.rings[name]
	one.turn = r.turn
	if len(one.list) == Kept {
		one.list = slices.Delete(one.list, 0, 1)
	}
	one.list = append(one.list, e)
	return nil
}

func (r *Ring) makeRoom() {
	if r.rings == nil {
		r.rings = map[string]*ring{}
	}
	if len(r.rings) < MaxRings {
		return
	}
	quiet := ""
	for name, one := range r.rings {
		if quiet == "" || one.turn < r.rings[quiet].turn {
			quiet = name
		}
	}
	delete(r.rings, quiet)
}

// Newest is the id of the last request of a connection, "" when none is known.
func (r *Ring) Newest(_ context.Context, c Caller) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	one := r.rings[ringName(c)]
	if one == nil {
		return "", nil
	}
	return one.list[len(one.list)-1].ID, nil
}

// Recent picks exchanges of a connection, newest first.
func (r *Ring) Recent(_ context.Context, c Caller, q Query) ([]Exchange, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	one := r.rings[ringName(c)]
	if one == nil {
		return nil, nil
	}
	list := slices.Clone(one.list)
	slices.Reverse(list)
	ids := make([]string, len(list))
	for i, e := range list {
		ids[i] = e.ID
	}
	from, to := q.Span(ids)
	list = slices.DeleteFunc(list[from:to], func(e Exchange) bool { return !q.Matches(e) })
	return list[:min(q.Limit, len(list))], nil
}

// Forget drops all exchanges of an account.
func (r *Ring) Forget(_ context.Context, a access.Account) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.DeleteFunc(r.rings, func(name string, _ *ring) bool { return strings.HasPrefix(name, a.ID()+" ") })
	return nil
}

func ringName(c Caller) string { return c.Account.ID() + " " + c.Connection }
