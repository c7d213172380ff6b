package directory

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// Query is a list request.
type Query struct {
	Filter *filter.Filter // nil: all
	Start  int            // 1-based; below 1 counts as 1
	Count  int            // 0: only the total
	After  *Place         // not nil: the first Count resources behind this place, and Start means nothing
	Order  *schema.Order  // nil: by userName or displayName, or what costs least
	// Base is what locations begin with: "https://sync.example.com/scim/v2". Without it Filter and Order see none.
	Base string
	// Relations says whether the items shall carry their groups or members.
	Relations bool
}

// scanBudget is how many keys a filter may read: resources, and relations where it looks at them.
const scanBudget = 20_000

// scanStep is how many resources a scan reads at once.
const scanStep = 100

// window is the part of a result that a query asks for.
type window struct{ first, count int }

func (q Query) window() window { return window{max(q.Start, 1) - 1, max(q.Count, 0)} }

func (w window) holds(i int) bool { return i >= w.first && i < w.first+w.count }

// end is how many results it takes to fill the window.
func (w window) end() int {
	if w.count == 0 {
		return 0
	}
	return w.first + w.count
}

// collection is one kind of resource, as a search sees it.
type collection[T any] struct {
	kind   Kind
	prefix string // of the folded names that can match; "" for all
	place  func(item T) Place
	load   func(ids []string) ([]T, error)                  // in the order of the ids, without relations; missing ones left out
	facts  func(item T, spent *budget) (scim.Object, error) // all that the filter looks at
	relate func(items []T) error                            // fills in the relations
}

// list answers a query. candidates, when known, are the only ones that can match.
func list[T any](ctx context.Context, s *Service, a access.Account, q Query, c collection[T], candidates []string, known bool) (List[T], error) {
	out := List[T]{Start: max(q.Start, 1)}
	var err error
	switch {
	case !q.natural(c.kind, known):
		err = sorted(ctx, s, a, q, c, candidates, known, &out)
	case q.Filter == nil:
		err = everything(ctx, s, a, q, c, &out)
	default:
		err = newScan(q, c, &out).all(ctx, s, a, candidates, known)
	}
	return finished(q, c, out, err)
}

// finished cuts a page that goes on to its length, and adds the relations where they are asked for.
func finished[T any](q Query, c collection[T], out List[T], err error) (List[T], error) {
	if q.After != nil && len(out.Items) > q.Count {
		out.Items, out.More = out.Items[:q.Count], true
	}
	if err == nil && q.Relations {
		err = c.relate(out.Items)
	}
	if err != nil {
		return List[T]{}, err
	}
	return out, nil
}

// everything is a list without a filter: the total is counted, not read.
func everything[T any](ctx context.Context, s *Service, a access.Account, q Query, c collection[T], out *List[T]) error {
	var err error
	if out.Total, err = s.Store.Count(ctx, a, c.kind); err != nil || q.window().count == 0 {
		return err
	}
	if q.After != nil {
		return following(ctx, s, a, q, c, out)
	}
	var page []string
	seen, w := 0, q.window()
	err = s.Store.Walk(ctx, a, c.kind, Range{}, w.end(), func(ids []string) (bool, error) {
		for _, id := range ids {
			if w.holds(seen) {
				page = append(page, id)
			}
			seen++
		}
		return seen < w.end(), nil
	})
	if err != nil {
		return err
	}
	out.Items, err = c.load(page)
	return err
}

// following takes what stands behind a place, and one more: whether there is one is all that anybody wants to know of it.
func following[T any](ctx context.Context, s *Service, a access.Account, q Query, c collection[T], out *List[T]) error {
	wanted := q.Count + 1
	return s.Store.Walk(ctx, a, c.kind, Range{After: *q.After}, wanted, func(ids []string) (bool, error) {
		items, err := c.load(ids)
		out.Items = append(out.Items, items...)
		return len(out.Items) < wanted, err
	})
}

// scan matches resources against a filter and keeps those in the window.
type scan[T any] struct {
	filter *filter.Filter
	window window
	after  *Place
	byID   bool   // the order is that of the ids
	base   string // of locations; "": nobody asks for them
	c      collection[T]
	spent  *budget
	order  *schema.Order // not nil: matches are ranked, not kept
	ranks  []ranked
	out    *List[T]
}

func newScan[T any](q Query, c collection[T], out *List[T]) *scan[T] {
	return &scan[T]{filter: q.Filter, window: q.window(), after: q.After, base: q.Base, c: c, spent: &budget{left: scanBudget}, out: out}
}

// all visits the candidates where they are known, else the whole list.
func (s *scan[T]) all(ctx context.Context, service *Service, a access.Account, candidates []string, known bool) error {
	if known {
		s.byID = true
		return s.visit(slices.Sorted(slices.Values(candidates)))
	}
	return service.Store.Walk(ctx, a, s.c.kind, Range{Prefix: s.c.prefix}, scanBudget, func(ids []string) (bool, error) {
		return true, s.visit(ids)
	})
}

func (s *scan[T]) visit(ids []string) error {
	for len(ids) > 0 {
		n := min(scanStep, len(ids))
		if err := s.step(ids[:n]); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func (s *scan[T]) step(ids []string) error {
	if err := s.spent.spend(len(ids)); err != nil {
		return err
	}
	items, err := s.c.load(ids)
	if err != nil {
		return err
	}
	for _, item := range items {
		facts, err := s.c.facts(item, s.spent)
		if err != nil {
			return err
		}
		if s.base != "" {
			facts = locate(facts, s.base)
		}
		if s.filter != nil && !s.filter.Match(facts) {
			continue
		}
		if s.order != nil {
			if err := s.rank(facts); err != nil {
				return err
			}
			continue
		}
		if s.holds(item) {
			s.out.Items = append(s.out.Items, item)
		}
		s.out.Total++
	}
	return nil
}

// holds reports whether the next match belongs to the page. A page behind a place takes one more, as in following.
func (s *scan[T]) holds(item T) bool {
	if s.after == nil {
		return s.window.holds(s.out.Total)
	}
	return s.window.count > 0 && len(s.out.Items) <= s.window.count && s.c.place(item).behind(*s.after, s.byID)
}

// budget bounds what one search reads.
type budget struct{ left int }

func (b *budget) spend(keys int) error {
	if b.left -= keys; b.left < 0 {
		return fault.New(fault.Scope, scim.TooMany, "The filter would have to read more than 20,000 entries. "+
			"Narrow it: ask for an id, a userName, an externalId, an e-mail address or a displayName with eq, joined by and.")
	}
	return nil
}
