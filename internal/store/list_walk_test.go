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
		err := s.Walk(t.Context(), a, directory.UserKind, tt.prefix, tt.expect, func(ids []string) (bool, error) {
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
	err := s.Walk(t.Context(), a, directory.UserKind, "", 0, func([]string) (bool, error) { return true, stop })
	if fault.Code(err) != "enough" {
		t.Errorf("the visitor's failure came out as %v", err)
	}
}

func TestListTextIsAPrefixThatAnIndexCanHold(t *testing.T) {
	for in, want := range map[string]string{
		"Ann": "ann", "": " ", strings.Repeat("x", 600): strings.Repeat("x", 512), strings.Repeat("ü", 300): strings.Repeat("ü", 256), "x" + strings.Repeat("ü", 300): "x" + strings.Repeat("ü", 255),
	} {
		if got := listText(in); got != want {
			t.Errorf("listText(%.10q...) is %.10q... of %d bytes, want %d", in, got, len(got), len(want))
		}
	}
}
