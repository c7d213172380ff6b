package main_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestOnboarding plays a company's whole way: it pushes its people and groups, its admin writes rules, people leave and
// come back. At every stop, what everybody has equals a computation made from the words of the domain alone.
func TestOnboarding(t *testing.T) {
	s := serve(t)
	newStory(s, newCompany(1, 1000, 200)).play(nothing)
}

// TestOnboardingSurvivesKills plays the same story while the server is killed at ten random moments and started again.
func TestOnboardingSurvivesKills(t *testing.T) {
	s := serve(t)
	story := newStory(s, newCompany(2, 1000, 200))
	killer := &killer{server: s, random: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)), left: 10}
	story.play(killer.during)
	if killer.left > 0 {
		t.Fatalf("the story ended with %d kills to go", killer.left)
	}
}

// story is the company, its rules as the admin wrote them, and what happened so far.
type story struct {
	t       *testing.T
	server  *server
	company *company
	rules   []*ruling
	groups  map[string]string // user group name -> id
	presets map[string]string // settings template name -> id
	mails   map[string]string // e-mail template name -> id
	joined  map[*person]bool  // had an outcome at some stop
	owed    map[*person]expected
}

func newStory(s *server, c *company) *story {
	return &story{
		t: s.t.(*testing.T), server: s, company: c, rules: rulings(),
		groups: map[string]string{}, presets: map[string]string{"default": "default"}, mails: map[string]string{"default": "default", "none": "none"},
		joined: map[*person]bool{}, owed: map[*person]expected{},
	}
}

// chapter is a stretch of the story; the other argument of during works on the server meanwhile.
type during func(chapter func())

func nothing(chapter func()) { chapter() }

func (s *story) play(meanwhile during) {
	s.switchSync(false)
	okta, entra := s.split()
	meanwhile(func() { s.pushOkta(okta) })
	meanwhile(s.writeRules)
	s.switchSync(true)
	meanwhile(func() { s.server.isQuiet(2 * time.Minute) })
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

func (s *story) split() (okta, entra []*person) {
	for _, p := range s.company.people {
		if p.entra {
			entra = append(entra, p)
		} else {
			okta = append(okta, p)
		}
	}
	return okta, entra
}

func (s *story) switchSync(on bool) {
	s.server.admin().want(200, http.MethodPatch, "/sync", map[string]any{"enabled": on})
}

// pushOkta provisions on eight connections at once, then pushes groups with their members.
func (s *story) pushOkta(people []*person) {
	scim := s.server.scim()
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
func (s *story) pushEntra(people []*person) {
	scim := s.server.scim()
	parallel(4, people, func(p *person) {
		scim.provision(p)
		for _, name := range p.groups {
			scim.addMember(s.company.groups[name], p)
		}
	})
}

// leaveAndMove deactivates, deletes, moves and renames.
func (s *story) leaveAndMove() {
	scim := s.server.scim()
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
func (s *story) comeBack() {
	scim := s.server.scim()
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

// killer kills the server with -9 at random moments of a chapter and starts it again.
type killer struct {
	server *server
	random *rand.Rand
	left   int
}

func (k *killer) during(chapter func()) {
	done := make(chan struct{})
	go func() { defer close(done); chapter() }()
	for range 2 {
		select {
		case <-done:
		case <-time.After(time.Duration(20+k.random.IntN(400)) * time.Millisecond):
		}
		k.kill()
	}
	<-done
}

func (k *killer) kill() {
	if k.left == 0 {
		return
	}
	k.left--
	_ = k.server.stop(syscall.SIGKILL)
	k.server.start()
}

// stop waits for quiet and compares everybody with what they shall have.
func (s *story) stop(when string, people []*person) {
	s.t.Helper()
	s.server.quiet(2 * time.Minute)
	users := map[string]map[string]any{}
	for _, u := range s.server.admin().all("/users") {
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
func (s *story) writeRules() {
	admin := s.server.admin()
	s.catalogue(admin)
	for _, r := range s.rules {
		r.id = s.create(admin, "/rules", "description", r.name, s.ruleBody(r))
	}
	s.inOrder(admin)
}

// create posts a thing unless it is there already: a request that was cut off may have been carried out.
func (s *story) create(admin *client, path, nameMember, name string, body map[string]any) string {
	for {
		list := admin.expect(http.MethodGet, path+"?limit=500", nil, 200)
		for _, item := range list.body["items"].([]any) {
			if it := item.(map[string]any); it[nameMember] == name {
				if id, ok := it["id"].(string); ok {
					return id
				}
				return name
			}
		}
		a, err := admin.try(http.MethodPost, path, body)
		if err == nil && a.status != 201 && a.status < 500 {
			panic(fmt.Sprintf("POST %s: %d %s", path, a.status, a.raw))
		}
		if err != nil {
			time.Sleep(20 * time.Millisecond)
		}
	}
}

func (s *story) catalogue(admin *client) {
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

func (s *story) ruleBody(r *ruling) map[string]any {
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

func (s *story) roleBody(r *ruling) map[string]any {
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
func (s *story) reorder() {
	s.rules = rulesInOrder(s.rules, "administrators", "no mail", "sales EMEA", "Paris", "Berlin", "sales", "leads", "switched off", "hosts", "pilot", "support leads and helpers", "everyone", "contractors")
	s.inOrder(s.server.admin())
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

func (s *story) inOrder(admin *client) {
	ids := make([]string, 0, len(s.rules))
	for _, r := range s.rules {
		ids = append(ids, r.id)
	}
	admin.expect(http.MethodPut, "/rules/order", map[string]any{"ids": ids}, 200)
}
