package apptest

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// settled is how long the product may take to come to rest.
const settled = 2 * time.Minute

// Story is the company, its rules as the admin wrote them, and what happened so far.
type Story struct {
	t       testing.TB
	server  Server
	company *Company
	rules   []*ruling
	groups  map[string]string // user group name -> id
	presets map[string]string // settings template name -> id
	mails   map[string]string // e-mail template name -> id
	joined  map[*person]bool  // had an outcome at some stop
	owed    map[*person]expected
}

// NewStory prepares the story of a company on a server that holds nothing yet.
func NewStory(t testing.TB, s Server, c *Company) *Story {
	return &Story{
		t: t, server: s, company: c, rules: rulings(),
		groups: map[string]string{}, presets: map[string]string{"default": "default"}, mails: map[string]string{"default": "default", "none": "none"},
		joined: map[*person]bool{}, owed: map[*person]expected{},
	}
}

// During plays a chapter, and may work on the server meanwhile.
type During func(chapter func())

// Undisturbed plays a chapter and does nothing else.
func Undisturbed(chapter func()) { chapter() }

// Play plays the company's whole way: it pushes its people and groups, its admin writes rules, people leave and come back. At every stop, what
// everybody has must equal a computation made from the words of the domain alone.
func (s *Story) Play(meanwhile During) {
	s.switchSync(false)
	okta, entra := s.split()
	meanwhile(func() { s.pushOkta(okta) })
	meanwhile(s.writeRules)
	s.switchSync(true)
	meanwhile(func() { IsQuiet(s.server, settled) })
	s.stop("after the first sync", okta)
	for _, p := range okta {
		if e := outcome(p, s.rules); e.matched {
			s.owed[p] = e
		}
	}
	s.checkMails("after the first sync")

	meanwhile(func() { s.pushEntra(entra) })
	s.stop("after the second provider", s.company.people)

	meanwhile(func() { s.leaveAndMove() })
	s.stop("after leavers, a rename and movers", s.company.people)

	meanwhile(func() { s.reorder(); s.comeBack() })
	s.stop("after a re-order and returners", s.company.people)
	s.checkMails("at the end")
}

func (s *Story) split() (okta, entra []*person) {
	for _, p := range s.company.people {
		if p.entra {
			entra = append(entra, p)
		} else {
			okta = append(okta, p)
		}
	}
	return okta, entra
}

func (s *Story) switchSync(on bool) {
	s.server.Admin().Want(200, http.MethodPatch, "/sync", map[string]any{"enabled": on})
}

// pushOkta provisions on eight connections at once, then pushes groups with their members.
func (s *Story) pushOkta(people []*person) {
	scim := s.server.SCIM()
	parallel(8, people, scim.provision)
	for _, name := range groupNames {
		id := scim.createGroup(name)
		s.company.groups[name] = id
		var members []*person
		for _, p := range s.company.in(name) {
			if !p.entra {
				members = append(members, p)
			}
		}
		scim.pushMembers(id, members)
	}
}

// pushEntra provisions and then adds members one by one.
func (s *Story) pushEntra(people []*person) {
	scim := s.server.SCIM()
	parallel(4, people, func(p *person) {
		scim.provision(p)
		for _, name := range p.groups {
			scim.addMember(s.company.groups[name], p)
		}
	})
}

// leaveAndMove deactivates, deletes, moves and renames.
func (s *Story) leaveAndMove() {
	scim := s.server.SCIM()
	for i, p := range s.company.people {
		switch {
		case i%23 == 0:
			scim.setActive(p, false)
		case i%41 == 0:
			scim.remove(p)
		case i%17 == 0 && len(p.groups) > 1:
			group := p.groups[1]
			p.groups = append(p.groups[:1:1], p.groups[2:]...)
			scim.removeMember(s.company.groups[group], p)
		}
	}
	scim.rename(s.company.groups["Berlin"], "Berlin (new)")
}

// comeBack switches half of the leavers on again.
func (s *Story) comeBack() {
	scim := s.server.SCIM()
	for i, p := range s.company.people {
		if i%46 == 0 {
			scim.setActive(p, true)
		}
	}
}

func parallel(n int, people []*person, do func(*person)) {
	work := make(chan *person)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for p := range work {
				do(p)
			}
		})
	}
	for _, p := range people {
		work <- p
	}
	close(work)
	wg.Wait()
}

// stop waits for quiet and compares everybody with what they shall have.
func (s *Story) stop(when string, people []*person) {
	s.t.Helper()
	Quiet(s.server, settled)
	users := map[string]map[string]any{}
	for _, u := range s.server.Admin().All("/users") {
		name := strings.ToLower(u["userName"].(string))
		if users[name] != nil {
			s.t.Errorf("%s: %s is listed twice", when, name)
		}
		users[name] = u
	}
	wanting, holding := 0, 0
	for _, p := range people {
		w, h := s.compare(when, p, users[p.userName])
		wanting, holding = wanting+w, holding+h
	}
	if want := min(webinarSeats, wanting); holding != want {
		s.t.Errorf("%s: %d seats of webinar held, want %d (%d want one)", when, holding, want, wanting)
	}
	if s.t.Failed() {
		s.t.FailNow()
	}
}

// writeRules fills the catalogue and writes the rules in order.
func (s *Story) writeRules() {
	admin := s.server.Admin()
	s.atOnce(admin)
	s.catalogue(admin)
	for _, r := range s.rules {
		r.id = s.create(admin, "/rules", "description", r.name, s.ruleBody(r))
	}
	s.inOrder(admin)
}

