package local

import (
	"cmp"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/table"
)

// keyText draws texts that are mostly the bytes which escaping is about.
func keyText() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 0xfe, 0xff}), 0, 5), func(b []byte) string { return string(b) }))
}

func TestKeysSortAsTheirParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tuple := rapid.SliceOfN(keyText(), 2, 2)
		a, b := tuple.Draw(t, "a"), tuple.Draw(t, "b")
		ka := itemKey(table.Key{P: a[0], S: a[1]})
		kb := itemKey(table.Key{P: b[0], S: b[1]})
		if cmp.Compare(ka, kb) != slices.Compare(a, b) {
			t.Fatalf("%q and %q are stored as %q and %q", a, b, ka, kb)
		}
	})
}

func TestKeysComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := table.Key{Table: table.Name(rapid.IntRange(0, 2).Draw(t, "table")), P: keyText().Draw(t, "p"), S: keyText().Draw(t, "s")}
		if got, err := parseItemKey(itemKey(key)); err != nil || got != key {
			t.Fatalf("%v came back as %v, %v", key, got, err)
		}
		attrs := table.Attrs{table.G1P: table.S("p" + keyText().Draw(t, "g1p")), table.G1S: table.S("s" + keyText().Draw(t, "g1s"))}
		if got, err := parseIndexKey(indexKey(key, attrs)); err != nil || got.Key != key || !got.Attrs.Equal(attrs) {
			t.Fatalf("%v of %v came back as %v, %v", attrs, key, got, err)
		}
	})
}

func TestBoundsHoldExactlyTheRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := table.Query{P: "p" + keyText().Draw(t, "p"), Index: rapid.Bool().Draw(t, "index")}
		q.Prefix, q.From, q.To = keyText().Draw(t, "prefix"), keyText().Draw(t, "from"), keyText().Draw(t, "to")
		sort := "s" + keyText().Draw(t, "sort")
		want := len(sort) >= len(q.Prefix) && sort[:len(q.Prefix)] == q.Prefix && sort >= q.From && (q.To == "" || sort <= q.To)
		q.Start = table.Cursor{P: q.P, S: sort}
		if q.Index {
			q.Start = table.Cursor{P: "base", S: "base", G1S: sort}
		}
		if got := bounds(q).holds(position(q)); got != want {
			t.Fatalf("%q in %+v: %v, want %v", sort, q, got, want)
		}
	})
}

func TestExpiryKeysSortByTime(t *testing.T) {
	times := []int64{-1 << 63, -1, 0, 1, 255, 256, 1<<63 - 1}
	for i := range times[1:] {
		if expiryTime(times[i]) >= expiryTime(times[i+1]) {
			t.Errorf("%d sorts behind %d", times[i], times[i+1])
		}
	}
}

func TestDamagedKeys(t *testing.T) {
	for _, key := range []string{"a", "ap", "ap\x00", "ap\x00\x00", "ap\x00\x00s\x00", "ap\x00\x00s\x00\x00t\x00\x00"} {
		if got, err := parseItemKey(key); !errors.Is(err, errBadKey) {
			t.Errorf("%q was read as %v", key, got)
		}
		if got, err := parseIndexKey(key); !errors.Is(err, errBadKey) {
			t.Errorf("%q was read as %v", key, got)
		}
	}
}
