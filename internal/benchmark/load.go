package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"sync"
)

const (
	workers    = 8 // clients at work side by side
	population = 1000
)

// servers measures requests over HTTP, server by server in turns.
func servers(ctx context.Context, o options, in inputs, r results) error {
	folder, err := os.MkdirTemp("", "usersync-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	program, err := os.Executable()
	if err != nil {
		return err
	}
	var all []*load
	for _, s := range []struct {
		subject  string
		requests int
		program  string
		args     []string
	}{
		{ours, 2000, program, []string{"serve", "memory"}},
		{onFile, 2000, program, []string{"serve", folder}},
		{jackson, 400, o.node, []string{"tools/bench/jackson.mjs"}},
		{scimmy, 80, o.node, []string{"tools/bench/scimmy.mjs"}},
	} {
		server, err := start(ctx, s.subject, s.requests, s.program, s.args...)
		if err != nil {
			return err
		}
		defer server.stop()
		l := &load{server: server, user: in.User}
		if err := l.fill(ctx); err != nil {
			return err
		}
		all = append(all, l)
	}
	for round := range o.rounds + 1 { // the first warms up
		log.Printf("servers, round %d of %d", round, o.rounds)
		for _, l := range all {
			if err := l.round(ctx, round, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// load is the requests to one server, and the ids that it gave.
type load struct {
	*server
	user   map[string]any
	users  []string
	rows   int      // of a page of 100, as the server gives it: some have a limit of their own
	groups []string // one for each worker: clients of one group would wait for each other
	made   int
}

// fill makes the users and groups that are there before anything is measured.
func (l *load) fill(ctx context.Context) error {
	l.users = make([]string, population)
	l.groups = make([]string, workers)
	err := l.together(population, func(i, _ int) (err error) {
		l.users[i], err = l.make(ctx, "/Users", l.person(fmt.Sprintf("person%d", i)))
		return err
	})
	if err != nil {
		return err
	}
	err = l.together(workers, func(i, _ int) (err error) {
		group := map[string]any{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": fmt.Sprint("Group ", i), "members": []any{}}
		l.groups[i], err = l.make(ctx, "/Groups", group)
		return err
	})
	if err != nil {
		return err
	}
	l.rows, err = l.page(ctx)
	return err
}

// person is the user of the inputs under another name.
func (l *load) person(name string) map[string]any {
	user := map[string]any{}
	for key, v := range l.user {
		if key != "meta" {
			user[key] = v
		}
	}
	user["userName"], user["externalId"] = name+"@work.example", "x-"+name
	user["emails"] = []any{map[string]any{"type": "work", "value": name + "@work.example", "primary": true}}
	return user
}

// round measures every kind of request once.
func (l *load) round(ctx context.Context, round int, r results) error {
	active := round%2 == 1 // so that each PATCH changes something
	made := l.made
	l.made += l.requests
	for _, kind := range []struct {
		name string
		n    int
		do   func(i, worker int) error
	}{
		{"create", l.requests, func(i, _ int) error { _, err := l.make(ctx, "/Users", l.person(fmt.Sprint("new", made+i))); return err }},
		{"hit", l.requests, func(i, _ int) error { return l.find(ctx, fmt.Sprintf("person%d@work.example", i%population), 1) }},
		{"miss", l.requests, func(i, _ int) error { return l.find(ctx, fmt.Sprintf("nobody%d@work.example", i), 0) }},
		{"get", l.requests, func(i, _ int) error { return l.send(ctx, "GET", "/Users/"+l.users[i%population], nil, nil) }},
		{"patch", min(l.requests, population), func(i, _ int) error {
			return l.send(ctx, "PATCH", "/Users/"+l.users[i], message(map[string]any{"op": "replace", "value": map[string]any{"active": active}}), nil)
		}},
		{"member-add", min(l.requests, population), func(i, worker int) error {
			add := map[string]any{"op": "add", "path": "members", "value": []any{map[string]any{"value": l.users[i]}}}
			return l.send(ctx, "PATCH", "/Groups/"+l.groups[worker], message(add), nil)
		}},
		{"member-remove", min(l.requests, population), func(i, worker int) error {
			remove := map[string]any{"op": "remove", "path": `members[value eq "` + l.users[i] + `"]`}
			return l.send(ctx, "PATCH", "/Groups/"+l.groups[worker], message(remove), nil)
		}},
		{"list", max(2, l.requests/40), func(int, int) error { _, err := l.page(ctx); return err }},
	} {
		ns, err := l.spent(ctx, kind.n, kind.do)
		if err != nil {
			return fmt.Errorf("%s, %s: %w", l.subject, kind.name, err)
		}
		if kind.name == "list" {
			ns /= float64(l.rows) // a page of one is not that of the other
		}
		if round > 0 {
			r.add(l.subject, kind.name, ns)
		}
	}
	return nil
}

// spent is the processor time of the server for one of n requests.
func (l *load) spent(ctx context.Context, n int, do func(i, worker int) error) (float64, error) {
	began, err := l.cpu(ctx)
	if err != nil {
		return 0, err
	}
	if err := l.together(n, do); err != nil {
		return 0, err
	}
	ended, err := l.cpu(ctx)
	return (ended - began) / float64(n), err
}

// together does n things by all workers; what worker w does is always the same.
func (l *load) together(n int, do func(i, worker int) error) error {
	failures := make([]error, workers)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := w; i < n && failures[w] == nil; i += workers {
				failures[w] = do(i, w)
			}
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

func message(op map[string]any) map[string]any {
	return map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": []any{op}}
}

func (l *load) make(ctx context.Context, path string, resource any) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	err := l.send(ctx, "POST", path, resource, &made)
	return made.ID, err
}

func (l *load) find(ctx context.Context, name string, want int) error {
	var found struct {
		Total int `json:"totalResults"`
	}
	err := l.send(ctx, "GET", "/Users?filter="+url.QueryEscape(`userName eq "`+name+`"`), nil, &found)
	if err == nil && found.Total != want {
		err = fmt.Errorf("found %d users instead of %d", found.Total, want)
	}
	return err
}

// page reads a page of 100 and returns how many users are on it.
func (l *load) page(ctx context.Context) (int, error) {
	var page struct {
		Resources []json.RawMessage
	}
	err := l.send(ctx, "GET", "/Users?startIndex=1&count=100", nil, &page)
	return len(page.Resources), err
}

// send sends a request and reads the whole answer.
func (l *load) send(ctx context.Context, method, path string, body, into any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, l.URL+l.Base+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+l.Token)
	if body != nil {
		r.Header.Set("Content-Type", "application/scim+json")
	}
	answer, err := l.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err = io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return err
	case answer.StatusCode >= 300:
		return fmt.Errorf("%s %s: status %d: %.300s", method, path, answer.StatusCode, text)
	case into != nil:
		return json.Unmarshal(text, into)
	}
	return nil
}
