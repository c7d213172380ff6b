package apptest

import (
	"fmt"
	"slices"
	"strings"
)

// compare checks one person's account user; it returns whether they want a seat of webinar and whether they hold one.
func (s *Story) compare(when string, p *person, user map[string]any) (wanting, holding int) {
	s.t.Helper()
	e := outcome(p, s.rules)
	here := p.active && !p.deleted
	if here && e.matched {
		s.joined[p] = true
	}
	if !s.joined[p] {
		if user != nil {
			s.t.Errorf("%s: %s matches no rule and has an account user: %v", when, p.userName, user)
		}
		return 0, 0
	}
	if user == nil {
		s.t.Errorf("%s: %s has no account user", when, p.userName)
		return 0, 0
	}
	if !here || !e.matched {
		s.same(when, p, "state", user["state"], "suspended")
		s.same(when, p, "products", fmt.Sprint(user["products"]), fmt.Sprint([]any{}))
		return 0, 0
	}
	s.compareSlots(when, p, user, e)
	return s.compareProducts(when, p, user, e)
}

func (s *Story) same(when string, p *person, what string, got, want any) {
	s.t.Helper()
	if got != want {
		s.t.Errorf("%s: %s (groups %s): %s is %v, want %v", when, p.userName, strings.Join(p.groups, ", "), what, got, want)
	}
}

func (s *Story) compareSlots(when string, p *person, user map[string]any, e expected) {
	s.t.Helper()
	s.same(when, p, "role", member(user, "role", "kind"), e.role)
	group := member(user, "userGroup", "id")
	if group == nil {
		group = ""
	}
	s.same(when, p, "user group", group, s.groups[e.userGroup])
	s.same(when, p, "settings template", member(user, "settingsTemplate", "id"), s.presets[e.settings])
	s.same(when, p, "language", member(user, "language", "tag"), e.language)
}

func (s *Story) compareProducts(when string, p *person, user map[string]any, e expected) (wanting, holding int) {
	s.t.Helper()
	list, _ := user["products"].([]any)
	s.same(when, p, "number of products", len(list), len(e.products))
	granted := 0
	for _, item := range list {
		product := item.(map[string]any)
		key := product["key"].(string)
		want, shall := e.products[key]
		if !shall {
			s.t.Errorf("%s: %s has %s and should not", when, p.userName, key)
			continue
		}
		plan, _ := product["plan"].(string)
		s.same(when, p, key+" as", holding3(plan, product["owner"], product["rule"]), holding3(want.plan, want.owner, want.rule))
		if product["state"] == "granted" {
			granted++
		}
		if key == "webinar" {
			wanting = 1
			if product["state"] == "granted" {
				holding = 1
			}
			continue
		}
		s.same(when, p, key, product["state"], "granted")
	}
	state := "active"
	if len(e.products) > 0 && granted == 0 {
		state = "invited"
	}
	s.same(when, p, "state", user["state"], state)
	return wanting, holding
}

func holding3(plan string, owner, rule any) string { return fmt.Sprintf("%s/%v/%v", plan, owner, rule) }

func member(user map[string]any, slot, name string) any {
	object, _ := user[slot].(map[string]any)
	return object[name]
}

// checkMails reads the mails: one for everybody who is owed one, none for anybody twice.
func (s *Story) checkMails(when string) {
	s.t.Helper()
	mails := map[string][]Mail{}
	for _, m := range s.server.Mails() {
		mails[m.To] = append(mails[m.To], m)
		if len(mails[m.To]) > 1 {
			s.t.Errorf("%s: %s got %d mails", when, m.To, len(mails[m.To]))
		}
	}
	for p, e := range s.owed {
		s.checkMail(when, p, e, mails[p.userName])
	}
	for _, p := range s.company.people {
		if p.entra && s.joined[p] && len(outcome(p, s.rules).products) > 0 && p.active && !p.deleted && len(mails[p.userName]) != 1 && !onlyWaits(p, s.rules) {
			s.t.Errorf("%s: %s got %d mails, want one", when, p.userName, len(mails[p.userName]))
		}
	}
	if len(mails) == 0 {
		s.t.Errorf("%s: no mail went out", when)
	}
	if s.t.Failed() {
		s.t.FailNow()
	}
}

