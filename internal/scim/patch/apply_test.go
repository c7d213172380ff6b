package patch

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// The schemas of users and groups have no immutable attribute of their own, so this one stands for those of others.
var badge = schema.Ref{Attr: &schema.Attribute{Name: "badge", Type: schema.String, Mutability: schema.Immutable, MaxLength: 10, MaxItems: 10}}

var card = schema.Ref{Attr: &schema.Attribute{
	Name: "card", Type: schema.Complex, Mutability: schema.ReadWrite, MaxItems: 10,
	Sub: []*schema.Attribute{badge.Attr, {Name: "colour", Type: schema.String, Required: true, MaxLength: 10}},
}}

var tags = schema.Ref{Attr: &schema.Attribute{
	Name: "tags", Type: schema.String, Multi: true, CaseExact: true, Mutability: schema.ReadWrite, MaxLength: 10, MaxItems: 10,
}}

func TestImmutable(t *testing.T) {
	for name, tt := range map[string]struct {
		before scim.Object
		op     Op
		code   string
	}{
		"set for the first time": {scim.Object{}, Op{Kind: Add, Value: "b1"}, ""},
		"set to what it is":      {scim.Object{"badge": "b1"}, Op{Kind: Replace, Value: "b1"}, ""},
		"removed while absent":   {scim.Object{}, Op{Kind: Remove}, ""},
		"changed":                {scim.Object{"badge": "b1"}, Op{Kind: Replace, Value: "b2"}, scim.Mutability},
		"cleared":                {scim.Object{"badge": "b1"}, Op{Kind: Replace, Value: ""}, scim.Mutability},
		"removed":                {scim.Object{"badge": "b1"}, Op{Kind: Remove}, scim.Mutability},
	} {
		t.Run(name, func(t *testing.T) {
			e := &editor{rt: schema.Users(), base: tt.before, out: tt.before}
			if err := e.at(target{ref: badge}, tt.op); fault.Code(err) != tt.code {
				t.Errorf("got %v, want code %q", err, tt.code)
			}
		})
	}
}

func TestImmutableSubAttribute(t *testing.T) {
	e := &editor{rt: schema.Users(), base: scim.Object{}, out: scim.Object{}}
	sub := schema.Ref{Attr: card.Attr, Sub: badge.Attr}
	for i, tt := range []struct {
		value any
		code  string
	}{{"b1", ""}, {"b1", ""}, {"b2", scim.Mutability}} {
		if err := e.at(target{ref: sub}, Op{Kind: Replace, Value: tt.value}); fault.Code(err) != tt.code {
			t.Errorf("step %d: got %v, want code %q", i, err, tt.code)
		}
		if err := e.at(target{ref: card}, Op{Kind: Add, Value: map[string]any{"BADGE": tt.value}}); fault.Code(err) != tt.code {
			t.Errorf("step %d, merged: got %v, want code %q", i, err, tt.code)
		}
	}
}

func TestRequiredSubAttributeCannotBeRemoved(t *testing.T) {
	e := &editor{rt: schema.Users(), base: scim.Object{}, out: scim.Object{}}
	err := e.at(target{ref: schema.Ref{Attr: card.Attr, Sub: card.Attr.Sub[1]}}, Op{Kind: Remove})
	if fault.Code(err) != scim.Mutability || !strings.Contains(err.Error(), "card.colour") {
		t.Errorf("got %v, want mutability that names card.colour", err)
	}
}

func TestAnExtensionIsClearedWithWhatItRequires(t *testing.T) {
	const urn = "urn:example:extension"
	colour := &schema.Attribute{Name: "colour", Type: schema.String, Required: true, Mutability: schema.ReadWrite, MaxLength: 10}
	before := scim.Object{"userName": "ann", urn: scim.Object{"colour": "red"}}
	for name, c := range map[string]struct {
		required bool
		path     string
		code     string
	}{
		"one that users can be without": {false, urn, ""},
		"one that every user has":       {true, urn, scim.InvalidValue},
		"the required attribute alone":  {false, urn + ":colour", scim.Mutability},
	} {
		t.Run(name, func(t *testing.T) {
			extension := &schema.Schema{ID: urn, Name: "Extension", Attributes: []*schema.Attribute{colour}}
			rt := schema.Users().Extended([]schema.Extension{{Schema: extension, Required: c.required}})
			after, _, err := Apply(rt, before, []Op{{Kind: Remove, Path: &filter.Path{Attr: c.path}}})
			if fault.Code(err) != c.code || err == nil && after[urn] != nil {
				t.Errorf("got %v, %v, want code %q", after, err, c.code)
			}
		})
	}
}

