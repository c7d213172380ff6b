package app

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
)

//go:embed demo.json
var demoText []byte

// company is the sample company of demo.json: names in place of ids.
type company struct {
	Places            []samplePlace      `json:"places"`
	Departments       []sampleDepartment `json:"departments"`
	Groups            []sampleGroup      `json:"groups"`
	Products          []rule.Product     `json:"products"`
	UserGroups        []sampleUserGroup  `json:"userGroups"`
	SettingsTemplates []sampleSettings   `json:"settingsTemplates"`
	MailTemplates     []sampleMail       `json:"mailTemplates"`
	Rules             []sampleRule       `json:"rules"`
}

// samplePlace is an office: what is spoken there, how many of a hundred people work there, and names that are heard there.
type samplePlace struct {
	Language, City, Country string
	Share                   int
	Given, Family           []string
}

// sampleDepartment is a department: how many of a hundred people it has, and what they are called.
type sampleDepartment struct {
	Name   string
	Share  int
	Titles []string
}

type sampleUserGroup struct{ Name, Parent string }

type sampleSettings struct {
	Name     string
	Settings map[string]map[string]any
}

type sampleMail struct {
	Name     string
	Variants map[string]provision.MailVariant
}

// sampleGroup is a directory group by who is in it: everybody whom all that is stated fits, the first Most of them.
type sampleGroup struct {
	Name       string
	Department string
	Cities     []string
	Title      string // what titles begin with
	Kind       string
	Northwind  bool
	Most       int
}

type sampleRule struct {
	Description      string
	Group            string
	Products         []rule.ProductGrant
	Role             *sampleRole
	UserGroup        string
	SettingsTemplate string
	Language         string
	WelcomeMail      string
}

type sampleRole struct {
	Kind          rule.RoleKind
	Privileges    []string
	ManagedGroups []string
}

// samplePerson is one of the people. Nobody is meant: names are put together by lot.
type samplePerson struct {
	place                   *samplePlace
	given, family, userName string
	title, department, kind string
	northwind               bool // comes from the company that was bought, by its own identity provider
}

// The size of the company, with the people of the one that was bought.
const (
	samplePeople    = 2000
	northwindPeople = 120
)

// How many of a hundred people are no employees.
const (
	contractorShare = 4
	internShare     = 3
)

func readCompany() (*company, error) {
	var c company
	if err := json.Unmarshal(demoText, &c); err != nil {
		return nil, fmt.Errorf("read the sample company: %w", err)
	}
	return &c, nil
}

// people is everybody, always the same.
func (c *company) people() []samplePerson {
	lot := rand.New(rand.NewPCG(2026, 11)) //nolint:gosec // names, not secrets; the same ones every time
	taken := map[string]int{}
	list := make([]samplePerson, samplePeople)
	for i := range list {
		list[i] = c.person(lot, i >= samplePeople-northwindPeople, taken)
	}
	return list
}

func (c *company) person(lot *rand.Rand, northwind bool, taken map[string]int) samplePerson {
	place := &c.Places[byShare(lot, c.Places, func(p samplePlace) int { return p.Share })]
	department := c.Departments[byShare(lot, c.Departments, func(d sampleDepartment) int { return d.Share })]
	p := samplePerson{
		place: place, given: pick(lot, place.Given), family: pick(lot, place.Family), title: pick(lot, department.Titles), department: department.Name,
		kind: "Employee", northwind: northwind,
	}
	switch n := lot.IntN(100); {
	case n < contractorShare:
		p.kind = "Contractor"
	case n < contractorShare+internShare:
		p.kind, p.title = "Intern", "Intern, "+department.Name
	}
	p.name(taken)
	return p
}

// name makes the userName; a second person of a name gets a number.
func (p *samplePerson) name(taken map[string]int) {
	local, domain := plainASCII(p.given+"."+p.family), "example.com"
	if p.northwind {
		domain = "northwind.example.com"
	}
	taken[local+domain]++
	if n := taken[local+domain]; n > 1 {
		local += fmt.Sprint(n)
	}
	p.userName = local + "@" + domain
}

// byShare draws an index, each as often as its share of all.
func byShare[T any](lot *rand.Rand, list []T, share func(T) int) int {
	total := 0
	for _, one := range list {
		total += share(one)
	}
	n := lot.IntN(total)
	for i, one := range list {
		if n -= share(one); n < 0 {
			return i
		}
	}
	return 0
}

func pick(lot *rand.Rand, list []string) string { return list[lot.IntN(len(list))] }

// plainASCII spells a name as addresses do: without accents, blanks and apostrophes.
func plainASCII(name string) string {
	name = strings.NewReplacer("ß", "ss", "ø", "o", " ", "", "'", "").Replace(strings.ToLower(name))
	plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.Predicate(func(r rune) bool { return r > 127 }))), name)
	if err != nil {
		return name
	}
	return plain
}

// members are the people of a group, by their places in the list.
func (g sampleGroup) members(people []samplePerson) []int {
	var list []int
	for i, p := range people {
		if g.has(p) && (g.Most == 0 || len(list) < g.Most) {
			list = append(list, i)
		}
	}
	return list
}

func (g sampleGroup) has(p samplePerson) bool {
	return g.Northwind == p.northwind &&
		(g.Department == "" || g.Department == p.department) &&
		(g.Kind == "" || g.Kind == p.kind) &&
		(len(g.Cities) == 0 || slices.Contains(g.Cities, p.place.City)) &&
		strings.HasPrefix(p.title, g.Title)
}

// resource is a person as an identity provider sends one.
func (p samplePerson) resource() map[string]any {
	return map[string]any{
		"schemas":           []any{scim.UserSchema, scim.EnterpriseSchema},
		"userName":          p.userName,
		"name":              map[string]any{"givenName": p.given, "familyName": p.family},
		"displayName":       p.given + " " + p.family,
		"title":             p.title,
		"userType":          p.kind,
		"preferredLanguage": p.place.Language,
		"active":            true,
		"emails":            []any{map[string]any{"type": "work", "value": p.userName, "primary": true}},
		"addresses":         []any{map[string]any{"type": "work", "locality": p.place.City, "country": p.place.Country, "primary": true}},
		scim.EnterpriseSchema: map[string]any{
			"department": p.department, "organization": map[bool]string{false: "Example Instruments", true: "Northwind"}[p.northwind],
		},
	}
}
