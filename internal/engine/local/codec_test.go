package local

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/table"
)

// anyValue draws a value of any type.
func anyValue() *rapid.Generator[table.Value] {
	return rapid.OneOf(
		rapid.Map(rapid.String(), table.S),
		rapid.Map(rapid.Int64(), table.N),
		rapid.Map(rapid.Bool(), table.Bool),
		rapid.Map(rapid.SliceOf(rapid.Byte()), table.B),
	)
}

func anyAttrs() *rapid.Generator[table.Attrs] {
	return rapid.Map(rapid.MapOf(rapid.StringN(1, -1, -1), anyValue()), func(m map[string]table.Value) table.Attrs { return m })
}

func TestAttributesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attrs := anyAttrs().Draw(t, "attrs")
		text := encode(attrs)
		if text == "" {
			t.Fatal("stored as nothing, which means that there is no item")
		}
		got, err := decode(text)
		if err != nil || !got.Equal(attrs) {
			t.Fatalf("%v %v", got, err)
		}
		if again := encode(attrs.Clone()); again != text {
			t.Fatal("equal attributes are stored differently")
		}
	})
}

func TestChangesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		images := rapid.OneOf(rapid.Just(""), rapid.Map(anyAttrs(), encode))
		before, after := images.Draw(t, "before"), images.Draw(t, "after")
		key := table.Key{P: rapid.String().Draw(t, "p"), S: rapid.String().Draw(t, "s")}
		seq := rapid.Uint64().Draw(t, "seq")
		c, err := decodeChange(streamKey(seq), encodeChange(itemKey(key), before, after))
		if err != nil || c.Seq != seq || c.Key != key {
			t.Fatalf("%+v %v", c, err)
		}
		if (c.Old == nil) != (before == "") || (c.New == nil) != (after == "") {
			t.Fatalf("a missing image came back as one: %+v", c)
		}
	})
}

func TestDamagedAttributes(t *testing.T) {
	whole := encode(table.Attrs{"a": table.S("text"), "b": table.N(-5), "c": table.B([]byte("x")), "d": table.Bool(true)})
	for name, text := range map[string]string{
		"nothing":               "",
		"one more byte":         whole + "\x00",
		"more attributes":       "\x7f" + whole[1:],
		"unknown tag":           "\x01\x01a\x09",
		"no tag":                "\x01\x01a",
		"name twice":            "\x02\x01a\x03\x01a\x03",
		"names out of order":    "\x02\x01b\x03\x01a\x03",
		"length beyond the end": "\x01\x01a\x01\xff\xff\xff\xff\x0f",
		"number too long":       "\x01\x01a\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
		"number without end":    "\x01\x01a\x02" + strings.Repeat("\x80", 20),
		"number padded":         "\x01\x01a\x02\x80\x00",
		"huge count":            "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
	} {
		if attrs, err := decode(text); !errors.Is(err, errBadRecord) {
			t.Errorf("%s: read as %v, %v", name, attrs, err)
		}
	}
	for n := range whole {
		if _, err := decode(whole[:n]); err == nil {
			t.Errorf("the first %d bytes of %d were read as whole", n, len(whole))
		}
	}
}

func TestDamagedChanges(t *testing.T) {
	key, image := itemKey(table.Key{P: "p", S: "s"}), encode(table.Attrs{"a": table.N(1)})
	for name, record := range map[string]string{
		"nothing":         "",
		"no key":          encodeChange("", "", image),
		"a bad key":       encodeChange("abc", "", image),
		"a bad old image": encodeChange(key, "\x05", image),
		"a bad new image": encodeChange(key, image, "\x05"),
		"one more byte":   encodeChange(key, "", image) + "\x00",
	} {
		if c, err := decodeChange(streamKey(1), record); err == nil {
			t.Errorf("%s: read as %+v", name, c)
		}
	}
	if _, err := decodeChange("s1", encodeChange(key, "", image)); err == nil {
		t.Error("a record under a short key was read")
	}
}

// FuzzDecode reads any text: what is accepted is exactly what would be written.
func FuzzDecode(f *testing.F) {
	f.Add("")
	f.Add("\x00")
	f.Add(encode(table.Attrs{"a": table.S("text"), "n": table.N(-1), "t": table.Bool(true), "f": table.Bool(false), "b": table.B([]byte{0})}))
	f.Fuzz(func(t *testing.T, text string) {
		attrs, err := decode(text)
		if err == nil && encode(attrs) != text {
			t.Errorf("%q was read as %v", text, attrs)
		}
	})
}
