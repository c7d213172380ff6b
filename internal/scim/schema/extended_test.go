package schema_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

func TestWithoutExtensionsATypeIsItself(t *testing.T) {
	if schema.Users().Extended(nil) != schema.Users() {
		t.Error("a copy")
	}
}

func TestAnExtensionIsReadInEverySpelling(t *testing.T) {
	rt := badges(t, false)
	want := scim.Object{badge: scim.Object{"number": "A1", "floors": []any{int64(1), int64(2)}, "office": scim.Object{"building": "north"}}}
	for name, in := range map[string]map[string]any{
		"nested":          {badge: map[string]any{"number": "A1", "Floors": []any{"1", float64(2)}, "office": map[string]any{"BUILDING": "north"}, "strange": 1}},
		"with the URN":    {badge + ":number": "A1", badge + ":FLOORS": []any{int64(1), int64(2)}, badge + ":office.building": "north"},
		"bare, by a rule": {"number": "A1", "floors": []any{int64(1), int64(2)}, "office.building": "north"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "nested" {
				in[badge].(map[string]any)["Floors"] = []any{"1", int64(2)}
			}
			got, err := rt.Normalize(in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRequiredOfExtensions(t *testing.T) {
	ann := func(extension any) scim.Object {
		o := scim.Object{"userName": "ann"}
		if extension != nil {
			o[badge] = extension
		}
		return o
	}
	full := scim.Object{"number": "A1"}
	for name, c := range map[string]struct {
		required bool
		o        scim.Object
		missing  string
	}{
		"an extension that need not be there":    {false, ann(nil), ""},
		"one that must":                          {true, ann(nil), badge + " is required"},
		"its required attribute":                 {false, ann(scim.Object{"floors": []any{int64(1)}}), badge + ":number is required"},
		"a required part of each element":        {false, ann(scim.Object{"number": "A1", "doors": []any{scim.Object{"type": "x"}}}), badge + ":doors.value is required"},
		"all that is required":                   {true, ann(full), ""},
		"the core schema goes before extensions": {true, scim.Object{}, "userName is required"},
	} {
		t.Run(name, func(t *testing.T) {
			rt := badges(t, c.required)
			err := rt.CheckRequired(c.o)
			if c.missing == "" && err != nil || c.missing != "" && fault.As(err).Detail != c.missing {
				t.Errorf("got %v, want %q", err, c.missing)
			}
			if err := rt.CheckStillRequired(c.o, c.o); err != nil {
				t.Errorf("what was missing before stands in the way: %v", err)
			}
		})
	}
	if badges(t, true).CheckStillRequired(ann(full), ann(nil)) == nil {
		t.Error("a change took away what is required")
	}
}

func TestProjectionOfCharacteristics(t *testing.T) {
	stored := scim.Object{
		"schemas": []any{badge}, "id": "1", "userName": "ann",
		badge: scim.Object{"number": "A1", "photo": "AA==", "office": scim.Object{"building": "north", "code": "secret"}},
	}
	extension := func(o scim.Object) scim.Object { return o }
	for name, c := range map[string]struct {
		attributes, excluded []string
		want                 any
	}{
		"by default":                    {nil, nil, extension(scim.Object{"number": "A1", "office": scim.Object{"building": "north"}})},
		"on request":                    {[]string{badge + ":photo"}, nil, extension(scim.Object{"photo": "AA=="})},
		"the whole extension":           {[]string{badge}, nil, extension(scim.Object{"number": "A1", "office": scim.Object{"building": "north"}})},
		"never, not even by its name":   {[]string{badge + ":office.code"}, nil, nil},
		"never, not with its attribute": {[]string{badge + ":office"}, nil, extension(scim.Object{"office": scim.Object{"building": "north"}})},
		"something else":                {[]string{"userName"}, nil, nil},
		"without one":                   {nil, []string{badge + ":number"}, extension(scim.Object{"office": scim.Object{"building": "north"}})},
		"without all of it":             {nil, []string{badge}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := badges(t, false).Projection(c.attributes, c.excluded)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, p.Apply(stored)[badge]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsWriteOnlyIsNotKept(t *testing.T) {
	rt := badges(t, false)
	o := scim.Object{"userName": "ann", "password": "x", badge: scim.Object{"pin": "1234", "number": "A1"}}
	if diff := cmp.Diff(scim.Object{"userName": "ann", badge: scim.Object{"number": "A1"}}, rt.Kept(o)); diff != "" {
		t.Error(diff)
	}
	if o["password"] == nil || len(o[badge].(scim.Object)) != 2 {
		t.Error("the original was changed")
	}
	if diff := cmp.Diff(scim.Object{}, rt.Kept(scim.Object{badge: scim.Object{"pin": "1234"}})); diff != "" {
		t.Error(diff)
	}
}

func TestReplaceKeepsWhatIsImmutable(t *testing.T) {
	rt := badges(t, false)
	issued := func(at string) scim.Object { return scim.Object{badge: scim.Object{"issued": at}} }
	const noon, later = "2026-05-01T12:00:00Z", "2026-05-01T13:00:00Z"
	if _, err := rt.Replace(issued(noon), issued(later)); fault.Code(err) != scim.Mutability {
		t.Errorf("changed: %v", err)
	}
	got, err := rt.Replace(issued(noon), scim.Object{"userName": "ann"})
	if diff := cmp.Diff(scim.Object{"userName": "ann", badge: scim.Object{"issued": noon}}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for _, before := range []scim.Object{issued(noon), {}} {
		if _, err := rt.Replace(before, issued(noon)); err != nil {
			t.Errorf("said again, or for the first time: %v", err)
		}
	}
}

// The values of a schema of another time: hidden as long as they do not fit, there again when they do.
func TestWhatDoesNotFitIsHiddenAndKept(t *testing.T) {
	rt := badges(t, false)
	stored := scim.Object{
		"userName":        "ann",
		"urn:gone:2:User": scim.Object{"x": "y"},
		badge: scim.Object{
			"number": int64(7),               // a text by now
			"floors": []any{int64(1), "two"}, // whole numbers by now
			"gone":   true,
			"office": scim.Object{"building": "north", "street": "Elm"},
			"doors":  []any{scim.Object{"value": "d1", "colour": "red"}, scim.Object{"value": "d2"}},
		},
	}
	visible := scim.Object{"userName": "ann", badge: scim.Object{
		"floors": []any{int64(1)}, "office": scim.Object{"building": "north"}, "doors": []any{scim.Object{"value": "d1"}, scim.Object{"value": "d2"}},
	}}
	if diff := cmp.Diff(visible, rt.Visible(stored)); diff != "" {
		t.Fatal(diff)
	}
	after := scim.Object{"userName": "Ann", badge: scim.Object{
		"number": "A7", "floors": []any{int64(3)}, "doors": []any{scim.Object{"value": "d1"}, scim.Object{"value": "d3"}},
	}}
	want := scim.Object{
		"userName": "Ann", "urn:gone:2:User": scim.Object{"x": "y"},
		badge: scim.Object{
			"number": "A7", "floors": []any{int64(3), "two"}, "gone": true, "office": scim.Object{"street": "Elm"},
			"doors": []any{scim.Object{"value": "d1", "colour": "red"}, scim.Object{"value": "d3"}},
		},
	}
	if diff := cmp.Diff(want, rt.Retain(stored, after)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatFitsIsNotCopied(t *testing.T) {
	rt := schema.Users()
	o := scim.Object{"userName": "ann", scim.EnterpriseSchema: scim.Object{"department": "Sales"}}
	if allocs := testing.AllocsPerRun(10, func() { o = rt.Retain(o, rt.Visible(o)) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

// Whatever is stored, seeing it and storing what was seen changes nothing.
func TestNothingIsLostByLooking(t *testing.T) {
	rt := badges(t, false)
	names := []string{"number", "floors", "issued", "office", "doors", "building", "value", "other"}
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		simple := rapid.SampledFrom([]any{"a", "2026-05-01T12:00:00Z", int64(1), 1.5, true})
		if depth == 0 {
			return simple
		}
		object := rapid.Custom(func(r *rapid.T) any {
			o := scim.Object{}
			for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID[string]).Draw(r, "names") {
				o[name] = value(depth-1).Draw(r, name)
			}
			return o
		})
		list := rapid.Custom(func(r *rapid.T) any { return rapid.SliceOfN(value(depth-1), 1, 3).Draw(r, "list") })
		return rapid.OneOf(simple, object, list)
	}
	rapid.Check(t, func(r *rapid.T) {
		stored := scim.Object{"userName": "ann", badge: value(3).Draw(r, "extension"), "urn:gone:2:User": value(1).Draw(r, "gone")}
		visible := rt.Visible(stored)
		if diff := cmp.Diff(visible, rt.Visible(visible)); diff != "" {
			r.Fatalf("what is visible hides something: %s", diff)
		}
		kept := rt.Retain(stored, visible)
		if diff := cmp.Diff(visible, rt.Visible(kept)); diff != "" {
			r.Fatalf("something else is seen afterwards: %s", diff)
		}
		if diff := cmp.Diff(sorted(stored), sorted(kept)); diff != "" {
			r.Fatalf("something was lost: %s", diff)
		}
	})
}

// sorted forgets the order of lists, which SCIM's have not.
func sorted(v any) any {
	switch v := v.(type) {
	case scim.Object:
		out := scim.Object{}
		for name, inner := range v {
			out[name] = sorted(inner)
		}
		return out
	case []any:
		count := map[string]int{}
		for _, element := range v {
			count[fmt.Sprint(sorted(element))]++
		}
		return count
	}
	return v
}
