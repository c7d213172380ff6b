package directory

import (
	"maps"
	"slices"
)

const (
	// MaxNested is how many groups may become members of a group in one request, and of how many groups one may be a member: what fits into
	// one transaction.
	MaxNested = 50
	// MaxNestings is how many memberships of groups in groups an account may have: every resolve reads them.
	MaxNestings = 1000
)

// Nesting is which groups of an account are members of which, as one document: it is read whole, and whoever changes it does so under its
// version. Circles are allowed; nothing here goes round them. A Nesting is never written to.
type Nesting struct {
	Version int64               // counts changes; 0: there never was one
	Members map[string][]string // by group: the groups that are its members, in order; never empty
}

// Above is the groups that the given ones are in by way of other groups, in order, without those given.
func (n Nesting) Above(groups []string) []string {
	parents := map[string][]string{}
	for parent, members := range n.Members {
		for _, m := range members {
			parents[m] = append(parents[m], parent)
		}
	}
	return reach(groups, parents)
}

// Below is the groups that are in a group, or in one that is, in order, without itself.
func (n Nesting) Below(group string) []string { return reach([]string{group}, n.Members) }

// parents is the groups that a group is a member of, in order.
func (n Nesting) parents(group string) []string {
	var list []string
	for parent, members := range n.Members {
		if slices.Contains(members, group) {
			list = append(list, parent)
		}
	}
	slices.Sort(list)
	return list
}

// size is how many memberships there are.
func (n Nesting) size() int {
	sum := 0
	for _, members := range n.Members {
		sum += len(members)
	}
	return sum
}

// reach is all that can be reached from the given ones, without them.
func reach(from []string, next map[string][]string) []string {
	seen := setOf(from)
	var list []string
	for queue := slices.Clone(from); len(queue) > 0; queue = queue[1:] {
		for _, id := range next[queue[0]] {
			if !seen[id] {
				seen[id] = true
				list, queue = append(list, id), append(queue, id)
			}
		}
	}
	slices.Sort(list)
	return list
}

// changed is the nesting after a change of the groups in a group.
func (n Nesting) changed(group string, d Delta) (Nesting, error) {
	set := setOf(n.Members[group])
	for _, id := range d.Remove {
		delete(set, id)
	}
	for _, id := range d.Add {
		if id == group {
			return n, invalid("members", "names the group itself")
		}
		if len(n.parents(id)) >= MaxNested {
			return n, invalid("members", "names a group that is a member of 50 groups already")
		}
		set[id] = true
	}
	after := Nesting{Version: n.Version + 1, Members: maps.Clone(n.Members)}
	after.set(group, slices.Sorted(maps.Keys(set)))
	if len(d.Add) > 0 && after.size() > MaxNestings {
		return n, invalid("members", "would make more than 1,000 groups members of groups in this account")
	}
	return after, nil
}

// without is the nesting after a group has gone.
func (n Nesting) without(group string) Nesting {
	after := Nesting{Version: n.Version + 1, Members: maps.Clone(n.Members)}
	for _, parent := range n.parents(group) {
		after.set(parent, keep(n.Members[parent], func(id string) bool { return id != group }))
	}
	after.set(group, nil)
	return after
}

func (n *Nesting) set(group string, members []string) {
	switch {
	case len(members) > 0 && n.Members == nil:
		n.Members = map[string][]string{group: members}
	case len(members) > 0:
		n.Members[group] = members
	default:
		delete(n.Members, group)
	}
}
