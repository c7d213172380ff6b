package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// ann is a user as it is stored, with a password that must never come out.
func ann() scim.Object {
	return scim.Object{
		"schemas":             []any{scim.UserSchema},
		"id":                  "1",
		"userName":            "ann",
		"password":            "secret",
		"name":                scim.Object{"givenName": "Ann", "familyName": "Lee"},
		"emails":              []any{scim.Object{"value": "a", "type": "work"}, scim.Object{"value": "b"}},
		"groups":              []any{scim.Object{"value": "g"}},
		"meta":                scim.Object{"version": "W/\"1\""},
		scim.EnterpriseSchema: scim.Object{"department": "Sales", "manager": scim.Object{"value": "m", "displayName": "M"}},
	}
}

// pick is ann reduced to what a test expects.
func pick(names ...string) scim.Object {
	o := scim.Object{}
	for _, name := range names {
		o[name] = ann()[name]
	}
	return o
}

func with(o scim.Object, name string, v any) scim.Object {
	o[name] = v
	return o
}

func TestProjection(t *testing.T) {
	const enterprise = scim.EnterpriseSchema
	always := func() scim.Object { return pick("schemas", "id") }
	all := func(without ...string) scim.Object {
		o := ann()
		delete(o, "password")
		for _, name := range without {
			delete(o, name)
		}
		return o
	}
	for _, c := range []struct {
		name                 string
		attributes, excluded []string
		want                 scim.Object
	}{
		{"everything but what is never returned", nil, nil, all()},
		{"empty names are none", []string{"", ""}, []string{""}, all()},
		{"the URN of the core schema, in any case", []string{strings.ToUpper(scim.UserSchema)}, nil, all("meta", enterprise)},
		{"without the URN of the core schema", nil, []string{scim.UserSchema}, pick("schemas", "id", "meta", enterprise)},
		{"one", []string{"userName"}, nil, with(always(), "userName", "ann")},
		{"in any case, twice, by URN", []string{"USERNAME", "userName", scim.UserSchema + ":userName"}, nil, with(always(), "userName", "ann")},
		{"unknown names", []string{"shoeSize"}, nil, always()},
		{"the password by name", []string{"password", "id"}, nil, always()},
		{"a part", []string{"name.givenName"}, nil, with(always(), "name", scim.Object{"givenName": "Ann"})},
		{"a part of each element", []string{"emails.type"}, nil, with(always(), "emails", []any{scim.Object{"type": "work"}})},
		{"a part that no element has", []string{"emails.display"}, nil, always()},
		{"the whole wins over a part", []string{"name.givenName", "name"}, nil, with(always(), "name", ann()["name"])},
		{"the whole wins in any order", []string{"name", "name.givenName"}, nil, with(always(), "name", ann()["name"])},
		{"two parts", []string{"name.givenName", "name.familyName"}, nil, with(always(), "name", ann()["name"])},
		{"an extension", []string{enterprise}, nil, with(always(), enterprise, ann()[enterprise])},
		{"of an extension", []string{enterprise + ":department"}, nil, with(always(), enterprise, scim.Object{"department": "Sales"})},
		{"a part in an extension", []string{enterprise + ":manager.value"}, nil, with(always(), enterprise, scim.Object{"manager": scim.Object{"value": "m"}})},
		{"without one", nil, []string{"groups"}, all("groups")},
		{"without what always is there", nil, []string{"id", "schemas"}, all()},
		{"without unknown names", nil, []string{"shoeSize"}, all()},
		{"without a part", nil, []string{"name.familyName"}, with(all(), "name", scim.Object{"givenName": "Ann"})},
		{"without all parts", nil, []string{"name.familyName", "name.givenName"}, all("name")},
		{"without a part of each element", nil, []string{"emails.value"}, with(all(), "emails", []any{scim.Object{"type": "work"}})},
		{"without parts that leave nothing", nil, []string{"emails.value", "emails.type"}, all("emails")},
		{"without an extension", nil, []string{enterprise}, all(enterprise)},
		{"without a part in an extension", nil, []string{enterprise + ":manager.value"}, with(all(), enterprise, scim.Object{"department": "Sales", "manager": scim.Object{"displayName": "M"}})},
		{"a part of what has none", nil, []string{"meta.location"}, all()},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := ann()
			p, err := schema.Users().Projection(c.attributes, c.excluded)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, p.Apply(o)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(ann(), o); diff != "" {
				t.Error("the original was changed", diff)
			}
		})
	}
}

func TestProjectionRefusals(t *testing.T) {
	rt := schema.Users()
	_, err := rt.Projection([]string{"id"}, []string{"name"})
	refused(t, err, "attributes and excludedAttributes must not be given together")
	many := strings.Split(strings.Repeat("secret,", 101), ",")
	_, err = rt.Projection(many, nil)
	refused(t, err, "at most 100 attribute names can be given")
	_, err = rt.Projection(nil, many)
	refused(t, err, "at most 100 attribute names can be given")
}

func TestWantsSparesCostlyAttributes(t *testing.T) {
	for _, c := range []struct {
		attributes, excluded []string
		name                 string
		want                 bool
	}{
		{nil, nil, "members", true},
		{[]string{"displayName"}, nil, "members", false},
		{[]string{"Members.value"}, nil, "members", true},
		{[]string{"displayName"}, nil, "ID", true},
		{[]string{"displayName"}, nil, "shoeSize", false},
		{nil, []string{"MEMBERS"}, "members", false},
		{nil, []string{"members"}, "displayName", true},
		{nil, []string{"members.display"}, "members", true},
		{nil, []string{"id"}, "id", true},
	} {
		p, err := schema.Groups().Projection(c.attributes, c.excluded)
		if err != nil || p.Wants(c.name) != c.want {
			t.Errorf("attributes %v, excluded %v: wants %s: %v", c.attributes, c.excluded, c.name, !c.want)
		}
	}
	p, _ := schema.Users().Projection([]string{"department"}, nil)
	if !p.Wants(scim.EnterpriseSchema) || !p.Wants("department") || p.Wants("groups") {
		t.Error("an extension is wanted for its parts")
	}
}

func TestWithoutProjectionNothingIsCopied(t *testing.T) {
	p, _ := schema.Users().Projection(nil, nil)
	o := scim.Object{"userName": "ann"}
	if allocs := testing.AllocsPerRun(10, func() { o = p.Apply(o) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
	if got := (schema.Projection{}).Apply(o); len(got) != 1 || !(schema.Projection{}).Wants("groups") {
		t.Error("the zero projection has all")
	}
}
