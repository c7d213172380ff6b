package store

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/table"
)

var rowTime = time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC)

// objects draws canonical SCIM objects (see scim.Object), a few levels deep.
func objects(depth int) *rapid.Generator[scim.Object] {
	simple := rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.Float64Range(-1e9, 1e9).Filter(func(f float64) bool { return f != math.Trunc(f) }), func(f float64) any { return f }),
	)
	value := simple
	if depth > 0 {
		inner := rapid.Map(objects(depth-1), func(o scim.Object) any { return o })
		value = rapid.OneOf(simple, inner, rapid.Map(rapid.SliceOfN(inner, 1, 3), func(l []any) any { return l }))
	}
	return rapid.MapOfN(rapid.StringMatching(`[a-z:]{1,8}`), value, 0, 5)
}

func TestAUserSurvivesItsRow(t *testing.T) {
	a := access.FromTrigger("A")
	rapid.Check(t, func(t *rapid.T) {
		u := directory.User{ID: "u1", Connection: "okta", Version: rapid.Int64Min(1).Draw(t, "version"), Created: rowTime, Modified: rowTime.Add(time.Hour), Attrs: objects(2).Draw(t, "attributes")}
		u.Attrs["userName"] = rapid.String().Draw(t, "userName")
		item, err := encodeUser(a, u)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeUser("u1", item.Attrs)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(u, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAGroupSurvivesItsRow(t *testing.T) {
	g := directory.Group{ID: "g1", Connection: "okta", Version: 3, Created: rowTime, Modified: rowTime, Attrs: scim.Object{"displayName": "Sales"}}
	item, err := encodeGroup(access.FromTrigger("A"), g)
	if err != nil {
		t.Fatal(err)
	}
	back, err := decodeGroup("g1", item.Attrs)
	if diff := cmp.Diff(g, back); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestAUsersRowSaysWhatIsLookedFor(t *testing.T) {
	item, err := encodeUser(access.FromTrigger("A"), directory.User{ID: "u1", Attrs: scim.Object{"userName": "Ann", "externalId": "X1", "active": false}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]table.Value{
		attrUserName: table.S("ann"), attrExternal: table.S("X1"), attrActive: table.Bool(false), table.G1S: table.S("ann"),
	} {
		if got := item.Attrs[name]; !got.Equal(want) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

func TestBrokenRowsAreReportedByID(t *testing.T) {
	broken := table.Attrs{attrJSON: table.B([]byte("{")), attrDelta: table.B([]byte("{"))}
	if _, err := decodeUser("u1", broken); err == nil {
		t.Error("a broken user was read")
	}
	if _, err := decodeGroup("g1", broken); err == nil {
		t.Error("a broken group was read")
	}
	if _, err := decodePart(broken); err == nil {
		t.Error("a broken journal part was read")
	}
	if _, err := encodeUser(access.FromTrigger("A"), directory.User{Attrs: scim.Object{"x": func() {}}}); err == nil {
		t.Error("an attribute that is no data was written")
	}
	if _, err := encodeGroup(access.FromTrigger("A"), directory.Group{Attrs: scim.Object{"x": func() {}}}); err == nil {
		t.Error("an attribute that is no data was written")
	}
}
