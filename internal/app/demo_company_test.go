package app

import (
	"regexp"
	"slices"
	"testing"

	"usersync/internal/rule"
	"usersync/internal/scim/schema"
)

func sampleCompany(t *testing.T) *company {
	t.Helper()
	c, err := readCompany()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheSampleCompanyIsTheSameEveryTime(t *testing.T) {
	c := sampleCompany(t)
	people := c.people()
	if !slices.EqualFunc(people, c.people(), func(a, b samplePerson) bool { return a.userName == b.userName && a.title == b.title }) {
		t.Error("a second look finds other people")
	}
	if len(people) != 2000 || len(c.Groups) != 25 || len(c.Rules) != 12 || len(c.Products) != 6 {
		t.Errorf("%d people, %d groups, %d rules, %d products", len(people), len(c.Groups), len(c.Rules), len(c.Products))
	}
}

// Every person can be pushed, has an address of their own in a domain that nobody has (RFC 2606), and speaks one of the seven languages; every language is spoken.
func TestSamplePeopleAreBelievable(t *testing.T) {
	address := regexp.MustCompile(`^[a-z]+\.[a-z-]+[0-9]*@(northwind\.)?example\.com$`)
	names, spoken := map[string]bool{}, map[string]int{}
	for _, p := range sampleCompany(t).people() {
		if !address.MatchString(p.userName) || names[p.userName] {
			t.Errorf("%s %s has the address %s", p.given, p.family, p.userName)
		}
		names[p.userName] = true
		spoken[p.place.Language]++
		if _, err := schema.Users().Normalize(p.resource()); err != nil {
			t.Fatalf("%s: %v", p.userName, err)
		}
	}
	for _, language := range rule.Languages {
		if spoken[language] < 100 {
			t.Errorf("%d people speak %s", spoken[language], language)
		}
	}
}

func TestSampleGroupsAreNotEmptyAndRulesNameThem(t *testing.T) {
	c := sampleCompany(t)
	people, sizes := c.people(), map[string]int{}
	for _, g := range c.Groups {
		sizes[g.Name] = len(g.members(people))
		if sizes[g.Name] == 0 || g.Most > 0 && sizes[g.Name] > g.Most {
			t.Errorf("%s has %d members", g.Name, sizes[g.Name])
		}
	}
	for _, r := range c.Rules {
		if sizes[r.Group] == 0 {
			t.Errorf("the rule %q is for %q", r.Description, r.Group)
		}
	}
	if sizes["Everyone"] != samplePeople-northwindPeople || sizes["Northwind"] != northwindPeople {
		t.Errorf("sizes %v", sizes)
	}
}
