package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"usersync/internal/apptest"
)

// player plays a story on a stage.
type player struct {
	t     testing.TB
	stage Stage
	names names
	keys  map[string]string // of admins, by name
	by    string            // who acts in this step; empty: the first admin
}

// Play plays a story: what is given first, then step by step. What is not as expected fails the test and says in which step.
func Play(t testing.TB, s Story, stage Stage) {
	t.Helper()
	p := &player{t: t, stage: stage, keys: map[string]string{}}
	defer p.wrong(s.Name)
	if err := p.prepare(s.Given); err != nil {
		t.Fatalf("%s: what is given: %v", s.Name, err)
	}
	for i, one := range s.Steps {
		if err := p.play(one); err != nil {
			t.Fatalf("%s: step %d (%s): %v", s.Name, i+1, one.Note, err)
		}
	}
}

// wrong turns a mistake of the story itself into a failure of the test.
func (p *player) wrong(story string) {
	if mistake, ok := recover().(string); ok {
		p.t.Fatalf("%s: %s", story, mistake)
	}
}

func (p *player) play(s step) error {
	p.by = s.By
	err := p.act(s)
	var no *refusal
	switch {
	case s.Refused == "":
	case errors.As(err, &no) && no.said() == s.Refused:
		err = nil
	default:
		return fmt.Errorf("want the refusal %q, got %w", s.Refused, orNothing(err))
	}
	if err != nil || s.AtOnce || s.Expect != nil {
		return err
	}
	p.stage.Settle()
	if s.GoLive {
		s.Apply = latest
	}
	if s.Apply == "" || s.Refused != "" {
		return nil
	}
	return p.asPlanned(s.Apply)
}

var errNothing = errors.New("none")

func orNothing(err error) error {
	if err == nil {
		return errNothing
	}
	return err
}

// refusal is an answer that is no success.
type refusal struct {
	status int
	code   string // of the admin API; of SCIM its scimType
	text   string
}

func (r *refusal) said() string { return strings.TrimSpace(fmt.Sprintf("%d %s", r.status, r.code)) }

func (r *refusal) Error() string { return r.text }

// ask makes a request at a door, with ids in the place of names, and returns the answer with names in the place of ids.
func (p *player) ask(door *apptest.Client, method, path string, body any, headers ...string) (apptest.Answer, error) {
	path, _ = p.names.fill(path, p.stage.Now()).(string)
	a, err := door.Try(method, path, p.names.fill(plain(body), p.stage.Now()), headers...)
	if err != nil {
		return a, err
	}
	if a.Status >= http.StatusMultipleChoices {
		code, _ := a.Body["code"].(string)
		if code == "" {
			code, _ = a.Body["scimType"].(string)
		}
		return a, &refusal{a.Status, code, fmt.Sprintf("%s %s: %d %s", method, path, a.Status, a.Raw)}
	}
	return a, nil
}

func (p *player) admin(method, path string, body any) (apptest.Answer, error) {
	return p.ask(p.adminDoor(), method, path, body)
}

// adminDoor is the admin API for whoever acts in this step.
func (p *player) adminDoor() *apptest.Client {
	door := p.stage.Admin()
	if p.by != "" {
		door.Key = p.keys[p.by]
	}
	return door
}

func (p *player) scim(method, path string, body any) (apptest.Answer, error) {
	return p.ask(p.stage.SCIM(), method, path, body)
}

// plain is a body as JSON would be read, so that names can be found in it; nil is no body.
func plain(body any) any {
	if body == nil {
		return nil
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("a body that is no JSON: %v", err))
	}
	var out any
	_ = json.Unmarshal(text, &out)
	return out
}

// read reads something of the admin API, with names in the place of ids.
func (p *player) read(path string) (object, error) {
	a, err := p.admin(http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	told, _ := p.names.tell(a.Body).(object)
	return told, nil
}

// items reads a list of the admin API, its first 500.
func (p *player) items(path string) ([]object, error) {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	page, err := p.read(path + separator + "limit=500")
	if err != nil {
		return nil, err
	}
	var all []object
	raw, _ := page["items"].([]any)
	for _, item := range raw {
		one, _ := item.(object)
		all = append(all, one)
	}
	return all, nil
}

// made calls what was just made by its name.
func (p *player) made(name string, a apptest.Answer, err error) error {
	if id, ok := a.Body["id"].(string); ok && err == nil {
		p.names.call(name, id)
	}
	return err
}
