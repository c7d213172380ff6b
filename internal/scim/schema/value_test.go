package schema

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/scim"
)

// made has the data types that no attribute of ours has.
var made = bind(&ResourceType{Name: "Made", Core: &Schema{ID: "urn:made", Attributes: attributes([]row{
	{name: "count", kind: Integer},
	{name: "weight", kind: Decimal},
	{name: "since", kind: DateTime},
	{name: "tags", kind: String, traits: multi},
	{name: "codes", kind: String, traits: multi | exact},
	{name: "marks", kind: Integer, traits: multi},
})}})

func TestNumbersDatesAndSimpleLists(t *testing.T) {
	for _, c := range []struct {
		name string
		in   any
		want any
		err  string
	}{
		{"count", int64(5), int64(5), ""},
		{"count", "5", int64(5), ""},
		{"count", "5.0", int64(5), ""},
		{"count", 5.5, nil, "invalid (invalidValue): count must be a whole number"},
		{"count", "5.5", nil, "invalid (invalidValue): count must be a whole number"},
		{"count", "x", nil, "invalid (invalidValue): count must be a number"},
		{"count", true, nil, "invalid (invalidValue): count must be a number"},
		{"weight", 5.5, 5.5, ""},
		{"weight", "-5.5e1", int64(-55), ""},
		{"weight", int64(5), int64(5), ""},
		{"since", "2024-05-01T12:00:00Z", "2024-05-01T12:00:00Z", ""},
		{"since", "2024-05-01T12:00:00.123+02:00", "2024-05-01T12:00:00.123+02:00", ""},
		{"since", "2024-05-01T12:00:00", "2024-05-01T12:00:00", ""},
		{"since", "2024-05-01", nil, "invalid (invalidValue): since must be a date and time such as 2024-05-01T12:00:00Z"},
		{"since", int64(5), nil, "invalid (invalidValue): since must be a date and time such as 2024-05-01T12:00:00Z"},
		{"tags", "a", []any{"a"}, ""},
		{"tags", []any{"a", "", "A", nil, "b"}, []any{"a", "b"}, ""},
		{"codes", []any{"a", "A", "a"}, []any{"a", "A"}, ""},
		{"marks", []any{int64(1), "1"}, []any{int64(1), int64(1)}, ""},
		{"tags", []any{scim.Object{}}, nil, "invalid (invalidValue): tags must be a string"},
	} {
		got, err := made.Normalize(scim.Object{c.name: c.in})
		if err != nil {
			if err.Error() != c.err {
				t.Errorf("%s %v: %v", c.name, c.in, err)
			}
			continue
		}
		if diff := cmp.Diff(c.want, got[c.name]); c.err != "" || diff != "" {
			t.Errorf("%s %v: %s", c.name, c.in, diff)
		}
	}
}

func TestParseTimeComparesInstants(t *testing.T) {
	a, _ := ParseTime("2024-05-01T12:00:00+02:00")
	b, _ := ParseTime("2024-05-01T10:00:00")
	if !a.Equal(b) || !b.Equal(time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC)) {
		t.Error(a, b)
	}
	if _, ok := ParseTime("yesterday"); ok {
		t.Error("accepted what is no time")
	}
}

func TestParseBoolean(t *testing.T) {
	for _, v := range []any{nil, int64(1), "", "yes", "1"} {
		if _, ok := ParseBoolean(v); ok {
			t.Errorf("%v is no boolean", v)
		}
	}
	if v, ok := ParseBoolean(true); !v || !ok {
		t.Error("true is true")
	}
}

// An attribute that is returned on request is hidden until it is named.
func TestOnRequestAttributes(t *testing.T) {
	rt := bind(&ResourceType{Core: &Schema{ID: "urn:x", Attributes: []*Attribute{
		{Name: "plain", Type: String, Returned: Default}, {Name: "costly", Type: String, Returned: OnRequest},
	}}})
	o := scim.Object{"plain": "a", "costly": "b"}
	for _, c := range []struct {
		attributes, excluded []string
		want                 scim.Object
	}{
		{nil, nil, scim.Object{"plain": "a"}},
		{[]string{"costly"}, nil, scim.Object{"costly": "b"}},
		{nil, []string{"plain"}, scim.Object{}},
	} {
		p, err := rt.Projection(c.attributes, c.excluded)
		if diff := cmp.Diff(c.want, p.Apply(o)); err != nil || diff != "" {
			t.Error(err, diff)
		}
	}
}
