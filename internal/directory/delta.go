package directory

import (
	"maps"
	"slices"

	"usersync/internal/scim/patch"
)

// Delta is a difference in memberships: ids to add and ids to remove, each in order and in one of the two only.
type Delta struct {
	Add    []string
	Remove []string
}

// Len is the number of changes.
func (d Delta) Len() int { return len(d.Add) + len(d.Remove) }

// split cuts a delta into parts of at most size changes.
func (d Delta) split(size int) []Delta {
	var parts []Delta
	for d.Len() > 0 {
		remove := min(size, len(d.Remove))
		add := min(size-remove, len(d.Add))
		parts = append(parts, Delta{Add: d.Add[:add], Remove: d.Remove[:remove]})
		d = Delta{Add: d.Add[add:], Remove: d.Remove[remove:]}
	}
	return parts
}

// without leaves out what is already as it shall be.
func (d Delta) without(members map[string]bool) Delta {
	return Delta{
		Add:    slices.DeleteFunc(slices.Clone(d.Add), func(id string) bool { return members[id] }),
		Remove: slices.DeleteFunc(slices.Clone(d.Remove), func(id string) bool { return !members[id] }),
	}
}

// ids is everybody whom the delta names.
func (d Delta) ids() []string { return slices.Concat(d.Add, d.Remove) }

// needsMembers reports whether the edits can be folded only by somebody who knows the members.
func needsMembers(edits []patch.MemberEdit) bool {
	return slices.ContainsFunc(edits, func(e patch.MemberEdit) bool {
		return e.Kind == patch.Replace || e.All || e.Where != nil
	})
}

// needsDisplay reports whether it also takes their names.
func needsDisplay(edits []patch.MemberEdit) bool {
	return slices.ContainsFunc(edits, func(e patch.MemberEdit) bool { return e.Where != nil })
}

// fold turns edits, in their order, into one delta. members may be nil unless needsMembers. What the edits
// say of people who already are (or are not) members is in the delta as well: see without.
func fold(edits []patch.MemberEdit, members []MemberRef) Delta {
	f := folding{members: members, want: map[string]bool{}}
	for _, e := range edits {
		f.edit(e)
	}
	return f.delta()
}

// folding is what the edits so far say: want[id] is whether id shall be a member; of the others nothing is said.
type folding struct {
	members []MemberRef
	want    map[string]bool
}

func (f folding) edit(e patch.MemberEdit) {
	switch {
	case e.Kind == patch.Remove && e.Where != nil:
		f.removeWhere(func(m MemberRef) bool { return e.Where.Match(m.resource()) })
	case e.Kind == patch.Remove && e.All, e.Kind == patch.Replace:
		f.removeWhere(func(MemberRef) bool { return true })
	}
	for _, id := range e.IDs {
		f.want[id] = e.Kind != patch.Remove
	}
}

func (f folding) removeWhere(match func(MemberRef) bool) {
	known := map[string]MemberRef{}
	for id, in := range f.want {
		if in {
			known[id] = MemberRef{ID: id}
		}
	}
	for _, m := range f.members {
		if in, said := f.want[m.ID]; in || !said {
			known[m.ID] = m
		}
	}
	for id, m := range known {
		if match(m) {
			f.want[id] = false
		}
	}
}

func (f folding) delta() Delta {
	var d Delta
	for _, id := range slices.Sorted(maps.Keys(f.want)) {
		if f.want[id] {
			d.Add = append(d.Add, id)
		} else {
			d.Remove = append(d.Remove, id)
		}
	}
	return d
}
