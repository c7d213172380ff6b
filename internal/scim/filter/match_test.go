package filter_test

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

var (
	//go:embed testdata/match.json
	matchVectors []byte
	//go:embed testdata/breadth.json
	breadthVectors []byte
	//go:embed testdata/invalid.json
	invalidVectors []byte
)

// cases is testdata/match.json and testdata/breadth.json: resources by name, and for each filter the names of those that match.
type cases struct {
	Users, Groups map[string]json.RawMessage
	Rows          []struct {
		Filter, Type string
		Match        []string
	}
}

func TestMatchVectors(t *testing.T) {
	for _, vectors := range [][]byte{matchVectors, breadthVectors} {
		var c cases
		if err := json.Unmarshal(vectors, &c); err != nil {
			t.Fatal(err)
		}
		c.run(t)
	}
}

func (c cases) run(t *testing.T) {
	users, groups := decodeAll(t, c.Users), decodeAll(t, c.Groups)
	for _, row := range c.Rows {
		t.Run(row.Type+" "+row.Filter, func(t *testing.T) {
			resources := users
			if row.Type == "Group" {
				resources = groups
			}
			f := compile(t, row.Filter, row.Type)
			// The text of the tree must mean the same as what was written.
			again := compile(t, f.Expr().String(), row.Type)
			for name, o := range resources {
				want := slices.Contains(row.Match, name)
				if f.Match(o) != want {
					t.Errorf("%s: want %v", name, want)
				}
				if again.Match(o) != want {
					t.Errorf("%s: %s means something else", name, f.Expr())
				}
			}
		})
	}
}

func decodeAll(t *testing.T, in map[string]json.RawMessage) map[string]scim.Object {
	t.Helper()
	out := make(map[string]scim.Object, len(in))
	for name, body := range in {
		o, err := scim.Decode(body)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = o
	}
	return out
}

func typeOf(name string) *schema.ResourceType {
	switch name {
	case "Group":
		return schema.Groups()
	case "Rule":
		return schema.RuleUsers()
	default:
		return schema.Users()
	}
}

