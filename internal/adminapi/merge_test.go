package adminapi

import (
	"encoding/json"
	"reflect"
	"testing"
)

// The examples of RFC 7396, appendix A.
func TestMergeIsThatOfTheRFC(t *testing.T) {
	cases := []struct{ target, patch, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	}
	for _, c := range cases {
		t.Run(c.target+c.patch, func(t *testing.T) {
			if got, want := merge(decode(t, c.target), decode(t, c.patch)), decode(t, c.want); !reflect.DeepEqual(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func decode(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAPatchThatIsNoBodyFails(t *testing.T) {
	for _, patch := range []string{`{`, `{"name":7}`, `[]`} {
		if _, err := patched(UserGroupBody{Name: "x"}, []byte(patch)); err == nil {
			t.Errorf("%s was merged", patch)
		}
	}
	if states([]byte(`[]`), "a") || states([]byte(`{"b":1}`), "a") || !states([]byte(`{"a":null}`), "a") {
		t.Error("which members are stated is misread")
	}
}

func TestIfMatchIsReadLeniently(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "*": 0, `"7"`: 7, `W/"7"`: 7, ` "7" `: 7, "7": 7, `"x"`: never, `"0"`: never, `"-3"`: never, `"7", "8"`: never} {
		if got := (Precondition{text}).version(); got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}
