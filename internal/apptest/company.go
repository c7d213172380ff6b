package apptest

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// person is a user as the company's identity provider knows it.
type person struct {
	userName   string
	given      string
	family     string
	department string
	title      string
	preferred  string // preferredLanguage
	locale     string
	active     bool
	deleted    bool
	entra      bool // provisioned the way Entra does, else the way Okta does
	groups     []string
	id         string // given by the server
}

// Company is the truth on the identity provider's side.
type Company struct {
	people []*person
	groups map[string]string // name -> id given by the server
}

// groupNames are the 20 directory groups.
var groupNames = []string{
	"Everyone", "Sales", "Sales EMEA", "Support", "Engineering", "Marketing", "Finance", "IT Admins", "Team Leads", "Contractors",
	"Interns", "Berlin", "Paris", "Madrid", "Lisbon", "Amsterdam", "Webinar Hosts", "Quiet", "No Group", "Pilot",
}

var (
	departments = []string{"Sales", "Support", "Engineering", "Marketing", "Finance"}
	titles      = []string{"Intern", "Associate", "Senior Associate", "Lead"}
	tongues     = []string{"", "", "de", "fr-CA", "es", "pt-BR", "sv", "nl"}
)

// NewCompany makes a company of so many people in the Okta and the Entra way; the same seed makes the same company.
func NewCompany(seed uint64, okta, entra int) *Company {
	rnd := rand.New(rand.NewPCG(seed, 7))
	c := &Company{groups: map[string]string{}}
	for i := range okta + entra {
		p := &person{
			userName:   fmt.Sprintf("person%04d@example.com", i),
			given:      fmt.Sprintf("Given%d", i),
			family:     fmt.Sprintf("Family%d", i),
			department: departments[rnd.IntN(len(departments))],
			title:      titles[rnd.IntN(len(titles))],
			preferred:  tongues[rnd.IntN(len(tongues))],
			active:     true,
			entra:      i >= okta,
		}
		if rnd.IntN(3) == 0 {
			p.locale = "it_IT"
		}
		p.groups = someGroups(rnd, p)
		c.people = append(c.people, p)
	}
	return c
}

// someGroups puts most people into Everyone and a few more groups, and some into none.
func someGroups(rnd *rand.Rand, p *person) []string {
	if rnd.IntN(25) == 0 {
		return nil
	}
	groups := []string{"Everyone"}
	if rnd.IntN(20) == 0 {
		groups = nil // only special groups
	}
	for _, name := range groupNames[1:] {
		if p.entra && name == "Quiet" {
			continue // so that every one of them is owed a mail
		}
		if rnd.IntN(8) == 0 {
			groups = append(groups, name)
		}
	}
	return groups
}

func (c *Company) in(group string) []*person {
	var members []*person
	for _, p := range c.people {
		if !p.deleted && slices.Contains(p.groups, group) {
			members = append(members, p)
		}
	}
	return members
}

// scimUser is the resource as an identity provider sends it.
func (p *person) scimUser() map[string]any {
	user := map[string]any{
		"schemas":    []string{"urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"},
		"userName":   p.userName,
		"externalId": "x-" + p.userName,
		"name":       map[string]any{"givenName": p.given, "familyName": p.family},
		"emails":     []any{map[string]any{"primary": true, "value": p.userName, "type": "work", "display": p.userName}},
		"title":      p.title,
		"active":     p.active,
		"groups":     []any{},
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": map[string]any{"department": p.department},
	}
	if p.preferred != "" {
		user["preferredLanguage"] = p.preferred
	}
	if p.locale != "" {
		user["locale"] = p.locale
	}
	return user
}
