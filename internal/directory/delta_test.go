package directory

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

func add(ids ...string) patch.MemberEdit    { return patch.MemberEdit{Kind: patch.Add, IDs: ids} }
func remove(ids ...string) patch.MemberEdit { return patch.MemberEdit{Kind: patch.Remove, IDs: ids} }

func replace(ids ...string) patch.MemberEdit { return patch.MemberEdit{Kind: patch.Replace, IDs: ids} }

func removeAll() patch.MemberEdit { return patch.MemberEdit{Kind: patch.Remove, All: true} }

func TestFold(t *testing.T) {
	tests := []struct {
		name    string
		members []string
		edits   []patch.MemberEdit
		want    Delta
	}{
		{"nothing", nil, nil, Delta{}},
		{"add", nil, []patch.MemberEdit{add("b", "a")}, Delta{Add: []string{"a", "b"}}},
		{"remove", nil, []patch.MemberEdit{remove("a")}, Delta{Remove: []string{"a"}}},
		{"the last word counts", nil, []patch.MemberEdit{add("a"), remove("a", "b"), add("b")}, Delta{Add: []string{"b"}, Remove: []string{"a"}}},
		{"replace", []string{"a", "b"}, []patch.MemberEdit{replace("b", "c")}, Delta{Add: []string{"b", "c"}, Remove: []string{"a"}}},
		{"replace by nobody", []string{"a"}, []patch.MemberEdit{replace()}, Delta{Remove: []string{"a"}}},
		{"remove all, also those just added", []string{"a"}, []patch.MemberEdit{add("b"), removeAll(), add("c")}, Delta{Add: []string{"c"}, Remove: []string{"a", "b"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, fold(tt.edits, refsTo(tt.members))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func refsTo(ids []string) []MemberRef {
	var members []MemberRef
	for _, id := range ids {
		members = append(members, MemberRef{ID: id, Display: "name of " + id})
	}
	return members
}

// TestFoldIsWhatAListWouldDo compares the fold with a plain list to which every edit is done in turn.
func TestFoldIsWhatAListWouldDo(t *testing.T) {
	ref, ok := schema.Groups().Resolve("members")
	if !ok {
		t.Fatal("groups have no members")
	}
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), rapid.ID)
		members := ids.Draw(t, "members")
		var edits []patch.MemberEdit
		list := setOf(members)
		for range rapid.IntRange(0, 6).Draw(t, "edits") {
			e := patch.MemberEdit{Kind: rapid.SampledFrom([]patch.Kind{patch.Add, patch.Replace, patch.Remove}).Draw(t, "kind")}
			switch how := rapid.IntRange(0, 3).Draw(t, "how"); {
			case e.Kind == patch.Remove && how == 0:
				e.All = true
			case e.Kind == patch.Remove && how == 1:
				x, y := ids.Draw(t, "x"), ids.Draw(t, "y")
				e.Where = whereIs(t, ref.Attr, append(x, y...))
			default:
				e.IDs = ids.Draw(t, "ids")
			}
			edits = append(edits, e)
			naive(list, e)
		}
		var known []MemberRef
		if needsMembers(edits) {
			known = refsTo(members)
		}
		is := setOf(members)
		d := fold(edits, known).without(is)
		for _, id := range d.Remove {
			delete(is, id)
		}
		maps.Copy(is, setOf(d.Add))
		if !maps.Equal(is, list) {
			t.Fatalf("%v then %+v gives %v, want %v", members, edits, is, list)
		}
		if !slices.IsSorted(d.Add) || !slices.IsSorted(d.Remove) {
			t.Fatalf("not in order: %+v", d)
		}
	})
}

func whereIs(t *rapid.T, members *schema.Attribute, ids []string) *filter.Filter {
	text := `value eq "nobody"`
	for _, id := range ids {
		text += fmt.Sprintf(" or value eq %q", id)
	}
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	f, err := filter.CompileValue(e, members)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func naive(list map[string]bool, e patch.MemberEdit) {
	switch {
	case e.Kind == patch.Replace || e.All:
		maps.DeleteFunc(list, func(string, bool) bool { return true })
	case e.Where != nil:
		maps.DeleteFunc(list, func(id string, _ bool) bool { return e.Where.Match(scim.Object{"value": id}) })
	}
	for _, id := range e.IDs {
		if e.Kind == patch.Remove {
			delete(list, id)
		} else {
			list[id] = true
		}
	}
}

func TestSplit(t *testing.T) {
	d := Delta{Add: []string{"a", "b", "c"}, Remove: []string{"x", "y"}}
	want := []Delta{{Add: []string{}, Remove: []string{"x", "y"}}, {Add: []string{"a", "b"}, Remove: []string{}}, {Add: []string{"c"}, Remove: []string{}}}
	if diff := cmp.Diff(want, d.split(2)); diff != "" {
		t.Error(diff)
	}
	if parts := (Delta{}).split(2); parts != nil {
		t.Errorf("parts of nothing: %v", parts)
	}
}

// A request may empty a large group a thousand times; that costs hardly more than once.
func TestEmptyingAgainCostsNothing(t *testing.T) {
	members := make([]MemberRef, 15_000)
	for i := range members {
		members[i].ID = fmt.Sprintf("member-%05d", i)
	}
	cost := func(times int) time.Duration {
		edits := make([]patch.MemberEdit, 0, 2*times)
		for i := range times {
			edits = append(edits, removeAll(), replace(fmt.Sprint("newcomer-", i%5)))
		}
		best := time.Hour
		for range 3 {
			start := time.Now()
			fold(edits, members)
			best = min(best, time.Since(start))
		}
		return best
	}
	if once, often := cost(1), cost(1000); often > 20*once {
		t.Errorf("%v for once, %v for a thousand times", once, often)
	}
}
