package soak

import (
	"slices"
)

// judge compares what the product says of everybody with the books.
func (s *soak) judge(rules []*ruling) {
	users := map[string]map[string]any{}
	for _, u := range s.server.Admin().All("/users") {
		id, _ := u["id"].(string)
		users[id] = u
	}
	mails := map[string]int{}
	for _, m := range s.server.Mails() {
		mails[m.To]++
	}
	free := s.freeSeats()
	for _, p := range s.everybody() {
		s.judgePerson(p, p.due(rules), users[p.id], free)
		if mails[p.userName] > 1 {
			s.wrong("%s got %d welcome mails", p.userName, mails[p.userName])
		}
		if d := p.due(rules); d.entitled && len(granted(users[p.id])) > 0 && mails[p.userName] == 0 {
			s.wrong("%s has products and got no welcome mail", p.userName)
		}
	}
}

// judgePerson wants what is due and nothing else; who waits waits for the scarce product, and only when it has no seat left.
func (s *soak) judgePerson(p *person, d due, user map[string]any, free float64) {
	if !d.entitled {
		if user != nil && user["state"] != "suspended" {
			s.wrong("%s is %v and should have nothing", p.userName, user["state"])
		}
		return
	}
	if user == nil {
		s.wrong("%s is missing and should have %v", p.userName, d.keys())
		return
	}
	has, waits := granted(user), waiting(user)
	if all := slices.Sorted(slices.Values(append(slices.Clone(has), waits...))); !slices.Equal(all, d.keys()) {
		s.wrong("%s has %v, waits for %v and should have %v", p.userName, has, waits, d.keys())
	}
	if len(waits) > 0 && (!slices.Equal(waits, []string{scarce}) || free > 0) {
		s.wrong("%s waits for %v, with %v seats of %s free", p.userName, waits, free, scarce)
	}
	state := "active"
	if len(has) == 0 && len(waits) > 0 {
		state = "invited"
	}
	language, _ := user["language"].(map[string]any)
	if user["state"] != state || language["tag"] != d.language || user["pending"] != false {
		s.wrong("%s is %v, speaks %v, pending %v; should be %s and speak %s", p.userName, user["state"], language["tag"], user["pending"], state, d.language)
	}
}

// freeSeats is how many seats of the scarce product nobody has; less than none where its number was lowered.
func (s *soak) freeSeats() float64 {
	a := s.server.Admin().Want(200, "GET", "/products/"+scarce, nil)
	owned, _ := a.Body["seats"].(float64)
	used, _ := a.Body["used"].(float64)
	holders := 0
	for _, u := range s.server.Admin().All("/users") {
		if slices.Contains(granted(u), scarce) {
			holders++
		}
	}
	if float64(holders) != used {
		s.wrong("%d people hold %s, its counters say %v", holders, scarce, used)
	}
	return owned - used
}

func granted(user map[string]any) []string { return inState(user, "granted") }
func waiting(user map[string]any) []string { return inState(user, "waiting") }

func inState(user map[string]any, state string) []string {
	var keys []string
	list, _ := user["products"].([]any)
	for _, item := range list {
		if p, _ := item.(map[string]any); p["state"] == state {
			key, _ := p["key"].(string)
			keys = append(keys, key)
		}
	}
	return slices.Sorted(slices.Values(keys))
}
