package scim_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// FuzzDecode holds Decode against encoding/json, in both directions: what Decode accepts means the same there, and what it refuses is no JSON object there, breaks a limit, or has
// a member twice.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":[1,2.5,-3e2,"x",true,false,null,{"b":{}}]}`, `{"a":"\ud83d\ude00\u0041\n"}`, `{"a":1,"A":2}`, `{"a":01}`, `[[[[`,
		"{\"\xff\":1}", `{"a":1e999}`, `{"userName":"ann@example.com","active":"True"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := scim.Decode(body)
		var want map[string]any
		standard := json.Unmarshal(body, &want)
		reason := forbidden(body)
		if err != nil {
			if fault.Code(err) != scim.InvalidSyntax || got != nil {
				t.Fatalf("got %v, %v", got, err)
			}
			if standard == nil && want != nil && reason == "" {
				t.Fatalf("refused %q: %v", body, err)
			}
			return
		}
		if standard != nil || reason != "" {
			t.Fatalf("accepted %q: %v, %s", body, standard, reason)
		}
		if diff := cmp.Diff(want, floats(got)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// forbidden says which rule of Decode a JSON text breaks, found token by token; "" for none.
func forbidden(body []byte) string {
	if !utf8.Valid(body) {
		return "not UTF-8"
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return forbiddenValue(d, 0)
}

func forbiddenValue(d *json.Decoder, depth int) string {
	token, err := d.Token()
	if errors.Is(err, io.EOF) || err != nil {
		return "no JSON"
	}
	if n, ok := token.(json.Number); ok {
		if _, err := n.Float64(); err != nil {
			return "out of range"
		}
	}
	if bracket, ok := token.(json.Delim); ok {
		return forbiddenList(d, bracket == '{', depth+1)
	}
	return ""
}

// forbiddenList reads the rest of an object or a list.
func forbiddenList(d *json.Decoder, object bool, depth int) string {
	var names []string
	count, most := 0, map[bool]int{true: scim.MaxJSONMembers, false: scim.MaxJSONElements}[object]
	for d.More() {
		if object {
			name, err := d.Token()
			if err != nil {
				return "no JSON"
			}
			for _, other := range names {
				if strings.EqualFold(other, name.(string)) {
					return "a member twice"
				}
			}
			names = append(names, name.(string))
		}
		if why := forbiddenValue(d, depth); why != "" {
			return why
		}
		count++
	}
	if _, err := d.Token(); err != nil {
		return "no JSON"
	}
	if depth > scim.MaxJSONDepth || count > most {
		return "over a limit"
	}
	return ""
}

// floats turns whole numbers into what encoding/json makes of them.
func floats(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			v[name] = floats(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = floats(inner)
		}
	case int64:
		return float64(v)
	}
	return v
}