// atOnce has rules go live as they are saved, for as many people as there are, and lets identity providers take from as many within an hour as this story has leavers.
func (s *Story) atOnce(admin *Client) {
	many := map[string]any{"hourly": map[string]any{"min": 1000, "percent": 50}, "mails": 100_000}
	admin.persist("PATCH", "/account/settings", map[string]any{"reviewRules": false, "guard": many})
}

// create posts a thing unless it is there already: a request that was cut off may have been carried out.
func (s *Story) create(admin *Client, path, nameMember, name string, body map[string]any) string {
	for {
		list := admin.expect(http.MethodGet, path+"?limit=500", nil, 200)
		for _, item := range list.Body["items"].([]any) {
			if it := item.(map[string]any); it[nameMember] == name {
				if id, ok := it["id"].(string); ok {
					return id
				}
				return name
			}
		}
		a, err := admin.Try(http.MethodPost, path, body)
		if err == nil && a.Status != http.StatusCreated && a.Status < 500 {
			panic(fmt.Sprintf("POST %s: %d %s", path, a.Status, a.Raw))
		}
		if err != nil {
			time.Sleep(20 * time.Millisecond)
		}
	}
}

func (s *Story) catalogue(admin *Client) {
	products := []map[string]any{
		{"key": "connect", "name": "Connect", "seats": nil, "plans": []string{"basic", "pro"}},
		{"key": "meeting", "name": "Meeting", "seats": 5000, "plans": []string{"basic", "pro"}},
		{"key": "webinar", "name": "Webinar", "seats": webinarSeats},
		{"key": "rooms", "name": "Rooms", "seats": nil, "requires": []string{"meeting"}},
		{"key": "lite", "name": "Lite", "seats": nil, "excludes": []string{"connect"}},
		{"key": "console", "name": "Console", "seats": 900},
	}
	for _, p := range products {
		s.create(admin, "/products", "key", p["key"].(string), p)
	}
	for _, name := range []string{"EMEA", "Sales", "All"} {
		s.groups[name] = s.create(admin, "/user-groups", "name", name, map[string]any{"name": name})
	}
	s.presets["Careful"] = s.create(admin, "/settings-templates", "name", "Careful", map[string]any{"name": "Careful", "settings": map[string]any{"meeting": map[string]any{"recording": false}}})
	s.mails["Warm"] = s.create(admin, "/email-templates", "name", "Warm", map[string]any{"name": "Warm", "variants": map[string]any{
		"en": map[string]any{"subject": "A warm welcome, {{user.givenName}}", "text": "Hello {{user.displayName}}!", "html": "<p>Hello {{user.displayName}}!</p>"},
	}})
}

func (s *Story) ruleBody(r *ruling) map[string]any {
	body := map[string]any{"description": r.name, "enabled": !r.disabled, "group": s.company.groups[r.group]}
	set := func(member, value string) {
		if value != "" {
			body[member] = value
		}
	}
	set("condition", strings.ReplaceAll(r.condition, "%ENG%", s.company.groups["Engineering"]))
	set("userGroup", first(s.groups[r.userGroup], r.userGroup))
	set("settingsTemplate", s.presets[r.settings])
	set("welcomeMail", s.mails[r.mail])
	set("language", r.language)
	var products []map[string]any
	for _, g := range r.products {
		p := map[string]any{"key": g.key}
		if g.plan != "" {
			p["plan"] = g.plan
		}
		products = append(products, p)
	}
	if products != nil {
		body["products"] = products
	}
	if r.role != "" {
		body["role"] = s.roleBody(r)
	}
	return body
}

func (s *Story) roleBody(r *ruling) map[string]any {
	role := map[string]any{"kind": r.role}
	if r.role != "manager" {
		return role
	}
	role["privileges"] = []string{"manage_users", "view_reports"}
	role["managedGroups"] = r.managed
	if names, ok := r.managed.([]string); ok {
		ids := make([]string, 0, len(names))
		for _, name := range names {
			ids = append(ids, s.groups[name])
		}
		role["managedGroups"] = ids
	}
	return role
}

// reorder moves Paris above Berlin and the contractors to the end.
func (s *Story) reorder() {
	s.rules = rulesInOrder(s.rules, "administrators", "no mail", "sales EMEA", "Paris", "Berlin", "sales", "leads", "switched off", "hosts", "pilot", "support leads and helpers", "everyone", "contractors")
	s.inOrder(s.server.Admin())
}

func rulesInOrder(rules []*ruling, names ...string) []*ruling {
	byName := map[string]*ruling{}
	for _, r := range rules {
		byName[r.name] = r
	}
	ordered := make([]*ruling, 0, len(names))
	for _, name := range names {
		ordered = append(ordered, byName[name])
	}
	return ordered
}

func (s *Story) inOrder(admin *Client) {
	ids := make([]string, 0, len(s.rules))
	for _, r := range s.rules {
		ids = append(ids, r.id)
	}
	admin.expect(http.MethodPut, "/rules/order", map[string]any{"ids": ids}, 200)
	s.live(admin)
}

// live waits until the rules that were saved are in force, which a plan of everybody comes before: until then people get, and are welcomed by, the rules of before.
func (s *Story) live(admin *Client) {
	s.t.Helper()
	var last string
	inForce := func() bool {
		a, err := admin.Try(http.MethodGet, "/sync", nil)
		last = a.Raw
		return err == nil && a.Status == http.StatusOK && a.Body["draft"] == false
	}
	if !Soon(settled, 50*time.Millisecond, inForce) {
		s.t.Errorf("the rules are not in force after %v: %s", settled, last)
	}
}
