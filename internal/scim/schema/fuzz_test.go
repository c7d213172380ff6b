package schema_test

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// FuzzNormalize brings whatever is JSON into canonical form: once is enough, no limit is passed, nothing that is unknown or readOnly is left, and a refusal says why.
func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{
		`{"userName":"ann","emails":[{"value":"a","type":"work","primary":"True"},{"VALUE":"A","type":"WORK"}]}`, `{"name.givenName":"Ann","name":{"givenName":"Bob"}}`,
		`{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":"m"},"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value":"n"}`,
		`{"displayName":"x","members":["a",{"value":"a","display":"b"}]}`, `{"x509Certificates":"AAAA","active":"false","id":"7","groups":[{"value":"g"}]}`, `{"emails.value":"x","emails":[]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, rt := range []*schema.ResourceType{schema.Users(), schema.Groups()} {
			in, err := scim.Decode(body)
			if err != nil {
				return
			}
			once, err := rt.Normalize(in)
			if err != nil {
				if fault.Code(err) != scim.InvalidValue || fault.As(err).Detail == "" {
					t.Fatalf("%s: %v", rt.Name, err)
				}
				continue
			}
			canonical(t, rt, once)
			again, _ := scim.Decode(body)
			if same, _ := rt.Normalize(again); !cmp.Equal(once, same) {
				t.Fatalf("%s: two outcomes of one body:\n%s", rt.Name, cmp.Diff(once, same))
			}
			if twice, err := rt.Normalize(once); err != nil || !cmp.Equal(once, twice) {
				t.Fatalf("%s: not canonical after once: %v\n%s", rt.Name, err, cmp.Diff(once, twice))
			}
		}
	})
}

// canonical walks what was accepted: attributes of the schema in its spelling, that a client may write, within their limits.
func canonical(t *testing.T, rt *schema.ResourceType, o scim.Object) {
	t.Helper()
	for name, v := range o {
		ref, ok := rt.Resolve(name)
		if !ok || ref.String() != name || ref.Attr.Mutability == schema.ReadOnly {
			t.Fatalf("%s has a %q", rt.Name, name)
		}
		canonicalValue(t, ref.Attr, v)
	}
}

func canonicalValue(t *testing.T, a *schema.Attribute, v any) {
	t.Helper()
	if list, ok := v.([]any); ok {
		if !a.Multi || len(list) == 0 || len(list) > a.MaxItems {
			t.Fatalf("%s has %d values", a.Name, len(list))
		}
		for _, element := range list {
			canonicalSingle(t, a, element)
		}
		return
	}
	if a.Multi {
		t.Fatalf("%s is no list", a.Name)
	}
	canonicalSingle(t, a, v)
}

func canonicalSingle(t *testing.T, a *schema.Attribute, v any) {
	t.Helper()
	switch v := v.(type) {
	case scim.Object:
		for name, inner := range v {
			sub := a.Find(name)
			if sub == nil || sub.Name != name || sub.Mutability == schema.ReadOnly || len(v) == 0 {
				t.Fatalf("%s has a %q", a.Name, name)
			}
			canonicalValue(t, sub, inner)
		}
	case string:
		if v == "" || utf8.RuneCountInString(v) > a.MaxLength {
			t.Fatalf("%s is a text of %d characters", a.Name, utf8.RuneCountInString(v))
		}
	case nil, []any:
		t.Fatalf("%s is %v", a.Name, v)
	}
}
