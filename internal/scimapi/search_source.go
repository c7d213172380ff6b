package scimapi

import (
	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// search is one request at the root, with a question for each type, and what was found.
type search struct {
	a       *api
	c       *call
	sources []*source
}

// source is the resources of one type, as a search over all types sees them.
type source struct {
	rt       *schema.ResourceType
	relation string // the attribute that costs extra reads
	listing  listing
	find     func(*listing, *finding) error
	found    finding
}

// finding is a page of the resources of one type.
type finding struct {
	total     int
	uncounted bool // the total is not known
	more      bool
	items     []scim.Object               // as the answer shows them
	facts     func(i int) scim.Object     // all that is known of one
	behind    func(n int) directory.Place // of the first n
}

// sources are the resource types in the order in which a search goes through them.
func (a *api) sources(c *call) []*source {
	all := []*source{
		{rt: c.types.Users, relation: "groups", find: finder(a.userObject, func(q directory.Query) (directory.List[directory.User], error) {
			return a.users.Users(c.ctx(), c.account(), q)
		})},
		{rt: c.types.Groups, relation: "members", find: finder(a.groupObject, func(q directory.Query) (directory.List[directory.Group], error) {
			return a.groups.Groups(c.ctx(), c.account(), q)
		})},
	}
	for _, rt := range a.own {
		t := &custom{a, rt}
		all = append(all, &source{rt: rt, find: finder(t.object, func(q directory.Query) (directory.List[directory.Resource], error) {
			return a.customs.Resources(c.ctx(), c.account(), rt, q)
		})})
	}
	return all
}

// resource is a resource of any type.
type resource interface {
	listed
	Resource() scim.Object
}

// finder makes a source's find of what lists its resources and what shows one.
func finder[T resource](object func(T) scim.Object, list func(directory.Query) (directory.List[T], error)) func(*listing, *finding) error {
	return func(req *listing, f *finding) error {
		found, err := list(req.query)
		if err != nil {
			return err
		}
		*f = finding{total: found.Total, uncounted: found.Uncounted, more: found.More}
		for _, item := range found.Items {
			f.items = append(f.items, req.view.Apply(object(item)))
		}
		f.facts = func(i int) scim.Object { return found.Items[i].Resource() }
		f.behind = func(n int) directory.Place { return directory.Behind(found, n) }
		return nil
	}
}

// total is how many resources of all types match, -1 where it is not known.
func (s *search) total() int {
	total := 0
	for _, kind := range s.sources {
		if kind.found.uncounted {
			return -1
		}
		total += kind.found.total
	}
	return total
}

// resources are those of the page, as the answer shows them.
func (s *search) resources() []scim.Object {
	var all []scim.Object
	for _, kind := range s.sources {
		all = append(all, kind.found.items...)
	}
	return all
}
