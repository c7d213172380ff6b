package inspect_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/inspect"
)

const canary = "cAnArY7"

// names of secrets as clients may spell them.
var secretNames = []string{
	"password", "PASSWORD", "Password", "pa\u017fsword", "urn:ietf:params:scim:schemas:core:2.0:User:password", "x509Certificates", "X509certificates", "client_secret", "api-key",
	"access_token", "x509Certificates[type eq \"a\"].value", "authorization",
}

// genDocument makes JSON in which the canary stands wherever a secret does.
func genDocument(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		kind := rapid.IntRange(0, 9).Draw(t, "kind")
		if depth == 0 && kind > 3 {
			kind = 0
		}
		switch kind {
		case 0:
			return rapid.SampledFrom([]any{"ann", 7, true, nil, "x \"y\" \\ é", strings.Repeat("long ", 300)}).Draw(t, "leaf")
		case 1:
			return map[string]any{rapid.SampledFrom(secretNames).Draw(t, "name"): canary}
		case 2:
			return "scr_abcdefghij_" + canary
		case 3:
			return webToken + canary
		case 4:
			return map[string]any{"op": "replace", "path": rapid.SampledFrom(secretNames).Draw(t, "path"), "value": genSecret().Draw(t, "value")}
		case 5:
			return map[string]any{rapid.SampledFrom(secretNames).Draw(t, "name"): genSecret().Draw(t, "value"), "other": genDocument(depth-1).Draw(t, "other")}
		case 6:
			return rapid.SliceOfN(genDocument(depth-1), 0, 4).Draw(t, "list")
		case 7:
			return map[string]any{"filter": "password eq \"" + canary + "\"", "value": genDocument(depth-1).Draw(t, "inner")}
		default:
			return map[string]any{"a": genDocument(depth-1).Draw(t, "a"), "value": genDocument(depth-1).Draw(t, "v"), "z": genDocument(depth-1).Draw(t, "z")}
		}
	})
}

// genSecret is a value that is secret all through.
func genSecret() *rapid.Generator[any] {
	return rapid.SampledFrom([]any{canary, []any{canary, map[string]any{canary: canary}}, map[string]any{"value": canary, "x": []any{canary}}})
}

// escaped writes some letters of JSON in another way.
func escaped(t *rapid.T, text string) string {
	for _, letter := range rapid.SliceOf(rapid.SampledFrom([]string{"p", "a", "s", "w", "_", "e"})).Draw(t, "escapes") {
		text = strings.ReplaceAll(text, letter, "\\u00"+hexOf(letter[0]))
	}
	return text
}

func hexOf(c byte) string { return string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]) }

func leaks(b inspect.Body) bool { return strings.Contains(b.Text, canary) }

// Whatever is around it, wherever it is cut, and however its name is written, a secret does not come out.
func TestNoSecretComesOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		document := rapid.OneOf(genDocument(4), rapid.SliceOfN(genDocument(3), 1, 3).AsAny()).Draw(t, "document")
		raw, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		if rapid.Bool().Draw(t, "escape") && !strings.Contains(text, `\`) && !strings.Contains(text, "true") && !strings.Contains(text, "null") {
			text = escaped(t, text)
		}
		if got := inspect.Mask([]byte(text), int64(len(text))); leaks(got) {
			t.Fatalf("%s\nof %s", got.Text, text)
		}
		end := rapid.IntRange(0, len(text)).Draw(t, "end")
		if got := inspect.Mask([]byte(text[:end]), int64(len(text))+1); leaks(got) {
			t.Fatalf("%s\nof %s", got.Text, text[:end])
		}
	})
}

// A text that is kept is JSON, or the beginning of some, and says nothing of its own.
func FuzzMask(f *testing.F) {
	for _, seed := range []string{
		`{"userName":"ann","password":"p"}`, `{"Operations":[{"op":"add","path":"x509Certificates","value":[{"value":"p"}]}]}`, `[]`, `{"a":"\u00e9\\"}`, `{"value":1,"a":"token"}`, "{", `{"a":"` + credential + `"}`,
	} {
		f.Add([]byte(seed), 0)
	}
	f.Fuzz(func(t *testing.T, raw []byte, more int) {
		size := int64(len(raw)) + int64(max(more, 0))
		got := inspect.Mask(raw, size)
		if len(got.Text) > inspect.MaxBody || got.Hidden && got.Text != "" || got.Size != size {
			t.Fatalf("%+v", got)
		}
		if got.Text == "" || got.Cut {
			return
		}
		if !json.Valid([]byte(got.Text)) || !json.Valid(raw) {
			t.Fatalf("%s of %q", got.Text, raw)
		}
		if again := inspect.Mask([]byte(got.Text), int64(len(got.Text))); again.Text != got.Text {
			t.Fatalf("masked again: %s, once: %s", again.Text, got.Text)
		}
	})
}

// FuzzQueryText puts a secret into a query under its name.
func FuzzQueryText(f *testing.F) {
	f.Add("count=1&", "password", "&x=%zz")
	f.Add("filter=a+eq+%22b%22&", "cli%65nt_secret", "&filter=x")
	f.Fuzz(func(t *testing.T, before, name, after string) {
		if got := inspect.QueryText(before + "&password=" + canary + "&" + after); strings.Contains(got, canary) && !strings.Contains(before+after, canary) {
			t.Fatal(got)
		}
		asked := "filter=" + url.QueryEscape(name+" eq \"password\" or password eq \""+canary+"\"")
		if got := inspect.QueryText(asked); strings.Contains(got, canary) {
			t.Fatal(got)
		}
	})
}