func compile(t testing.TB, text, typ string) *filter.Filter {
	t.Helper()
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	f, err := filter.Compile(e, typeOf(typ))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestInvalidVectors(t *testing.T) {
	var rows []struct{ Filter, Type, Says string }
	if err := json.Unmarshal(invalidVectors, &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		t.Run(row.Filter, func(t *testing.T) {
			e, err := filter.Parse(row.Filter)
			if err == nil {
				_, err = filter.Compile(e, typeOf(row.Type))
			}
			refused(t, err, row.Says)
		})
	}
}

func refused(t *testing.T, err error, says string) {
	t.Helper()
	if !fault.Is(err, fault.Malformed) || fault.Code(err) != scim.InvalidFilter {
		t.Fatalf("got %v", err)
	}
	if detail := fault.As(err).Detail; !strings.Contains(detail, says) || strings.Contains(detail, "secret") {
		t.Errorf("the message is %q", detail)
	}
}

func TestCompileRefusesATreeWithoutNodes(t *testing.T) {
	for _, e := range []filter.Expr{nil, filter.Not{}, filter.And{Left: filter.Present{Attr: "title"}}, filter.Or{}, filter.ValuePath{Attr: "emails"}} {
		_, err := filter.Compile(e, schema.Users())
		refused(t, err, "an expression is missing")
	}
}

func TestCompileValueJudgesOneElement(t *testing.T) {
	ref, _ := schema.Users().Resolve("emails")
	work := scim.Object{"value": "a@x.com", "type": "work"}
	for text, want := range map[string]bool{
		`type eq "WORK"`:                      true,
		`type eq "work" and value ew "x.com"`: true,
		`type eq "home" or not (display pr)`:  true,
		`primary eq true`:                     false,
		`value eq "b"`:                        false,
	} {
		e, err := filter.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		f, err := filter.CompileValue(e, ref.Attr)
		if err != nil || f.Match(work) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, says := range map[string]string{
		`userName eq "a"`: "schema does not have", `primary gt true`: "boolean", `emails.type eq "a"`: "schema does not have", `value[type eq "a"]`: "cannot have brackets",
	} {
		e, err := filter.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		_, err = filter.CompileValue(e, ref.Attr)
		refused(t, err, says)
	}
}

// Values of the wrong type can stand in an object that was stored under other rules; they match nothing, and nothing breaks.
func TestStrangeValuesMatchNothing(t *testing.T) {
	strange := []scim.Object{
		{"userName": int64(5), "active": "x", "emails": "x", "name": []any{"x"}, "meta": scim.Object{"created": "x"}, scim.EnterpriseSchema: "x"},
		{"userName": scim.Object{"a": "b"}, "emails": []any{"x", int64(1), nil, scim.Object{"value": []any{}}}, "meta": scim.Object{"created": int64(5)}},
		{},
		nil,
	}
	for _, text := range []string{
		`userName eq "x"`, `userName co ""`, `active eq true`, `emails eq "x"`, `emails[value eq "x"]`, `name.givenName eq "x"`,
		`meta.created ge "2000-01-01T00:00:00Z"`, `department eq "x"`, `manager[value pr]`,
	} {
		f := compile(t, text, "User")
		for _, o := range strange {
			if f.Match(o) {
				t.Errorf("%s matches %v", text, o)
			}
		}
	}
}

func TestEqualsFindsWhatAnIndexCanAnswer(t *testing.T) {
	for _, c := range []struct {
		filter, typ, attribute, want string
		ok                           bool
	}{
		{`userName eq "Ann"`, "User", "userName", "Ann", true},
		{`USERNAME EQ "Ann"`, "User", "userName", "Ann", true},
		{`active eq true and (title pr and userName eq "a")`, "User", "userName", "a", true},
		{`emails[type eq "work"].value eq "x" and externalId eq "e"`, "User", "externalId", "e", true},
		{`emails[type eq "work"].value eq "x"`, "User", "emails.value", "x", true},
		{`emails[type eq "work" and value eq "x"]`, "User", "emails.value", "x", true},
		{`emails eq "x"`, "User", "emails.value", "x", true},
		{`id eq "g" and members eq "u"`, "Group", "members.value", "u", true},
		{`id eq "g" and members eq "u"`, "Group", "id", "g", true},
		{`members[value eq "u"]`, "Group", "members.value", "u", true},
		{`department eq "S"`, "User", scim.EnterpriseSchema + ":department", "S", true},
		{`userName eq "a" and userName eq "b"`, "User", "userName", "a", true},
		{`userName eq "a" or title pr`, "User", "userName", "", false},
		{`not (userName eq "a")`, "User", "userName", "", false},
		{`userName ne "a"`, "User", "userName", "", false},
		{`userName sw "a"`, "User", "userName", "", false},
		{`userName eq null`, "User", "userName", "", false},
		{`active eq "true"`, "User", "active", "", false},
		{`meta.created eq "2024-05-01T12:00:00Z"`, "User", "meta.created", "", false},
		{`emails[type eq "work" or value eq "x"]`, "User", "emails.value", "", false},
		{`emails[type eq "work"].value co "x"`, "User", "emails.value", "", false},
		{`userName pr`, "User", "userName", "", false},
	} {
		got, ok := compile(t, c.filter, c.typ).Equals(c.attribute)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: %q, %v", c.filter, got, ok)
		}
	}
}

func TestReadsTellsWhichRelationsAFilterNeeds(t *testing.T) {
	f := compile(t, `userName pr and (GROUPS.value eq "g" or manager pr) and not (emails[type eq "a"].value pr)`, "User")
	var reads []string
	for _, name := range []string{"userName", "groups", "emails", scim.EnterpriseSchema, "type", "manager", "title"} {
		if f.Reads(name) {
			reads = append(reads, name)
		}
	}
	if diff := cmp.Diff([]string{"userName", "groups", "emails", scim.EnterpriseSchema}, reads); diff != "" {
		t.Error(diff)
	}
}

// vectorFilters is every filter of the vectors.
func vectorFilters(t *testing.T) []string {
	t.Helper()
	var c cases
	if err := json.Unmarshal(matchVectors, &c); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range c.Rows {
		all = append(all, row.Filter)
	}
	return all
}
