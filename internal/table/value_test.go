package table_test

import (
	"math"
	"testing"

	"usersync/internal/table"
)

func TestValuesHoldOneThing(t *testing.T) {
	for _, row := range []struct {
		v    table.Value
		typ  table.Type
		str  string
		n    int64
		yes  bool
		raw  string
		name string
	}{
		{table.Value{}, table.Absent, "", 0, false, "", "nothing"},
		{table.S("1"), table.String, "1", 0, false, "", "string"},
		{table.N(1), table.Number, "", 1, false, "", "number"},
		{table.Bool(true), table.Boolean, "", 0, true, "", "true"},
		{table.Bool(false), table.Boolean, "", 0, false, "", "false"},
		{table.B([]byte("1")), table.Bytes, "", 0, false, "1", "bytes"},
	} {
		v := row.v
		if v.Type() != row.typ || v.Str() != row.str || v.Int() != row.n || v.True() != row.yes || string(v.Raw()) != row.raw {
			t.Errorf("%s is read as %v %q %d %v %q", row.name, v.Type(), v.Str(), v.Int(), v.True(), v.Raw())
		}
	}
}

func TestValuesAreEqualOnlyToTheirLike(t *testing.T) {
	values := []table.Value{
		{}, table.S(""), table.S("1"), table.N(0), table.N(1), table.Bool(false), table.Bool(true), table.B(nil), table.B([]byte("1")),
	}
	for i, a := range values {
		for j, b := range values {
			if a.Equal(b) != (i == j) {
				t.Errorf("%v equal to %v: %v", a, b, a.Equal(b))
			}
		}
	}
	if !table.B(nil).Equal(table.B([]byte{})) {
		t.Error("no bytes differ from no bytes")
	}
}

// TestSize counts by the rules of "DynamoDB item sizes and formats" in the Developer Guide.
func TestSize(t *testing.T) {
	const key = len("P") + len("pp") + len("S") + len("s")
	for _, row := range []struct {
		name string
		v    table.Value
		size int
	}{
		{"text in UTF-8", table.S("äb"), 3},
		{"no text", table.S(""), 0},
		{"bytes", table.B(make([]byte, 7)), 7},
		{"true", table.Bool(true), 1},
		{"false", table.Bool(false), 1},
		{"0", table.N(0), 2},
		{"7", table.N(7), 2},
		{"42", table.N(42), 2},
		{"421", table.N(421), 3},
		{"-421", table.N(-421), 4},
		{"zeros at the end do not count", table.N(4_200_000), 2},
		{"the largest", table.N(math.MaxInt64), 11},
		{"the smallest", table.N(math.MinInt64), 12},
	} {
		item := table.Item{Key: table.Key{P: "pp", S: "s"}, Attrs: table.Attrs{"name": row.v}}
		if got, want := item.Size(), key+len("name")+row.size; got != want {
			t.Errorf("%s: %d bytes, want %d", row.name, got, want)
		}
	}
	if got := (table.Item{Key: table.Key{P: "pp", S: "s"}}).Size(); got != key {
		t.Errorf("a key alone: %d bytes, want %d", got, key)
	}
}

func TestAttrs(t *testing.T) {
	a := table.Attrs{"a": table.N(1), "b": table.B([]byte("x"))}
	c := a.Clone()
	if !a.Equal(c) {
		t.Fatal("the clone differs")
	}
	c["a"] = table.N(2)
	if a.Equal(c) || a["a"].Int() != 1 {
		t.Fatal("the clone is no copy")
	}
	if a.Equal(table.Attrs{"a": table.N(1)}) || !(table.Attrs{}).Equal(nil) {
		t.Fatal("Equal is wrong about missing attributes")
	}
}

func TestNames(t *testing.T) {
	if got := table.Core.String() + " " + table.Work.String() + " " + table.Audit.String(); got != "core work audit" {
		t.Errorf("the tables are %s", got)
	}
	if !(table.Cursor{}).IsZero() || (table.Cursor{S: "s"}).IsZero() {
		t.Error("IsZero is wrong")
	}
}
