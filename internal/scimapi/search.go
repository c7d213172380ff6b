package scimapi

import (
	"slices"
	"strconv"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// searchAll is GET at the root, and POST /.search there (RFC 7644 sections 3.4.2.1 and 3.4.3): users, then groups, or both in one order. An
// attribute that a type does not have is one without a value.
func (a *api) searchAll(c *call) (reply, error) {
	req, err := c.list()
	if err != nil {
		return reply{}, err
	}
	users, err := req.bind(c.types.Users, "groups", c.types.Groups)
	if err != nil {
		return reply{}, err
	}
	groups, err := req.bind(c.types.Groups, "members", c.types.Users)
	if err != nil {
		return reply{}, err
	}
	users.query.Base, groups.query.Base = a.locations(&req), a.locations(&req)
	s := &search{a: a, c: c, users: users, groups: groups}
	switch {
	case users.query.Order != nil:
		return s.inOneOrder(req.byCursor())
	case req.byCursor():
		return s.byCursor(&req)
	}
	return s.byIndex()
}

// search is one request at the root, with a question for each type, and what was found.
type search struct {
	a      *api
	c      *call
	users  listing
	groups listing
	u      directory.List[directory.User]
	g      directory.List[directory.Group]
}

func (s *search) findUsers() (err error) {
	s.u, err = s.a.users.Users(s.c.ctx(), s.c.account(), s.users.query)
	return err
}

func (s *search) findGroups() (err error) {
	s.g, err = s.a.groups.Groups(s.c.ctx(), s.c.account(), s.groups.query)
	return err
}

// total is how many both types have, -1 where it is not known.
func (s *search) total() int {
	if s.u.Uncounted || s.g.Uncounted {
		return -1
	}
	return s.u.Total + s.g.Total
}

func (s *search) resources() []scim.Object {
	all := make([]scim.Object, 0, len(s.u.Items)+len(s.g.Items))
	for _, u := range s.u.Items {
		all = append(all, s.users.view.Apply(s.a.userObject(u)))
	}
	for _, g := range s.g.Items {
		all = append(all, s.groups.view.Apply(s.a.groupObject(g)))
	}
	return all
}

// byIndex counts through the users and goes on with the groups.
func (s *search) byIndex() (reply, error) {
	start := s.users.query.Start
	if err := s.findUsers(); err != nil {
		return reply{}, err
	}
	s.groups.query.Start = max(start-s.u.Total, 1)
	s.groups.query.Count -= len(s.u.Items)
	if err := s.findGroups(); err != nil {
		return reply{}, err
	}
	return page(s.total(), start, s.resources()), nil
}

// byCursor goes on among the users, and among the groups when there are no more of those.
func (s *search) byCursor(req *listRequest) (reply, error) {
	question := req.question("")
	cur, err := s.a.unseal(s.c, question, req.cursor)
	if err != nil {
		return reply{}, err
	}
	among, at := cur.Type == s.a.groupType.Name, cur.place()
	if among {
		s.users.query.Count, s.groups.query.After = 0, &at
	} else {
		s.users.query.After, s.groups.query.After = &at, &directory.Place{}
	}
	if err := s.findUsers(); err != nil {
		return reply{}, err
	}
	s.groups.query.Count -= len(s.u.Items)
	if s.u.More {
		s.groups.query.Count = 0
	}
	if err := s.findGroups(); err != nil {
		return reply{}, err
	}
	items, n := packed(s.resources())
	head := `"itemsPerPage":` + strconv.Itoa(n)
	if next, more := s.next(n); more && n > 0 {
		text, err := s.a.seal(s.c, question, next)
		if err != nil {
			return reply{}, err
		}
		head += `,"nextCursor":"` + text + `"`
	}
	return listReply(s.total(), head, items), nil
}

// next is where to go on after the first n resources of the page; more is false when that was all.
func (s *search) next(n int) (cur cursor, more bool) {
	users, groups := len(s.u.Items), s.a.groupType.Name
	switch {
	case n < users || n == users && s.u.More:
		return cursorTo("", directory.Behind(s.u, n)), true
	case n == users: // the groups begin with the next page
		return cursorTo(groups, directory.Place{}), s.g.Total > 0
	}
	return cursorTo(groups, directory.Behind(s.g, n-users)), s.g.More || n < users+len(s.g.Items)
}

// inOneOrder merges both types. It goes as far as the thousandth match: further on, each type has a search of its own.
func (s *search) inOneOrder(byCursor bool) (reply, error) {
	start, count := s.users.query.Start, s.users.query.Count
	switch {
	case byCursor:
		return reply{}, fault.New(fault.Invalid, scim.InvalidValue, "A search over all types takes sortBy or a cursor, not both. Search one type, or page by startIndex.")
	case count > 0 && start-1+count > maxCount:
		return reply{}, fault.New(fault.Scope, scim.TooMany, "A search over all types is sorted as far as match %d. Search one type for more.", maxCount)
	}
	for _, q := range []*directory.Query{&s.users.query, &s.groups.query} {
		q.Start = 1
		if count > 0 {
			q.Count = start - 1 + count
		}
	}
	if err := s.findUsers(); err != nil {
		return reply{}, err
	}
	if err := s.findGroups(); err != nil {
		return reply{}, err
	}
	merged := s.merged()
	from := min(start-1, len(merged))
	return page(s.total(), start, merged[from:min(from+count, len(merged))]), nil
}

// merged is what was found of both types, in the order of the request.
func (s *search) merged() []scim.Object {
	type ranked struct {
		key      schema.SortKey
		resource scim.Object
	}
	all := make([]ranked, 0, len(s.u.Items)+len(s.g.Items))
	for i, resource := range s.resources() {
		var key schema.SortKey
		if i < len(s.u.Items) {
			key = s.users.query.Order.Key(s.u.Items[i].Resource())
		} else {
			key = s.groups.query.Order.Key(s.g.Items[i-len(s.u.Items)].Resource())
		}
		all = append(all, ranked{key, resource})
	}
	slices.SortStableFunc(all, func(x, y ranked) int { return s.users.query.Order.Compare(x.key, y.key) })
	resources := make([]scim.Object, len(all))
	for i, r := range all {
		resources[i] = r.resource
	}
	return resources
}
