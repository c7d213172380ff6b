package rule

import (
	"reflect"
	"slices"
	"strings"
)

// ListChange is how one rule differs between two lists.
type ListChange struct {
	ID       string
	Kind     ChangeKind
	From, To int      // positions from 1; 0 where it is not
	Members  []string // Changed: the members that differ, as JSON names them, in the order of the rule
}

// ChangeKind is what became of a rule.
type ChangeKind string

// The kinds of changes. A rule that is changed may have moved as well; one that only moved among the rules that both lists have is Moved.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
	Moved   ChangeKind = "moved"
)

// CompareRules lists how the rules of one list differ from those of another: what is in the new list in its order, then what is removed in the old order. As few
// rules as possible count as moved.
func CompareRules(from, to []Rule) []ListChange {
	old := map[string]int{}
	for i, r := range from {
		old[r.ID] = i + 1
	}
	stay := inOrder(old, to)
	var changes []ListChange
	for i, r := range to {
		at, known := old[r.ID]
		delete(old, r.ID)
		switch {
		case !known:
			changes = append(changes, ListChange{ID: r.ID, Kind: Added, To: i + 1})
		case len(differing(from[at-1], r)) > 0:
			changes = append(changes, ListChange{ID: r.ID, Kind: Changed, From: at, To: i + 1, Members: differing(from[at-1], r)})
		case !stay[r.ID]:
			changes = append(changes, ListChange{ID: r.ID, Kind: Moved, From: at, To: i + 1})
		}
	}
	for i, r := range from {
		if _, gone := old[r.ID]; gone {
			changes = append(changes, ListChange{ID: r.ID, Kind: Removed, From: i + 1})
		}
	}
	return changes
}

// inOrder is a longest run of rules of the new list that stand in the old list in the same order: the others have moved. old is their places in the old list.
func inOrder(old map[string]int, to []Rule) map[string]bool {
	var ids []string
	for _, r := range to {
		if old[r.ID] != 0 {
			ids = append(ids, r.ID)
		}
	}
	ends := []int{}                 // of the best run of each length, the place in ids of its last rule
	before := make([]int, len(ids)) // the rule before each in its best run, or -1
	for i, id := range ids {
		n, _ := slices.BinarySearchFunc(ends, old[id], func(end, place int) int { return old[ids[end]] - place })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	run := map[string]bool{}
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			run[ids[i]] = true
		}
	}
	return run
}

// differing names the members in which two rules differ. An empty list is none.
func differing(a, b Rule) []string {
	var names []string
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		if sameMember(x.Field(i), y.Field(i)) {
			continue
		}
		name, _, _ := strings.Cut(x.Type().Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

func sameMember(a, b reflect.Value) bool {
	if a.Kind() == reflect.Slice && a.Len() == 0 && b.Len() == 0 {
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}
