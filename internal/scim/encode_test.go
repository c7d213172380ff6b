package scim_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/scim"
)

func TestWhatHasNoFormInJSONIsRefused(t *testing.T) {
	for name, v := range map[string]any{
		"a function": func() {}, "no number": math.NaN(), "in an object": scim.Object{"a": math.Inf(1)}, "in a list": []any{"a", func() {}},
	} {
		if text, err := scim.AppendJSON(nil, v); err == nil {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestAppendJSON(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{
		{scim.Object{"b": int64(-7), "a": "x", "c": scim.Object{}, "d": []any{}}, `{"a":"x","b":-7,"c":{},"d":[]}`},
		{scim.Object(nil), `null`},
		{[]any(nil), `null`},
		{nil, `null`},
		{[]any{true, false, nil, 2.5, 3.0, 1e300}, `[true,false,null,2.5,3,1e+300]`},
		{"<a & b>", `"<a & b>"`},
		{"say \"x\\y\"\n\u0001", `"say \"x\\y\"\n\u0001"`},
		{"é😀", `"é😀"`},
		{"a\xffb", `"a\ufffdb"`},
		{[]string{"a", "b"}, `["a","b"]`},
	} {
		got, err := scim.AppendJSON([]byte("> "), c.value)
		if err != nil || string(got) != "> "+c.want {
			t.Errorf("%v: %s, want %s (%v)", c.value, got, c.want, err)
		}
	}
}

// canonical draws values of canonical form.
func canonical(depth int) *rapid.Generator[any] {
	simple := rapid.OneOf(rapid.String().AsAny(), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.Float64Range(-1e300, 1e300).AsAny())
	if depth == 0 {
		return simple
	}
	inner := canonical(depth - 1)
	return rapid.OneOf(simple, rapid.SliceOfN(inner, 0, 4).AsAny(), rapid.MapOfN(rapid.String(), inner, 0, 4).AsAny())
}

// TestJSONReadsAsThatOfTheLibrary writes values here and with encoding/json; both must read the same.
func TestJSONReadsAsThatOfTheLibrary(t *testing.T) {
	read := func(text []byte) (v any) {
		d := json.NewDecoder(bytes.NewReader(text))
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		return v
	}
	rapid.Check(t, func(r *rapid.T) {
		v := canonical(3).Draw(r, "value")
		ours, err := scim.AppendJSON(nil, v)
		if err != nil {
			r.Fatal(err)
		}
		theirs, err := json.Marshal(v)
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(read(theirs), read(ours)); diff != "" {
			r.Fatal(diff)
		}
	})
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := rapid.MapOfN(rapid.StringMatching(`[a-z]{1,6}`), canonical(2), 0, 12).Draw(r, "object")
		text, err := scim.AppendJSON(nil, want)
		if err != nil {
			r.Fatal(err)
		}
		got, err := scim.DecodeStored(text)
		if err != nil {
			r.Fatal(err)
		}
		again, err := scim.AppendJSON(nil, got)
		if err != nil || !bytes.Equal(text, again) {
			r.Fatalf("%s, then %s (%v)", text, again, err)
		}
	})
}

func TestDecodeStored(t *testing.T) {
	if o, err := scim.DecodeStored([]byte(`{"a":"x","a":"y"}`)); err != nil || o["a"] != "y" {
		t.Errorf("%v, %v: a name twice is not looked for", o, err)
	}
	for _, broken := range []string{``, `{`, `[]`, `{"a":}`, `{"a":1} 2`, strings.Repeat(`{"a":`, 30) + "1" + strings.Repeat("}", 30)} {
		if o, err := scim.DecodeStored([]byte(broken)); err == nil {
			t.Errorf("%s: %v", broken, o)
		}
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	o, err := scim.Decode([]byte(sampleUser))
	if err != nil {
		b.Fatal(err)
	}
	var space []byte
	b.ReportAllocs()
	for b.Loop() {
		if space, err = scim.AppendJSON(space[:0], o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeStored(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scim.DecodeStored([]byte(sampleUser)); err != nil {
			b.Fatal(err)
		}
	}
}
