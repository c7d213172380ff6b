package filter_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// people are those whom fuzzed filters are asked of.
var people = []scim.Object{
	{},
	{"userName": "bob"},
	{"id": "b1", "userName": "Bob", "active": false, "title": "Ärzte", "emails": []any{scim.Object{"value": "a"}}, "name": scim.Object{"givenName": "Bob"}},
	{
		"id": "a1", "externalId": "X", "userName": "ann@example.com", "active": true, "displayName": `Ann "A" \`,
		"emails":              []any{scim.Object{"value": "Ann@Example.com", "type": "work", "primary": true}, scim.Object{"value": "@home", "type": "home"}},
		"roles":               []any{scim.Object{"type": "x"}, scim.Object{"value": "admin", "primary": false}},
		"meta":                scim.Object{"created": "2024-05-01T12:00:00Z", "resourceType": "User"},
		scim.EnterpriseSchema: scim.Object{"department": "Sales", "manager": scim.Object{"value": "m1"}},
	},
}

// Whatever is accepted is within the limits, reads back from its own text as the same tree, and means to Match what it means to the oracle.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`userName eq "bob"`, `title pr and not (active eq "True") or emails[type eq "work" and value co "@"].value sw "a"`, `a eq -1.5e3 or b ne null`,
		`urn:ietf:params:scim:schemas:core:2.0:User:userName sw "\u00e9\n"`, `((((`, `not (not (`, `emails[`, `a eq "\ud800"`, `a eq 01`,
		`meta.created gt "2024-01-01T00:00:00+01:00" and active ne false`, `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager pr`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := filter.Parse(text)
		if err != nil {
			if e != nil || fault.Code(err) != scim.InvalidFilter {
				t.Fatalf("got %v, %v", e, err)
			}
			return
		}
		if depth, terms := size(e); len(text) > filter.MaxBytes || depth > filter.MaxDepth || terms > filter.MaxTerms {
			t.Fatalf("over the limits: %d bytes, depth %d, %d comparisons", len(text), depth, terms)
		}
		again, err := filter.ParseLimited(e.String(), 1<<20, 100, 1000)
		if err != nil || !cmp.Equal(e, again) {
			t.Fatalf("%s: %v", e, err)
		}
		bound, err := filter.Compile(e, schema.Users())
		if err != nil {
			if fault.Code(err) != scim.InvalidFilter {
				t.Fatal(err)
			}
			return
		}
		agree(t, bound)
	})
}

func agree(t *testing.T, bound *filter.Filter) {
	t.Helper()
	for _, o := range people {
		got, want := bound.Match(o), ofType(schema.Users()).match(bound.Expr(), o)
		if got != want {
			t.Errorf("%s of %v: %v, the oracle says %v", bound.Expr(), o, got, want)
		}
		if name, ok := bound.Equals("userName"); ok && got && scim.Fold(name) != scim.Fold(o["userName"].(string)) {
			t.Errorf("%s matches %v, though userName must equal %q", bound.Expr(), o, name)
		}
	}
}

// size is how deep brackets lie inside each other as far as the tree shows, and how many comparisons there are. The tree has no brackets
// that are not needed, so the text may have been deeper.
func size(e filter.Expr) (depth, terms int) {
	switch e := e.(type) {
	case filter.And:
		return sizes(e.Left, e.Right)
	case filter.Or:
		return sizes(e.Left, e.Right)
	case filter.Not:
		depth, terms = size(e.Inner)
		return depth + 1, terms
	case filter.ValuePath:
		depth, terms = size(e.Inner)
		if e.Tail != nil {
			terms++
		}
		return depth + 1, terms
	}
	return 0, 1
}

func sizes(left, right filter.Expr) (depth, terms int) {
	d1, t1 := size(left)
	d2, t2 := size(right)
	return max(d1, d2), t1 + t2
}

// A path that is accepted is within the limits, reads back as the same path, and names no more than an attribute and its part.
func FuzzParsePath(f *testing.F) {
	for _, seed := range []string{
		`userName`, `name.givenName`, `emails[type eq "work"].value`, `members[value eq "a" or value eq "b"]`, `urn:a:2.0:User:manager.value`, `a[`, `__proto__.x`, `a[b[c pr]]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path, err := filter.ParsePath(text)
		if err != nil {
			if fault.Code(err) != scim.InvalidPath {
				t.Fatal(err)
			}
			return
		}
		name := path.Attr[strings.LastIndexByte(path.Attr, ':')+1:] // a URN before it may have slashes (RFC 8141)
		if len(text) > filter.MaxPathBytes || strings.ContainsAny(path.Attr+path.Sub, " []()\"\\\x00") || strings.Contains(name+path.Sub, "/") || strings.Contains(path.Sub, ".") {
			t.Fatalf("accepted as %+v", path)
		}
		if path.Filter != nil {
			if depth, terms := size(path.Filter); depth > filter.MaxDepth || terms > filter.MaxTerms {
				t.Fatalf("over the limits: depth %d, %d comparisons", depth, terms)
			}
		}
		// The text of a path can be longer than what was written: \/ and the like are spelt out.
		again, err := filter.ParsePath(path.String())
		if len(path.String()) <= filter.MaxPathBytes && (err != nil || !cmp.Equal(path, again)) {
			t.Fatalf("%s: %v", path, err)
		}
	})
}

// Every vector means to the oracle what it means to Match.
func TestTheOracleAgreesWithTheVectors(t *testing.T) {
	for _, text := range vectorFilters(t) {
		if e, err := filter.Parse(text); err == nil {
			if bound, err := filter.Compile(e, schema.Users()); err == nil {
				agree(t, bound)
			}
		}
	}
}
