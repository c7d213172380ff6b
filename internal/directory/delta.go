package directory

import (
	"maps"
	"slices"

	"usersync/internal/scim"
	"usersync/internal/scim/filter"
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
	f := &folding{members: members, want: map[string]bool{}}
	for _, e := range edits {
		f.edit(e)
	}
	return f.delta()
}

// folding is what the edits so far say: want[id] is whether id shall be a member; of the others nothing is said. A request may empty a large group a thousand times, so after
// the first time only who came in since is looked at.
type folding struct {
	members []MemberRef
	want    map[string]bool
	in      []string // whoever was let in since the group was emptied, perhaps more than once
	emptied bool     // of every member something is said
	folds   scim.Folds
}

func (f *folding) edit(e patch.MemberEdit) {
	switch {
	case e.Kind == patch.Remove && e.Where != nil:
		f.removeWhere(e.Where)
	case e.Kind == patch.Remove && e.All, e.Kind == patch.Replace:
		f.empty()
	}
	for _, id := range e.IDs {
		f.want[id] = e.Kind != patch.Remove
	}
	if e.Kind != patch.Remove {
		f.in = append(f.in, e.IDs...)
	}
}

func (f *folding) empty() {
	for _, id := range f.in {
		f.want[id] = false
	}
	for i := 0; i < len(f.members) && !f.emptied; i++ {
		f.want[f.members[i].ID] = false
	}
	f.in, f.emptied = nil, true
}

func (f *folding) removeWhere(where *filter.Filter) {
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
		if where.MatchFolded(m.resource(), &f.folds) {
			f.want[id] = false
		}
	}
}

func (f *folding) delta() Delta {
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
