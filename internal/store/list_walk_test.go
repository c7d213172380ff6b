package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/scim"
)

func TestWalkMergesTheShards(t *testing.T) {
	s, a := New(local.Memory()), access.FromTrigger("A")
	names := map[string]string{}
	for i := range 1200 {
		u := directory.User{ID: fmt.Sprintf("u%04d", i), Version: 1, Attrs: scim.Object{"userName": fmt.Sprintf("%c%d", 'a'+i*7%26, i)}}
		names[u.ID] = directory.UserName(u.Attrs)
		if err := s.AddUser(t.Context(), a, u, directory.Mark{Bell: u.ID}); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		prefix string
		expect int
		stop   int // after so many ids; 0: never
		want   int
	}{
		{"", 0, 0, 1200}, {"", 20_000, 0, 1200}, {"", 3, 0, 1200}, {"", 3, 3, 3}, {"", 700, 500, 500}, {"b", 10, 0, 46}, {"B", 10, 0, 46}, {"zzz", 10, 0, 0},
	}
	for _, tt := range tests {
		var got []string
		err := s.Walk(t.Context(), a, directory.UserKind, directory.Range{Prefix: tt.prefix}, tt.expect, func(ids []string) (bool, error) {
			for _, id := range ids {
				got = append(got, names[id])
			}
			return tt.stop == 0 || len(got) < tt.stop, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != tt.want || !slices.IsSorted(got) {
			t.Errorf("prefix %q, expecting %d: %d names in order %v, want %d", tt.prefix, tt.expect, len(got), slices.IsSorted(got), tt.want)
		}
	}
	stop := fault.New(fault.Scope, "enough", "")
	err := s.Walk(t.Context(), a, directory.UserKind, directory.Range{}, 0, func([]string) (bool, error) { return true, stop })
	if fault.Code(err) != "enough" {
		t.Errorf("the visitor's failure came out as %v", err)
	}
}

// TestWalkGoesOnBehindAnyPlace: whatever the place, the rest is what a whole walk finds behind it.
func TestWalkGoesOnBehindAnyPlace(t *testing.T) {
	s, a := New(local.Memory()), access.FromTrigger("A")
	places := map[string]directory.Place{}
	for i := range 60 { // groups may share a name
		g := directory.Group{ID: fmt.Sprintf("g%02d", i), Connection: fmt.Sprint("c", i), Version: 1, Attrs: scim.Object{"displayName": strings.Repeat("N", 1+i%7)}}
		places[g.ID] = g.Place()
		if err := s.AddGroup(t.Context(), a, g, directory.Change{}, directory.Mark{Bell: g.ID}); err != nil {
			t.Fatal(err)
		}
	}
	walk := func(r directory.Range, expect int) (got []string) {
		if err := s.Walk(t.Context(), a, directory.GroupKind, r, expect, func(ids []string) (bool, error) {
			got = append(got, ids...)
			return true, nil
		}); err != nil {
			t.Fatal(err)
		}
		return got
	}
	all := walk(directory.Range{}, 0)
	for i, id := range all {
		for _, expect := range []int{0, 2} {
			if got := walk(directory.Range{After: places[id], Prefix: "n"}, expect); !slices.Equal(got, all[i+1:]) {
				t.Fatalf("behind %v: %v, want %v", places[id], got, all[i+1:])
			}
		}
	}
	if got := walk(directory.Range{After: directory.Place{Name: "nnn", ID: "gone"}}, 0); len(got) == 0 || len(got) == len(all) {
		t.Errorf("behind a place where nobody stands any more: %d of %d", len(got), len(all))
	}
}