func TestListOfSimpleValues(t *testing.T) {
	before := scim.Object{"userName": "ann", "tags": []any{"a", "b"}}
	for name, tt := range map[string]struct {
		op   Op
		want any
	}{
		"add one more":            {Op{Kind: Add, Value: "c", HasValue: true}, []any{"a", "b", "c"}},
		"add one that is there":   {Op{Kind: Add, Value: "a", HasValue: true}, []any{"a", "b"}},
		"add in other letters":    {Op{Kind: Add, Value: "A", HasValue: true}, []any{"a", "b", "A"}},
		"remove one":              {Op{Kind: Remove, Value: []any{"a"}, HasValue: true}, []any{"b"}},
		"remove in other letters": {Op{Kind: Remove, Value: []any{"A"}, HasValue: true}, []any{"a", "b"}},
		"remove all":              {Op{Kind: Remove}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			e := &editor{rt: schema.Users(), base: before, out: before}
			if err := e.at(target{ref: tags}, tt.op); err != nil {
				t.Fatal(err)
			}
			if err := e.finish(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, e.get(tags)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestEqual(t *testing.T) {
	one, two := scim.Object{"a": int64(1)}, scim.Object{"a": int64(2)}
	for name, tt := range map[string]struct {
		a, b any
		want bool
	}{
		"the same text":              {"x", "x", true},
		"another type":               {"1", int64(1), false},
		"nothing and nothing":        {nil, nil, true},
		"text and object":            {"x", one, false},
		"object and text":            {one, "x", false},
		"list and nothing":           {[]any{}, nil, false},
		"another member":             {one, scim.Object{"b": int64(1)}, false},
		"more members":               {one, scim.Object{"a": int64(1), "b": "x"}, false},
		"lists in another order":     {[]any{one, two}, []any{two, one}, true},
		"lists of another size":      {[]any{one}, []any{one, one}, false},
		"lists that repeat":          {[]any{one, one, two}, []any{one, two, two}, false},
		"lists that repeat likewise": {[]any{one, two, one}, []any{two, one, one}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := equal(tt.a, tt.b); got != tt.want {
				t.Errorf("equal(%v, %v) is %v", tt.a, tt.b, got)
			}
			if got := equal(tt.b, tt.a); got != tt.want {
				t.Errorf("equal(%v, %v) is %v", tt.b, tt.a, got)
			}
		})
	}
}

// What is left of a change shares nothing that a later change could write to.
func TestResultsAreIndependent(t *testing.T) {
	base := scim.Object{"userName": "ann", "name": scim.Object{"givenName": "Ann"}}
	first, _, err := Apply(schema.Users(), base, []Op{{Kind: Add, Value: map[string]any{"name": map[string]any{"familyName": "Lee"}}, HasValue: true}})
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := Apply(schema.Users(), first, []Op{{Kind: Add, Value: map[string]any{"name": map[string]any{"familyName": "Ray"}}, HasValue: true}})
	if err != nil {
		t.Fatal(err)
	}
	want := []scim.Object{{"givenName": "Ann"}, {"givenName": "Ann", "familyName": "Lee"}, {"givenName": "Ann", "familyName": "Ray"}}
	got := []scim.Object{base["name"].(scim.Object), first["name"].(scim.Object), second["name"].(scim.Object)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFailuresDoNotEchoTheRequest(t *testing.T) {
	const secret = "Pssst"
	for name, body := range map[string]map[string]any{
		"op":    {"Operations": []any{map[string]any{"op": secret}}},
		"path":  {"Operations": []any{map[string]any{"op": "add", "path": secret, "value": "x"}}},
		"value": {"Operations": []any{map[string]any{"op": "add", "path": "active", "value": secret}}},
		"list":  {"Operations": []any{map[string]any{"op": "add", "path": "title", "value": []any{secret, secret}}}},
		"where": {"Operations": []any{map[string]any{"op": "replace", "path": `emails[value eq "` + secret + `"].value`, "value": secret}}},
		"key":   {"Operations": []any{map[string]any{"op": "replace", "value": map[string]any{"name." + secret: "x", "active": secret}}}},
	} {
		t.Run(name, func(t *testing.T) {
			ops, err := Decode(body)
			if err == nil {
				_, _, err = Apply(schema.Users(), scim.Object{"userName": "ann"}, ops)
			}
			if err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v, want a failure without the request's text", err)
			}
		})
	}
}