// onlyWaits reports whether the scarce product is all that a person shall have, so that they may not be active yet.
func onlyWaits(p *person, rules []*ruling) bool {
	e := outcome(p, rules)
	_, scarce := e.products["webinar"]
	return scarce && len(e.products) == 1
}

func (s *Story) checkMail(when string, p *person, e expected, got []Mail) {
	s.t.Helper()
	if e.mail == "none" || len(e.products) == 0 {
		if len(got) > 0 && e.mail == "none" {
			s.t.Errorf("%s: %s got a mail that a rule forbids", when, p.userName)
		}
		return
	}
	if _, scarce := e.products["webinar"]; scarce && len(e.products) == 1 {
		return
	}
	if len(got) != 1 {
		s.t.Errorf("%s: %s got %d mails, want one", when, p.userName, len(got))
		return
	}
	s.checkLetter(when, p, e, got[0])
}

func (s *Story) checkLetter(when string, p *person, e expected, m Mail) {
	s.t.Helper()
	language := e.language
	if e.mail == "Warm" {
		language = "en" // all that this template has
		s.same(when, p, "mail subject", m.Subject, "A warm welcome, "+p.given)
	}
	if m.Template != "" {
		s.same(when, p, "mail template", m.Template, s.mails[e.mail])
		s.same(when, p, "mail language", m.Language, language)
	}
	if !strings.Contains(m.Text, p.given) {
		s.t.Errorf("%s: the mail to %s does not greet them: %q", when, p.userName, m.Text)
	}
}

// Outcomes is what everybody has, in words that do not depend on the ids that a server gave: two servers that were told the same story give the same. Who of
// those that want a scarce product got a seat is left out: that goes by who came first.
func (s *Story) Outcomes() map[string]string {
	s.t.Helper()
	named := map[string]string{}
	for _, names := range []map[string]string{s.groups, s.presets} {
		for name, id := range names {
			named[id] = name
		}
	}
	for _, r := range s.rules {
		named[r.id] = r.name
	}
	outcomes := map[string]string{}
	for _, u := range s.server.Admin().All("/users") {
		outcomes[u["userName"].(string)] = wording(u, named)
	}
	return outcomes
}

func wording(user map[string]any, named map[string]string) string {
	id := func(slot string) string { text, _ := member(user, slot, "id").(string); return named[text] }
	words := []string{
		fmt.Sprint("role ", member(user, "role", "kind")), "group " + id("userGroup"), "settings " + id("settingsTemplate"),
		fmt.Sprint("language ", member(user, "language", "tag")),
	}
	list, _ := user["products"].([]any)
	scarce := false
	for _, item := range list {
		p := item.(map[string]any)
		rule, _ := p["rule"].(string)
		state := p["state"]
		if p["key"] == "webinar" {
			scarce, state = true, "wanted"
		}
		words = append(words, fmt.Sprintf("%v %v %v by %v %s", p["key"], p["plan"], state, p["owner"], named[rule]))
	}
	if !scarce {
		words = append(words, fmt.Sprint("state ", user["state"]))
	}
	return strings.Join(words, "; ")
}

// Letters is what mails went out, in order, as far as two servers that were told the same story must agree: to people who were pushed while syncing was off, word
// for word; the others' hold what they had at the moment when the mail was decided on, so that only whom they went to counts.
func (s *Story) Letters() []Mail {
	s.t.Helper()
	early := map[string]bool{}
	for _, p := range s.company.people {
		early[p.userName] = !p.entra
	}
	mails := s.server.Mails()
	for i, m := range mails {
		mails[i].Template, mails[i].Language = "", "" // what only a mailbox knows
		if !early[m.To] {
			mails[i] = Mail{To: m.To}
		}
	}
	slices.SortFunc(mails, func(a, b Mail) int { return strings.Compare(a.To, b.To) })
	return mails
}
