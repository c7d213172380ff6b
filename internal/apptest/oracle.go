package apptest

import (
	"slices"
	"strings"
)

// A ruling is one rule of the story, in the story's own words: group and user-group names instead of ids.
type ruling struct {
	name      string
	id        string // given by the server
	disabled  bool
	group     string
	condition string // what is sent; %ENG% stands for the id of the group Engineering
	holds     func(p *person) bool
	products  []grant
	role      string // "", member, manager, admin
	managed   any    // for managers: "all" or names of user groups
	userGroup string // "", none, or a name
	settings  string // "", default, or a name
	language  string
	mail      string // "", none, default, or a name
}

type grant struct{ key, plan string }

// webinarSeats are too few for all who shall have it.
const webinarSeats = 60

// requires and excludes are the catalogue's relations.
var (
	requires = map[string]string{"rooms": "meeting"}
	excludes = map[string]string{"lite": "connect"}
)

// rulings are the rules of the story, strongest first.
func rulings() []*ruling {
	return []*ruling{
		{name: "administrators", group: "IT Admins", role: "admin", products: []grant{{"console", ""}}},
		{name: "no mail", group: "Quiet", mail: "none"},
		{name: "contractors", group: "Contractors", products: []grant{{"connect", "basic"}}, userGroup: "none", role: "member", settings: "default"},
		{name: "sales EMEA", group: "Sales EMEA", products: []grant{{"meeting", "pro"}, {"webinar", ""}}, role: "manager", managed: []string{"EMEA"}, userGroup: "EMEA", language: "de"},
		{
			name: "sales", group: "Sales", condition: `department eq "Sales" and not (title sw "Intern")`,
			holds:    func(p *person) bool { return p.department == "Sales" && !strings.HasPrefix(p.title, "Intern") },
			products: []grant{{"meeting", "basic"}}, userGroup: "Sales", mail: "Warm",
		},
		{name: "leads", group: "Team Leads", role: "manager", managed: "all"},
		{name: "Berlin", group: "Berlin", language: "de", settings: "Careful"},
		{name: "Paris", group: "Paris", language: "fr"},
		{name: "switched off", disabled: true, group: "Everyone", products: []grant{{"console", ""}}, role: "admin"},
		{name: "hosts", group: "Webinar Hosts", products: []grant{{"webinar", ""}}},
		{name: "pilot", group: "Pilot", products: []grant{{"lite", ""}}},
		{
			name: "support leads and helpers", group: "Support", condition: `title eq "lead" or memberOf eq "%ENG%"`,
			holds:    func(p *person) bool { return p.title == "Lead" || slices.Contains(p.groups, "Engineering") },
			products: []grant{{"rooms", ""}},
		},
		{name: "everyone", group: "Everyone", products: []grant{{"connect", "pro"}}, userGroup: "All"},
	}
}

// expected is what one person shall have, worked out from the words of the domain and nothing else.
type expected struct {
	matched   bool
	products  map[string]holding
	role      string
	userGroup string // name; "" for none
	settings  string
	language  string
	mail      string
}

type holding struct{ plan, owner, rule string }

// outcome works out what a person shall have.
func outcome(p *person, rules []*ruling) expected {
	e := expected{products: map[string]holding{}}
	var role, group, settings, mail string
	for _, r := range matching(p, rules) {
		e.matched = true
		role = first(role, r.role)
		group, settings, mail = first(group, r.userGroup), first(settings, r.settings), first(mail, r.mail)
		e.language = first(e.language, r.language)
		e.add(r)
	}
	if group != "none" {
		e.userGroup = group
	}
	e.role = first(role, "member")
	e.settings, e.mail = first(settings, "default"), first(mail, "default")
	e.language = first(e.language, spoken(p))
	return e
}

func matching(p *person, rules []*ruling) []*ruling {
	var list []*ruling
	for _, r := range rules {
		if !r.disabled && slices.Contains(p.groups, r.group) && (r.holds == nil || r.holds(p)) {
			list = append(list, r)
		}
	}
	return list
}

// add gives a rule's products: the strongest rule that names one decides, exclusions go to the stronger.
func (e *expected) add(r *ruling) {
	for _, g := range r.products {
		if old, has := e.products[g.key]; has && old.owner == "rule" {
			continue
		}
		if e.excluded(g.key) {
			continue
		}
		e.products[g.key] = holding{g.plan, "rule", r.id}
		if need := requires[g.key]; need != "" {
			if _, has := e.products[need]; !has {
				e.products[need] = holding{"", "prerequisite", r.id}
			}
		}
	}
}

func (e *expected) excluded(key string) bool {
	for a, b := range excludes {
		if _, hasA := e.products[a]; hasA && key == b {
			return true
		}
		if _, hasB := e.products[b]; hasB && key == a {
			return true
		}
	}
	return false
}

// spoken is the language of somebody for whom no rule states one.
func spoken(p *person) string {
	for _, tag := range []string{p.preferred, p.locale} {
		short, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
		if slices.Contains([]string{"en", "fr", "it", "de", "es", "pt", "nl"}, short) {
			return short
		}
	}
	return "en"
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
