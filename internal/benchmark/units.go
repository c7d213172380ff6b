package main

import (
	"context"

	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/table"
)

// usage is what a use case costs on DynamoDB, as the engine meters it.
type usage struct {
	Read, Write float64
	Calls       int // one after the other
}

// useCase is a use case with the most that it may cost.
type useCase struct {
	name  string
	goal  usage // Calls 0: any number
	free  bool  // reads are not limited
	spent usage
	do    func(ctx context.Context, s *scene) error
}

// reached reports whether the use case costs no more than its goal.
func (u useCase) reached() bool {
	return (u.free || u.spent.Read <= u.goal.Read) && u.spent.Write <= u.goal.Write && (u.goal.Calls == 0 || u.spent.Calls <= u.goal.Calls)
}

// scene is what a use case finds: people, of whom the first is in one group, which has 1,000 members more.
type scene struct {
	*office
	ids   []string
	group string
}

const (
	crowd = 1000
	extra = 200 // people in no group
)

func newScene(ctx context.Context) (*scene, error) {
	s := &scene{office: newOffice()}
	var err error
	if s.ids, err = s.people(ctx, crowd+extra); err != nil {
		return nil, err
	}
	s.group, err = s.office.group(ctx, s.ids[:crowd])
	return s, err
}

// newcomer is somebody in no group.
func (s *scene) newcomer() string { return s.ids[crowd] }

// useCases are the lines of the goal for request units. What audit and event will cost is not in them, as neither is there yet.
func useCases() []useCase {
	return []useCase{
		{name: "create a user with externalId and e-mail", free: true, goal: usage{0, 10 + 2 + 2, 0}, do: func(ctx context.Context, s *scene) error {
			_, err := s.CreateUser(ctx, s.who, person("bob"))
			return err
		}},
		{name: "filter by userName: hit", goal: usage{2, 0, 2}, do: byUserName("person000000@example.com")},
		{name: "filter by userName: miss", goal: usage{1, 0, 1}, do: byUserName("nobody@example.com")},
		{name: "get a user, without groups", goal: usage{1, 0, 1}, do: func(ctx context.Context, s *scene) error {
			_, err := s.User(ctx, s.who.Account, s.ids[0], false)
			return err
		}},
		{name: "PATCH a user", goal: usage{2, 8, 3}, do: func(ctx context.Context, s *scene) error {
			_, err := s.PatchUser(ctx, s.who, s.ids[0], set("title", "Director"), 0)
			return err
		}},
		{name: "PATCH a user to what it is", goal: usage{2, 0, 3}, do: func(ctx context.Context, s *scene) error {
			_, err := s.PatchUser(ctx, s.who, s.ids[0], set("active", true), 0)
			return err
		}},
		{name: "PUT a user as it is", goal: usage{2, 0, 3}, do: func(ctx context.Context, s *scene) error {
			_, err := s.ReplaceUser(ctx, s.who, s.ids[0], person("person000000"), 0)
			return err
		}},
		{name: "add one member to a group of 1,000", free: true, goal: usage{0, 7 + 6, 0}, do: func(ctx context.Context, s *scene) error {
			_, err := s.PatchGroup(ctx, s.who, s.group, members(patch.Add, s.newcomer()), 0)
			return err
		}},
		{name: "remove one member from a group of 1,000", free: true, goal: usage{0, 7 + 6, 0}, do: func(ctx context.Context, s *scene) error {
			_, err := s.PatchGroup(ctx, s.who, s.group, members(patch.Remove, s.ids[0]), 0)
			return err
		}},
		{name: "add 100 members to a group of 1,000", free: true, goal: usage{0, 100*7 + 6, 5}, do: func(ctx context.Context, s *scene) error {
			_, err := s.PatchGroup(ctx, s.who, s.group, members(patch.Add, s.ids[crowd:crowd+100]...), 0)
			return err
		}},
		{name: "page of 100 users, without groups", goal: usage{60, 0, 6}, do: func(ctx context.Context, s *scene) error {
			_, err := s.Users(ctx, s.who.Account, directory.Query{Start: 1, Count: 100})
			return err
		}},
	}
}

func byUserName(name string) func(ctx context.Context, s *scene) error {
	return func(ctx context.Context, s *scene) error {
		f, err := filter.Compile(filter.Compare{Attr: "userName", Op: filter.Eq, Value: name}, schema.Users())
		if err != nil {
			return err
		}
		_, err = s.Users(ctx, s.who.Account, directory.Query{Filter: f, Count: 10})
		return err
	}
}

// set is an operation that gives an attribute a value.
func set(attribute string, value any) []patch.Op {
	return []patch.Op{{Kind: patch.Replace, Value: scim.Object{attribute: value}, HasValue: true}}
}

// measureUnits carries out every use case in a fresh scene.
func measureUnits(ctx context.Context) ([]useCase, error) {
	all := useCases()
	for i := range all {
		s, err := newScene(ctx)
		if err != nil {
			return nil, err
		}
		var meter table.Meter
		if err := all[i].do(table.WithMeter(ctx, &meter), s); err != nil {
			return nil, err
		}
		used := meter.Usage()
		all[i].spent = usage{used.Read, used.Write, used.Calls}
	}
	return all, nil
}
