package main

import (
	"context"
	"fmt"
	"slices"

	"usersync/internal/scim/patch"
)

// changes is how many memberships a round adds and removes in each group.
const changes = 500

// groups is groups of several sizes in the store, and people who are in none of them.
type groups struct {
	office *office
	bySize map[int]string // ids
	others []string
}

func newGroups(ctx context.Context, sizes []int) (*groups, error) {
	g := &groups{office: newOffice(), bySize: map[int]string{}}
	most := slices.Max(sizes)
	ids, err := g.office.people(ctx, most+changes)
	if err != nil {
		return nil, err
	}
	g.others = ids[most:]
	for _, size := range sizes {
		if g.bySize[size], err = g.office.group(ctx, ids[:size]); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// measure adds members to each group one by one, and removes them again: a PATCH each, stored with all that belongs to it.
func (g *groups) measure(ctx context.Context, r results) error {
	for size, id := range g.bySize {
		for _, step := range []struct {
			name string
			kind patch.Kind
		}{{"member-add", patch.Add}, {"member-remove", patch.Remove}} {
			began := cpu()
			for _, user := range g.others {
				if _, err := g.office.PatchGroup(ctx, g.office.who, id, members(step.kind, user), 0); err != nil {
					return err
				}
			}
			r.add(ours, fmt.Sprintf("%s/%d", step.name, size), (cpu()-began)/float64(len(g.others)))
		}
	}
	return nil
}
