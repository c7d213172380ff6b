package scim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

func TestDecodeReadsWhatJSONAllows(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       map[string]any
	}{
		{"nothing in it", ` { } `, map[string]any{}},
		{"texts", `{"a":"x","b":"\u00e9\n\"\\\/","c":"é😀","d":""}`, map[string]any{"a": "x", "b": "é\n\"\\/", "c": "é😀", "d": ""}},
		{"a pair of surrogates, and a lone one", `{"a":"\ud83d\ude00","b":"\ud800"}`, map[string]any{"a": "😀", "b": "\ufffd"}},
		{"words", `{"a":true,"b":false,"c":null}`, map[string]any{"a": true, "b": false, "c": nil}},
		{"whole numbers", `{"a":0,"b":-7,"c":9223372036854775807,"d":1.0,"e":1e3}`, map[string]any{"a": int64(0), "b": int64(-7), "c": int64(9223372036854775807), "d": int64(1), "e": int64(1000)}},
		{"other numbers", `{"a":0.5,"b":-1.25E-2,"c":1e300}`, map[string]any{"a": 0.5, "b": -0.0125, "c": 1e300}},
		{"lists and objects", `{"a":[1,"x",[],{}],"b":{"c":{"d":[null]}}}`, map[string]any{"a": []any{int64(1), "x", []any{}, map[string]any{}}, "b": map[string]any{"c": map[string]any{"d": []any{nil}}}}},
		{"white space everywhere", "\t{\r\n\"a\" : [ 1 , 2 ] , \"b\" : { } }\n", map[string]any{"a": []any{int64(1), int64(2)}, "b": map[string]any{}}},
		{"the same name in two objects", `{"a":{"x":1},"b":{"X":2}}`, map[string]any{"a": map[string]any{"x": int64(1)}, "b": map[string]any{"X": int64(2)}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := scim.Decode([]byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeRefusesPrecisely(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"nothing", ``, "must be a JSON object"},
		{"a list", `[]`, "must be a JSON object"},
		{"a text", `"secret"`, "must be a JSON object"},
		{"not UTF-8", "{\"a\":\"\xff\"}", "not UTF-8"},
		{"two objects", `{} {}`, "behind the JSON object, near byte 4"},
		{"a NUL behind it", "{}\x00", "behind the JSON object"},
		{"not closed", `{"a":1`, "comma or a closing bracket"},
		{"a NUL as bracket", "{\"a\":1\x00", "comma or a closing bracket"},
		{"list not closed", `{"a":[1`, "comma or a closing bracket"},
		{"a comma too many", `{"a":1,}`, "member name in quotes"},
		{"a comma too many in a list", `{"a":[1,]}`, "value is missing"},
		{"no comma", `{"a":1 "b":2}`, "comma or a closing bracket"},
		{"no colon", `{"a" 1}`, "colon is missing, near byte 6"},
		{"no value", `{"a":}`, "value is missing"},
		{"a name without quotes", `{secret:1}`, "member name in quotes"},
		{"a name not closed", `{"secret`, "not closed"},
		{"a text not closed", `{"a":"secret}`, "not closed"},
		{"a text that ends in a backslash", `{"a":"x\`, "not closed"},
		{"a control character", "{\"a\":\"x\ny\"}", "control character"},
		{"a hidden control character", "{\"a\":\"x\\\n\"}", "escape"},
		{"an unknown escape", `{"a":"\x41"}`, "escape"},
		{"an unknown escape in a name", `{"\x41":1}`, "escape"},
		{"a word in capitals", `{"a":True}`, "misspelt"},
		{"half a word", `{"a":tru}`, "misspelt"},
		{"a word too long", `{"a":nullx}`, "comma or a closing bracket"},
		{"plus", `{"a":+1}`, "misspelt"},
		{"a leading zero", `{"a":01}`, "misspelt"},
		{"a bare point", `{"a":1.}`, "misspelt"},
		{"a bare exponent", `{"a":1e}`, "misspelt"},
		{"a broken exponent", `{"a":1e+-5}`, "misspelt"},
		{"two points", `{"a":1.2.3}`, "misspelt"},
		{"minus alone", `{"a":-}`, "misspelt"},
		{"too large a number", `{"a":1e999}`, "out of range"},
		{"twice", `{"a":1,"a":1}`, "member twice"},
		{"twice but for case", `{"userName":"secret","USERNAME":"x"}`, "member twice"},
		{"twice by an escape", `{"a":1,"\u0041":1}`, "member twice"},
		{"twice inside", `{"a":[{"b":{"c":1,"C":2}}]}`, "member twice"},
		{"twice far apart", `{` + members(20) + `,"M3":1}`, "member twice"},
		{"twice among many", `{` + members(20) + `,"M17":1}`, "member twice"},
		{"too many members", `{` + members(scim.MaxJSONMembers+1) + `}`, "more than 2000 members"},
		{"too many elements", `{"a":[0` + strings.Repeat(",0", scim.MaxJSONElements) + `]}`, "more than 15000 elements"},
		{"too deep by objects", strings.Repeat(`{"a":`, 21) + "1" + strings.Repeat("}", 21), "more than 20 deep"},
		{"too deep by lists", `{"a":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + "}", "more than 20 deep"},
		{"hopelessly deep", `{"a":` + strings.Repeat("[", 100_000), "more than 20 deep"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := scim.Decode([]byte(c.body))
			if got != nil || !fault.Is(err, fault.Malformed) || fault.Code(err) != scim.InvalidSyntax {
				t.Fatalf("got %v, %v", got, err)
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("the message is %q", err)
			}
		})
	}
}

func TestDecodeAcceptsWhatIsJustAtTheLimits(t *testing.T) {
	for name, body := range map[string]string{
		"members":  `{` + members(scim.MaxJSONMembers) + `}`,
		"elements": `{"a":[0` + strings.Repeat(",0", scim.MaxJSONElements-1) + `]}`,
		"depth":    strings.Repeat(`{"a":`, 20) + "1" + strings.Repeat("}", 20),
	} {
		if _, err := scim.Decode([]byte(body)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// members is the text of n members with different names.
func members(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`"m%d":1`, i)
	}
	return strings.Join(list, ",")
}

const sampleUser = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ann@example.com","name":{"givenName":"Ann","familyName":"Lee"},
"emails":[{"primary":true,"value":"ann@example.com","type":"work"}],"displayName":"Ann Lee","locale":"en-US","externalId":"00ujl29u0le5T6Aj10h7","groups":[],"password":"1mz050nq","active":true}`

func BenchmarkDecode(b *testing.B) {
	body := []byte(sampleUser)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scim.Decode(body); err != nil {
			b.Fatal(err)
		}
	}
}
