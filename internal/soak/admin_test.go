package soak

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"usersync/internal/apptest"
)

const maxRules = 12

// admin edits rules, by a draft and a plan as the console does, changes seats and has everybody synced.
type admin struct {
	*soak
	client *apptest.Client
	random *rand.Rand
	rules  []*ruling // live, strongest first
	plans  int
	runs   int
	held   int // holds that were approved
}

func (a *admin) ask(method, path string, body any, statuses ...int) apptest.Answer {
	return a.request(a.client, method, path, body, statuses...)
}

// edit does one of the things that admins do.
func (a *admin) edit() {
	switch n := a.random.IntN(10); {
	case n < 2:
		a.ask(http.MethodPost, "/sync/runs", map[string]any{}, http.StatusAccepted, http.StatusConflict)
		a.runs++
	case n < 3:
		a.ask(http.MethodPatch, "/products/"+scarce, map[string]any{"seats": seats/2 + a.random.IntN(seats)}, http.StatusOK)
	case n < 4:
		a.order()
	case n < 7 && len(a.rules) < maxRules:
		a.add()
	case n < 9 && len(a.rules) > 0:
		a.change()
	case len(a.rules) > maxRules/2:
		a.remove()
	default:
		a.add()
	}
}

// approve lets go on what the guard has held: in half an hour more people leave than it lets pass unseen.
func (a *admin) approve() {
	holds, _ := a.ask(http.MethodGet, "/holds?state=open&limit=1000", nil, http.StatusOK).Body["items"].([]any)
	for _, one := range holds {
		hold, _ := one.(map[string]any)
		a.ask(http.MethodPost, fmt.Sprintf("/holds/%v/approve", hold["id"]), map[string]any{"reason": "they have left"}, http.StatusOK)
	}
	a.held += len(holds)
	for _, one := range holds {
		hold, _ := one.(map[string]any)
		a.released(hold["id"])
	}
}

// released waits until nobody is in a hold any more: an approval is answered before everybody in it has been sent for.
func (a *admin) released(hold any) {
	empty := func() bool {
		return a.ask(http.MethodGet, fmt.Sprintf("/holds/%v", hold), nil, http.StatusOK).Body["users"] == float64(0)
	}
	if !apptest.Soon(time.Minute, 50*time.Millisecond, empty) {
		a.wrong("hold %v is approved, and there are still people in it", hold)
	}
}

func (a *admin) add() {
	r := newRuling(a.random)
	answer := a.ask(http.MethodPost, "/rules", r.body(a.group(r)), http.StatusCreated)
	r.id, _ = answer.Body["id"].(string)
	a.live(append(slices.Clone(a.rules), r))
}

func (a *admin) change() {
	at := a.random.IntN(len(a.rules))
	r := newRuling(a.random)
	r.id = a.rules[at].id
	a.ask(http.MethodPut, "/rules/"+r.id, r.body(a.group(r)), http.StatusOK)
	rules := slices.Clone(a.rules)
	rules[at] = r
	a.live(rules)
}

func (a *admin) remove() {
	at := a.random.IntN(len(a.rules))
	a.ask(http.MethodDelete, "/rules/"+a.rules[at].id, nil, http.StatusNoContent)
	a.live(slices.Delete(slices.Clone(a.rules), at, at+1))
}

func (a *admin) order() {
	rules := slices.Clone(a.rules)
	a.random.Shuffle(len(rules), func(i, j int) { rules[i], rules[j] = rules[j], rules[i] })
	ids := []string{}
	for _, r := range rules {
		ids = append(ids, r.id)
	}
	a.ask(http.MethodPut, "/rules/order", map[string]any{"ids": ids}, http.StatusOK)
	a.live(rules)
}

// live plans the draft and applies the plan, and keeps the books. A plan that the world overtook is made anew.
func (a *admin) live(rules []*ruling) {
	last := ""
	for range 10 {
		if a.ask(http.MethodGet, "/rules/draft", nil, http.StatusOK).Body["exists"] == false {
			a.rules = rules // the edit made nothing different
			return
		}
		plan := a.ask(http.MethodPost, "/plans", map[string]any{}, http.StatusAccepted)
		path := fmt.Sprint("/plans/", plan.Body["id"])
		for deadline := time.Now().Add(time.Minute); plan.Body["state"] == "planning" || plan.Body["state"] == nil; {
			plan = a.ask(http.MethodGet, path+"?wait=10", nil, http.StatusOK)
			if time.Now().After(deadline) {
				a.wrong("a plan is not ready after a minute: %s", plan.Raw)
				return
			}
		}
		a.plans++
		if plan.Body["held"] == true {
			a.ask(http.MethodPost, path+"/approve", map[string]any{"reason": "It is what was meant."}, http.StatusOK)
		}
		answer := a.ask(http.MethodPost, path+"/apply", nil, http.StatusOK, http.StatusAccepted, http.StatusConflict)
		if answer.Status != http.StatusConflict {
			a.rules = rules
			return
		}
		last = answer.Raw
	}
	a.wrong("ten plans were overtaken, the last: %s", last)
}

func (a *admin) group(r *ruling) string { return a.groups[r.entra][r.group] }
