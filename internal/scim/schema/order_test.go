package schema_test

import (
	"slices"
	"strings"
	"testing"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

func TestOrder(t *testing.T) {
	list := func(elements ...any) []any { return elements }
	people := map[string]scim.Object{
		"a": {
			"userName": "Zoe", "id": "1", "active": true, "externalId": "b", "meta": scim.Object{"created": "2026-01-01T01:00:00+01:00"},
			"emails": list(scim.Object{"value": "x@example.com"}, scim.Object{"value": "a@example.com", "primary": true}),
		},
		"b": {
			"userName": "ann", "id": "2", "active": false, "externalId": "B", "meta": scim.Object{"created": "2026-01-01T00:00:00.001Z"},
			"emails": list(scim.Object{"value": "b@example.com"}, scim.Object{"value": "0@example.com"}), "name": scim.Object{"familyName": "Berg"},
		},
		"c": {
			"userName": "Bob", "id": "3", "meta": scim.Object{"created": "2025-12-31T23:59:59Z"}, "name": scim.Object{"familyName": "adams"},
			scim.EnterpriseSchema: scim.Object{"department": "Sales"},
		},
	}
	for _, c := range []struct{ by, want string }{
		{"userName", "bca"},
		{"USERNAME", "bca"},
		{" urn:ietf:params:scim:schemas:core:2.0:User:userName ", "bca"},
		{"id", "abc"},
		{"externalId", "bac"},
		{"active", "bac"},
		{"meta.created", "cab"},
		{"emails", "abc"},
		{"emails.value", "abc"},
		{"name.familyName", "cba"},
		{scim.EnterpriseSchema + ":department", "cab"},
		{"title", "abc"},
	} {
		for _, descending := range []bool{false, true} {
			order, err := schema.Users().Order(c.by, descending)
			if err != nil {
				t.Fatalf("%s: %v", c.by, err)
			}
			names := []string{"a", "b", "c"}
			slices.SortStableFunc(names, func(a, b string) int {
				return order.Compare(order.Key(people[a]), order.Key(people[b]))
			})
			got := names[0] + names[1] + names[2]
			want := c.want
			switch {
			case descending && c.by == scim.EnterpriseSchema+":department":
				want = "abc" // two without a value keep their order
			case descending && c.by != "title":
				want = string([]byte{want[2], want[1], want[0]})
			}
			if got != want {
				t.Errorf("%s, descending %v: %s, want %s", c.by, descending, got, want)
			}
		}
	}
}

func TestOrderNeedsSimpleValues(t *testing.T) {
	for _, by := range []string{"", " ", "name", "nothing", "password", scim.EnterpriseSchema, "addresses", "userName.x"} {
		if _, err := schema.Users().Order(by, false); fault.Code(err) != scim.InvalidValue {
			t.Errorf("%q: %v", by, err)
		}
	}
	var none schema.Order
	if none.By() != "" || none.Compare(none.Key(scim.Object{"id": "1"}), none.Key(nil)) != 0 {
		t.Error("the zero order knows values")
	}
	order, _ := schema.Groups().Order("DISPLAYNAME", false)
	if order.By() != "displayName" {
		t.Errorf("the order is by %q", order.By())
	}
}

// TestSortKeysAsText: a key that went through a cursor stands where it stood.
func TestSortKeysAsText(t *testing.T) {
	order, err := schema.Users().Order("userName", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, resource := range []scim.Object{{}, {"userName": "Ann"}, {"userName": strings.Repeat("\u00e4", 600)}, {"userName": "n1"}, {"userName": int64(7)}, {"userName": 0.5}, {"userName": true}, {"userName": false}} {
		key := order.Key(resource)
		again, ok := schema.ParseSortKey(key.Text())
		if !ok || order.Compare(key, again) != 0 || len(key.Text()) > 513 {
			t.Errorf("%v: %+v became %+v, %v", resource, key, again, ok)
		}
	}
	for _, text := range []string{"x", "t", "n", "nn", "no number"} {
		if _, ok := schema.ParseSortKey(text); ok {
			t.Errorf("%q is a key", text)
		}
	}
}
