package directory

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// The most matches that a list is sorted with. The names that people sort by get as many as a filter may read.
const (
	maxSorted       = 1_000
	maxSortedByName = scanBudget
)

// ranked is what of a match is kept until all are known.
type ranked struct {
	id  string
	key schema.SortKey
}

// sorted answers a query with an order that the list does not have by itself: all matches are ranked, and the page alone is kept.
func sorted[T any](ctx context.Context, s *Service, a access.Account, q Query, c collection[T], candidates []string, known bool, out *List[T]) error {
	if err := s.sortable(ctx, a, q, c.kind, known); err != nil {
		return err
	}
	scan := newScan(q, c, out)
	scan.order = q.Order
	if err := scan.all(ctx, s, a, candidates, known); err != nil {
		return err
	}
	slices.SortFunc(scan.ranks, func(x, y ranked) int { return compareRanks(q.Order, x, y) })
	w := q.window()
	if q.After != nil {
		w.first = firstBehind(q.Order, scan.ranks, *q.After)
	}
	from := min(w.first, len(scan.ranks))
	page := scan.ranks[from:min(from+w.count, len(scan.ranks))]
	ids := make([]string, len(page))
	out.keys = make(map[string]string, len(page))
	for i, r := range page {
		ids[i] = r.id
		out.keys[r.id] = r.key.Text()
	}
	var err error
	out.Start, out.More = from+1, q.After != nil && w.count > 0 && from+len(page) < len(scan.ranks)
	out.Items, err = c.load(ids)
	return err
}

// sortable fails early where a list without a filter is too long to be sorted.
func (s *Service) sortable(ctx context.Context, a access.Account, q Query, k Kind, known bool) error {
	if q.Filter != nil || known {
		return nil
	}
	n, err := s.Store.Count(ctx, a, k)
	if err == nil && n > mostSorted(q.Order) {
		return errSort(q.Order)
	}
	return err
}

// rank keeps a match for later.
func (s *scan[T]) rank(facts scim.Object) error {
	id, _ := facts["id"].(string)
	s.ranks = append(s.ranks, ranked{id, s.order.Key(facts)})
	s.out.Total++
	if s.out.Total > mostSorted(s.order) {
		return errSort(s.order)
	}
	return nil
}

func mostSorted(o *schema.Order) int {
	switch o.By() {
	case "userName", "displayName", "id":
		return maxSortedByName
	}
	return maxSorted
}

func errSort(o *schema.Order) error {
	return fault.New(fault.Scope, scim.TooMany, "There are more than %d matches to sort. Narrow the filter, or leave out sortBy.", mostSorted(o))
}

// natural reports whether the query wants the order that the list has by itself.
func (q Query) natural(k Kind, known bool) bool {
	if q.Order == nil {
		return true
	}
	by := q.Order.By()
	natural := map[Kind]string{UserKind: "userName", GroupKind: "displayName"}[k]
	return !known && !q.Order.Descending && by == cmp.Or(natural, "id")
}

// Behind is the place of the nth item of a page, for the next page to go on behind. In a list that was sorted for the query its name is the sort key.
func Behind[T interface{ Place() Place }](l List[T], n int) Place {
	at := l.Items[n-1].Place()
	if l.keys != nil {
		at.Name = l.keys[at.ID]
	}
	return at
}

// firstBehind is how many of the ranked resources do not stand behind a place.
func firstBehind(o *schema.Order, ranks []ranked, at Place) int {
	key, ok := schema.ParseSortKey(at.Name)
	if at.ID == "" || !ok {
		return 0
	}
	n, _ := slices.BinarySearchFunc(ranks, ranked{at.ID, key}, func(x, y ranked) int {
		if compareRanks(o, x, y) <= 0 {
			return -1
		}
		return 1
	})
	return n
}

func compareRanks(o *schema.Order, x, y ranked) int {
	return cmp.Or(o.Compare(x.key, y.key), strings.Compare(x.id, y.id))
}
