package schema_test

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

//go:embed testdata/normalize.json
var normalizeRows []byte

// vector is one line of testdata/normalize.json: what a client sends, and what it means or why it is refused.
type vector struct {
	Name  string
	Type  string
	In    json.RawMessage
	Want  json.RawMessage
	Error string
}

func TestNormalizeVectors(t *testing.T) {
	var rows []vector
	if err := json.Unmarshal(normalizeRows, &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) {
			got, err := typeOf(row.Type).Normalize(decode(t, row.In))
			if row.Error != "" {
				refused(t, err, row.Error)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(decode(t, row.Want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func typeOf(name string) *schema.ResourceType {
	if name == "Group" {
		return schema.Groups()
	}
	return schema.Users()
}

func decode(t *testing.T, body []byte) map[string]any {
	t.Helper()
	object, err := scim.Decode(body)
	if err != nil {
		t.Fatal(err)
	}
	return object
}

// refused checks a failure that names the attribute and not the value.
func refused(t *testing.T, err error, detail string) {
	t.Helper()
	if !fault.Is(err, fault.Invalid) || fault.Code(err) != scim.InvalidValue {
		t.Fatalf("got %v", err)
	}
	if got := fault.As(err).Detail; got != detail || strings.Contains(got, "secret") {
		t.Errorf("the message is %q", got)
	}
}

func TestNormalizeLeavesItsInputAlone(t *testing.T) {
	body := `{"emails":[{"value":"a","primary":true},{"value":"a","display":"x"},{"value":"b","primary":true}],"name.givenName":"A","name":{"familyName":"L"}}`
	in := decode(t, []byte(body))
	if _, err := schema.Users().Normalize(in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(decode(t, []byte(body)), in); diff != "" {
		t.Error(diff)
	}
}

func TestAGroupMayBeSentWithThousandsOfMembers(t *testing.T) {
	members := make([]any, scim.MaxJSONElements)
	for i := range members {
		members[i] = scim.Object{"value": fmt.Sprint("u", i)}
	}
	got, err := schema.Groups().Normalize(scim.Object{"displayName": "Everybody", "members": members})
	if err != nil || len(got["members"].([]any)) != len(members) {
		t.Fatal(err)
	}
}

// What is canonical stays as it is, whatever was sent.
func TestNormalizeTwiceIsNormalizeOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anything(3).Draw(t, "body").(scim.Object)
		once, err := schema.Users().Normalize(in)
		if err != nil {
			return
		}
		twice, err := schema.Users().Normalize(once)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(once, twice); diff != "" {
			t.Fatal(diff)
		}
	})
}

// anything draws objects whose names are often names of the schema.
func anything(depth int) *rapid.Generator[any] {
	name := rapid.SampledFrom([]string{
		"userName", "USERNAME", "name", "name.givenName", "givenName", "emails", "emails.value", "value", "type", "primary", "Primary",
		"addresses", "locality", "roles", "active", "department", "manager", scim.EnterpriseSchema, scim.EnterpriseSchema + ":manager", "other",
	})
	return rapid.Custom(func(t *rapid.T) any {
		object := scim.Object{}
		for range rapid.IntRange(0, 6).Draw(t, "members") {
			object[name.Draw(t, "name")] = anyValue(t, depth-1)
		}
		return object
	})
}

func anyValue(t *rapid.T, depth int) any {
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	switch {
	case kind == 0:
		return rapid.SampledFrom([]any{nil, "", true, false, int64(1), 0.5, "True"}).Draw(t, "word")
	case kind < 3 || depth == 0:
		return rapid.SampledFrom([]any{"a", "A", "b"}).Draw(t, "text")
	case kind == 3:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "elements") {
			list = append(list, anyValue(t, depth-1))
		}
		return list
	default:
		return anything(depth).Draw(t, "object")
	}
}

func TestNormalizeValueOfOneAttribute(t *testing.T) {
	rt := schema.Users()
	for _, c := range []struct {
		name string
		in   any
		want any // nil: unassigned
		err  string
	}{
		{"emails", "a", []any{scim.Object{"value": "a"}}, ""},
		{"emails.value", "a", "a", ""},
		{"emails.value", "", nil, ""},
		{"emails.value", 5, nil, "emails.value must be a string"},
		{"emails.primary", "TRUE", true, ""},
		{"active", nil, nil, ""},
		{"name.givenName", []any{"secret"}, nil, "name.givenName must be a string"},
		{scim.EnterpriseSchema, scim.Object{"Manager": "m"}, scim.Object{"manager": scim.Object{"value": "m"}}, ""},
		{scim.EnterpriseSchema + ":manager", "m", scim.Object{"value": "m"}, ""},
		{scim.EnterpriseSchema + ":manager.value", 5, nil, scim.EnterpriseSchema + ":manager.value must be a string"},
	} {
		ref, ok := rt.Resolve(c.name)
		if !ok {
			t.Fatalf("%s is unknown", c.name)
		}
		got, assigned, err := rt.NormalizeValue(ref, c.in)
		if c.err != "" {
			refused(t, err, c.err)
			continue
		}
		if diff := cmp.Diff(c.want, got); err != nil || assigned != (c.want != nil) || diff != "" {
			t.Errorf("%s: %v, %v %s", c.name, assigned, err, diff)
		}
	}
}

func TestNormalizeElementOfAList(t *testing.T) {
	rt := schema.Users()
	ref, _ := rt.Resolve("emails")
	got, ok, err := rt.NormalizeElement(ref, scim.Object{"VALUE": "a", "primary": "true"})
	if diff := cmp.Diff(any(scim.Object{"value": "a", "primary": true}), got); !ok || err != nil || diff != "" {
		t.Error(ok, err, diff)
	}
	_, _, err = rt.NormalizeElement(ref, []any{"a"})
	refused(t, err, "emails must be an object")
}

func TestCheckRequired(t *testing.T) {
	if err := schema.Users().CheckRequired(scim.Object{"userName": "a"}); err != nil {
		t.Error(err)
	}
	refused(t, schema.Users().CheckRequired(scim.Object{"displayName": "a"}), "userName is required")
	refused(t, schema.Groups().CheckRequired(scim.Object{}), "displayName is required")
}

func BenchmarkNormalize(b *testing.B) {
	in, err := scim.Decode([]byte(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ann@example.com","name":{"givenName":"Ann","familyName":"Lee"},
"emails":[{"primary":true,"value":"ann@example.com","type":"work"}],"displayName":"Ann Lee","locale":"en-US","externalId":"00ujl29u0le5T6Aj10h7","groups":[],"active":true}`))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := schema.Users().Normalize(in); err != nil {
			b.Fatal(err)
		}
	}
}
