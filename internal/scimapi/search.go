package scimapi

import (
	"slices"
	"strconv"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// searchAll is GET at the root, and POST /.search there (RFC 7644 sections 3.4.2.1 and 3.4.3): users, then groups, then the resources of further types, or all of them in
// one order. An attribute that a type does not have is one without a value.
func (a *api) searchAll(c *call) (reply, error) {
	req, err := c.list()
	if err != nil {
		return reply{}, err
	}
	s := &search{a: a, c: c}
	for _, kind := range a.sources(c) {
		others := slices.DeleteFunc(a.types(c), func(rt *schema.ResourceType) bool { return rt == kind.rt })
		if kind.listing, err = req.bind(kind.rt, kind.relation, others...); err != nil {
			return reply{}, err
		}
		kind.listing.query.Base = a.locations(&req)
		s.sources = append(s.sources, kind)
	}
	switch {
	case s.sources[0].listing.query.Order != nil:
		return s.inOneOrder(req.byCursor())
	case req.byCursor():
		return s.byCursor(&req)
	}
	return s.byIndex()
}

// byIndex counts through the types, one behind the other.
func (s *search) byIndex() (reply, error) {
	start := s.sources[0].listing.query.Start
	before, left := 0, s.sources[0].listing.query.Count
	for _, kind := range s.sources {
		kind.listing.query.Start, kind.listing.query.Count = max(start-before, 1), left
		if err := kind.find(&kind.listing, &kind.found); err != nil {
			return reply{}, err
		}
		before, left = before+kind.found.total, left-len(kind.found.items)
	}
	return page(s.total(), start, s.resources()), nil
}

// byCursor goes on among the resources of one type, and among the next when there are no more of those.
func (s *search) byCursor(req *listRequest) (reply, error) {
	question := req.question("")
	cur, err := s.a.unseal(s.c, question, req.cursor)
	if err != nil {
		return reply{}, err
	}
	at := 0
	if cur.Type != "" {
		if at = slices.IndexFunc(s.sources, func(kind *source) bool { return kind.rt.Name == cur.Type }); at < 0 {
			return reply{}, errCursor
		}
	}
	if err := s.findFrom(at, cur.place()); err != nil {
		return reply{}, err
	}
	items, n := packed(s.resources())
	head := `"itemsPerPage":` + strconv.Itoa(n)
	if next, more := s.next(at, n); more && n > 0 {
		text, err := s.a.seal(s.c, question, next)
		if err != nil {
			return reply{}, err
		}
		head += `,"nextCursor":"` + text + `"`
	}
	return listReply(s.total(), head, items), nil
}

// findFrom fills a page from a place among the resources of the type at a number. The types before it are only counted.
func (s *search) findFrom(at int, place directory.Place) error {
	left := s.sources[0].listing.query.Count
	for i, kind := range s.sources {
		q := &kind.listing.query
		switch {
		case i < at:
			q.Count = 0
		case i == at:
			q.Count, q.After = left, &place
		default:
			q.Count, q.After = left, &directory.Place{}
		}
		if err := kind.find(&kind.listing, &kind.found); err != nil {
			return err
		}
		if left -= len(kind.found.items); kind.found.more {
			left = 0
		}
	}
	return nil
}

// next is where to go on after the first n resources of a page that began in the type at a number; more is false when that was all.
func (s *search) next(at, n int) (cur cursor, more bool) {
	for i, kind := range s.sources[at:] {
		name, have := kind.rt.Name, len(kind.found.items)
		if at+i == 0 {
			name = ""
		}
		switch {
		case n > 0 && (n < have || n == have && kind.found.more):
			return cursorTo(name, kind.found.behind(n)), true
		case n == 0 && i > 0 && (kind.found.total > 0 || kind.found.uncounted): // it begins with the next page
			return cursorTo(name, directory.Place{}), true
		}
		n = max(n-have, 0)
	}
	return cursor{}, false
}

// inOneOrder merges all types. It goes as far as the thousandth match: further on, each type has a search of its own.
func (s *search) inOneOrder(byCursor bool) (reply, error) {
	start, count := s.sources[0].listing.query.Start, s.sources[0].listing.query.Count
	switch {
	case byCursor:
		return reply{}, fault.New(fault.Invalid, scim.InvalidValue, "A search over all types takes sortBy or a cursor, not both. Search one type, or page by startIndex.")
	case count > 0 && start-1+count > maxCount:
		return reply{}, fault.New(fault.Scope, scim.TooMany, "A search over all types is sorted as far as match %d. Search one type for more.", maxCount)
	}
	for _, kind := range s.sources {
		q := &kind.listing.query
		q.Start = 1
		if count > 0 {
			q.Count = start - 1 + count
		}
		if err := kind.find(&kind.listing, &kind.found); err != nil {
			return reply{}, err
		}
	}
	merged := s.merged()
	from := min(start-1, len(merged))
	return page(s.total(), start, merged[from:min(from+count, len(merged))]), nil
}

// merged is what was found of all types, in the order of the request.
func (s *search) merged() []scim.Object {
	type ranked struct {
		key      schema.SortKey
		resource scim.Object
	}
	var all []ranked
	for _, kind := range s.sources {
		for i, item := range kind.found.items {
			all = append(all, ranked{kind.listing.query.Order.Key(kind.found.facts(i)), item})
		}
	}
	order := s.sources[0].listing.query.Order
	slices.SortStableFunc(all, func(x, y ranked) int { return order.Compare(x.key, y.key) })
	resources := make([]scim.Object, len(all))
	for i, r := range all {
		resources[i] = r.resource
	}
	return resources
}
