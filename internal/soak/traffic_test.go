package soak

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"

	"usersync/internal/apptest"
)

// worker is one connection of an identity provider: one request at a time, about people whom nobody else touches.
type worker struct {
	*soak
	n      int
	entra  bool
	client *apptest.Client
	random *rand.Rand
	groups map[string]string // ids by name, of its own provider
	people []*person
	born   int
}

// deed is something that an identity provider does, and how often of a hundred.
type deed struct {
	often int
	do    func(w *worker)
}

var deeds = []deed{
	{18, (*worker).hire},
	{12, (*worker).lookUp},
	{10, (*worker).read},
	{8, (*worker).list},
	{12, (*worker).transfer},
	{8, (*worker).replace},
	{6, (*worker).toggle},
	{4, (*worker).dismiss},
	{16, (*worker).join},
	{6, (*worker).leave},
}

// work does what comes, until no more permits come.
func (w *worker) work() {
	for range w.permits {
		pick := w.random.IntN(100)
		for _, d := range deeds {
			if pick -= d.often; pick < 0 {
				d.do(w)
				break
			}
		}
	}
}

// ask makes a request that must be answered with one of the statuses.
func (w *worker) ask(method, path string, body any, statuses ...int) apptest.Answer {
	return w.request(w.client, method, path, body, statuses...)
}

func (w *worker) anybody() *person {
	if len(w.people) == 0 {
		return nil
	}
	return w.people[w.random.IntN(len(w.people))]
}

// hire looks whether somebody is there and creates them, as every provider does.
func (w *worker) hire() {
	if len(w.people) >= positions {
		w.join()
		return
	}
	p := newPerson(w.random, w.n, w.born, w.entra)
	w.born++
	if found := w.find(p); found != "" {
		w.wrong("%s is there before it is created", p.userName)
	}
	a := w.ask(http.MethodPost, "/Users", p.scimUser(), http.StatusCreated)
	if p.id, _ = a.Body["id"].(string); p.id == "" {
		return
	}
	w.people = append(w.people, p)
	w.put(p, groupNames[0], true)
}

func (w *worker) find(p *person) string {
	a := w.ask(http.MethodGet, "/Users?filter="+url.QueryEscape(fmt.Sprintf("userName eq %q", p.userName)), nil, http.StatusOK)
	list, _ := a.Body["Resources"].([]any)
	if len(list) == 0 {
		return ""
	}
	id, _ := list[0].(map[string]any)["id"].(string)
	return id
}

func (w *worker) lookUp() {
	if p := w.anybody(); p != nil {
		if got := w.find(p); got != p.id {
			w.wrong("a filter finds %q for %s, want %q", got, p.userName, p.id)
		}
	}
}

func (w *worker) read() {
	if p := w.anybody(); p != nil {
		a := w.ask(http.MethodGet, "/Users/"+p.id, nil, http.StatusOK)
		if a.Body["active"] != p.active {
			w.wrong("%s: active is %v, want %v", p.userName, a.Body["active"], p.active)
		}
	}
}

func (w *worker) list() {
	w.ask(http.MethodGet, fmt.Sprintf("/Users?startIndex=%d&count=50", 1+w.random.IntN(len(w.people)+1)), nil, http.StatusOK)
}

// transfer changes a department, in the spelling of the provider.
func (w *worker) transfer() {
	p := w.anybody()
	if p == nil {
		return
	}
	p.department = departments[w.random.IntN(len(departments))]
	op := map[string]any{"op": "replace", "value": map[string]any{enterprise: map[string]any{"department": p.department}}}
	if w.entra {
		op = map[string]any{"op": "Replace", "path": enterprise + ":department", "value": p.department}
	}
	w.ask(http.MethodPatch, "/Users/"+p.id, patch(op), http.StatusOK, http.StatusNoContent)
}

func (w *worker) replace() {
	if p := w.anybody(); p != nil {
		p.department, p.active = departments[w.random.IntN(len(departments))], true
		w.ask(http.MethodPut, "/Users/"+p.id, p.scimUser(), http.StatusOK)
	}
}

// toggle switches somebody off, or on again.
func (w *worker) toggle() {
	p := w.anybody()
	if p == nil {
		return
	}
	p.active = !p.active
	op := map[string]any{"op": "replace", "value": map[string]any{"active": p.active}}
	if w.entra {
		op = map[string]any{"op": "Replace", "path": "active", "value": map[bool]string{true: "True", false: "False"}[p.active]}
	}
	w.ask(http.MethodPatch, "/Users/"+p.id, patch(op), http.StatusOK, http.StatusNoContent)
}

// dismiss deletes somebody for good.
func (w *worker) dismiss() {
	if len(w.people) < positions/2 {
		return
	}
	i := w.random.IntN(len(w.people))
	p := w.people[i]
	w.ask(http.MethodDelete, "/Users/"+p.id, nil, http.StatusNoContent)
	p.gone = true
	w.people = append(w.people[:i], w.people[i+1:]...)
	w.depart(p)
}

func (w *worker) join()  { w.membership(true) }
func (w *worker) leave() { w.membership(false) }

func (w *worker) membership(in bool) {
	if p := w.anybody(); p != nil {
		w.put(p, groupNames[w.random.IntN(len(groupNames))], in)
	}
}

func (w *worker) put(p *person, group string, in bool) {
	op := map[string]any{"op": "add", "path": "members", "value": []any{map[string]any{"value": p.id}}}
	switch {
	case !in && w.entra:
		op = map[string]any{"op": "Remove", "path": "members", "value": []any{map[string]any{"value": p.id}}}
	case !in:
		op = map[string]any{"op": "remove", "path": fmt.Sprintf("members[value eq %q]", p.id)}
	}
	w.ask(http.MethodPatch, "/Groups/"+w.groups[group], patch(op), http.StatusOK, http.StatusNoContent)
	p.groups[group] = in
}

func patch(operations ...map[string]any) map[string]any {
	return map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": operations}
}
