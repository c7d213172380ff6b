package soak

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// How large the company is. Every worker has people of its own, so that its books are exact without a lock.
const (
	workers   = 8
	positions = 60 // people of one worker at a time
	seats     = 40 // of the scarce product at the beginning
)

var (
	groupNames  = []string{"Everyone", "Sales", "Support", "Engineering", "Berlin", "Leads"}
	departments = []string{"Sales", "Support", "Engineering", "Finance"}
	languages   = []string{"", "en", "de", "fr-FR", "pt-BR"}
)

// person is somebody as the identity provider last heard that we know them.
type person struct {
	id, userName, department, preferred string
	active, gone, entra                 bool
	groups                              map[string]bool // by name
}

func newPerson(r *rand.Rand, worker, n int, entra bool) *person {
	return &person{
		entra:    entra,
		userName: fmt.Sprintf("worker%d-%d@example.com", worker, n), active: true, groups: map[string]bool{},
		department: departments[r.IntN(len(departments))], preferred: languages[r.IntN(len(languages))],
	}
}

// scimUser is the whole person, as a POST or PUT has them.
func (p *person) scimUser() map[string]any {
	user := map[string]any{
		"schemas":  []string{"urn:ietf:params:scim:schemas:core:2.0:User", enterprise},
		"userName": p.userName, "externalId": "x-" + p.userName, "displayName": "Person " + p.userName, "active": p.active,
		"name":     map[string]any{"givenName": "Person", "familyName": p.userName},
		"emails":   []any{map[string]any{"value": p.userName, "type": "work", "primary": true}},
		enterprise: map[string]any{"department": p.department},
	}
	if p.preferred != "" {
		user["preferredLanguage"] = p.preferred
	}
	return user
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// ruling is a rule in the admin's books.
type ruling struct {
	id, group, department string // department: the condition, if any
	enabled, entra        bool   // entra: whose group it is
	products              []string
	role, language        string
}

func newRuling(r *rand.Rand) *ruling {
	rule := &ruling{group: groupNames[r.IntN(len(groupNames))], enabled: r.IntN(5) > 0, entra: r.IntN(2) == 0}
	for _, product := range products {
		if r.IntN(3) == 0 {
			rule.products = append(rule.products, product)
		}
	}
	if r.IntN(4) == 0 {
		rule.department = departments[r.IntN(len(departments))]
	}
	if r.IntN(3) == 0 {
		rule.language = []string{"de", "fr", "nl"}[r.IntN(3)]
	}
	if r.IntN(3) == 0 {
		rule.role = "member"
	}
	return rule
}

// body is the rule as the admin API takes it; group is the id of its group.
func (r *ruling) body(group string) map[string]any {
	list := []any{}
	for _, key := range r.products {
		list = append(list, map[string]any{"key": key})
	}
	b := map[string]any{"enabled": r.enabled, "group": group, "description": "For " + r.group, "products": list}
	if r.department != "" {
		b["condition"] = fmt.Sprintf("department eq %q", r.department)
	}
	if r.language != "" {
		b["language"] = r.language
	}
	if r.role != "" {
		b["role"] = map[string]any{"kind": r.role}
	}
	return b
}

// scarce has too few seats; rooms needs meeting.
const scarce = "webinar"

var (
	products = []string{"meeting", "rooms", scarce}
	requires = map[string]string{"rooms": "meeting"}
)

// due is what somebody shall have: worked out from the books and the words of the domain, and nothing else.
type due struct {
	entitled bool
	products map[string]bool
	language string
}

func (p *person) due(rules []*ruling) due {
	d := due{products: map[string]bool{}}
	for _, r := range rules {
		if p.gone || !p.active || !r.enabled || r.entra != p.entra || !p.groups[r.group] || r.department != "" && r.department != p.department {
			continue
		}
		d.entitled = true
		for _, key := range r.products {
			d.products[key] = true
			if need := requires[key]; need != "" {
				d.products[need] = true
			}
		}
		if d.language == "" {
			d.language = r.language
		}
	}
	if d.language == "" {
		d.language = map[string]string{"": "en", "en": "en", "de": "de", "fr-FR": "fr", "pt-BR": "pt"}[p.preferred]
	}
	return d
}

func (d due) keys() []string { return slices.Sorted(maps.Keys(d.products)) }
