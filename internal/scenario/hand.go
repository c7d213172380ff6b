package scenario

import (
	"errors"
	"maps"
	"net/http"
	"strings"
)

// handVerbs are what an admin does to one user.
func (p *player) handVerbs(s step) []verb {
	mark := func(method, what string) func(name string) error {
		return func(name string) error {
			_, err := p.admin(method, "/users/"+p.names.id(name)+"/"+what, nil)
			return err
		}
	}
	return []verb{
		{"give", s.Give != nil, func() error { return p.grant(s.Give, false) }},
		{"deny", s.Deny != nil, func() error { return p.grant(s.Deny, true) }},
		{"take back", s.TakeBack != nil, eachOf(s.TakeBack, p.takeBack)},
		{"suspend", s.Suspend != nil, each(s.Suspend, mark(http.MethodPut, "suspension"))},
		{"restore", s.Restore != nil, each(s.Restore, mark(http.MethodDelete, "suspension"))},
		{"erase", s.Erase != nil, each(s.Erase, p.erase)},
		{"pin", s.Pin != nil, each(s.Pin, mark(http.MethodPut, "pin"))},
		{"unpin", s.Unpin != nil, each(s.Unpin, mark(http.MethodDelete, "pin"))},
		{"language", s.Language != nil, eachOf(s.Language, p.language)},
	}
}

// grant gives or denies by hand: to, until, note, as (what the grant is called), and one of product, role and userGroup.
func (p *player) grant(said object, deny bool) error {
	body := maps.Clone(said)
	to, _ := body["to"].(string)
	name, _ := body["as"].(string)
	delete(body, "to")
	delete(body, "as")
	if deny {
		body["deny"] = true
	}
	if after, ok := body["until"].(string); ok {
		body["until"] = "{now" + signed(after) + "}"
	}
	if key, ok := body["product"].(string); ok {
		product, plan, _ := strings.Cut(key, ":")
		body["product"], body["plan"] = product, plan
	}
	if kind, ok := body["role"].(string); ok {
		body["role"] = object{"kind": kind}
	}
	if group, ok := body["userGroup"].(string); ok {
		body["userGroup"] = p.orWord(group)
	}
	a, err := p.admin(http.MethodPost, "/users/"+p.names.id(to)+"/grants", body)
	if name == "" {
		name = "the grant"
	}
	return p.made(name, a, err)
}

// signed is a duration with its sign.
func signed(d string) string {
	if strings.HasPrefix(d, "-") {
		return d
	}
	return "+" + d
}

// erase forgets somebody whom the directory has no more.
func (p *player) erase(name string) error {
	_, err := p.admin(http.MethodPost, "/users/"+p.names.id(name)+"/erase", object{"reason": "It was asked for in ticket 4711."})
	return err
}

func (p *player) takeBack(user, grant string) error {
	return p.drop("/users/" + p.names.id(user) + "/grants/" + p.names.id(grant))
}

// language notes a language, or with "" forgets it.
func (p *player) language(user, tag string) error {
	path := "/users/" + p.names.id(user) + "/language"
	if tag == "" {
		return p.drop(path)
	}
	_, err := p.admin(http.MethodPut, path, object{"language": tag})
	return err
}

// syncVerbs are what an admin does to syncing, what time does, and everything else.
func (p *player) syncVerbs(s step) []verb {
	return []verb{
		{"sync", s.Sync != "", func() error { return p.sync(s.Sync) }},
		{"mail", s.Mail != "", func() error { return p.change("/sync", object{"mail": s.Mail == on}) }},
		{"settings", s.Settings != nil, func() error { return p.change("/account/settings", s.Settings) }},
		{"full sync", s.FullSync, func() error { return p.run("/sync/runs") }},
		{"retry", s.Retry != "", func() error { return p.run("/sync/failures/" + s.Retry + "/retry") }},
		{"wait", s.Wait != 0, func() error { return p.wait(s) }},
		{"crash", s.Crash, p.crash},
		{"new admin", s.NewAdmin != "", func() error { return p.newAdmin(s.NewAdmin) }},
		{"request", s.Request != nil, func() error { return p.request(*s.Request) }},
		{"expect", s.Expect != nil, func() error { return p.expect(*s.Expect) }},
	}
}

const on = "on"

func (p *player) change(path string, body object) error {
	_, err := p.admin(http.MethodPatch, path, body)
	return err
}

// sync switches syncing off, or on by a plan.
func (p *player) sync(to string) error {
	if to != on {
		return p.change("/sync", object{"enabled": false})
	}
	return p.carryOut(newPlan{Name: latest, Change: object{"syncOn": true}}, false)
}

// run starts a run, which is called "the run".
func (p *player) run(path string) error {
	a, err := p.admin(http.MethodPost, path, nil)
	return p.made("the run", a, err)
}

func (p *player) wait(s step) error {
	if !p.stage.Pass(s.Wait) {
		return errStage
	}
	return nil
}

var errStage = errors.New("that cannot be done on this stage")

func (p *player) crash() error {
	if !p.stage.Crash() {
		return errStage
	}
	return nil
}

// newAdmin makes another admin who may do everything.
func (p *player) newAdmin(name string) error {
	a, err := p.admin(http.MethodPost, "/keys", object{"name": name, "scopes": []string{"read", "write", "owner"}})
	if err == nil {
		p.keys[name], _ = a.Body["key"].(string)
	}
	return p.made(name, a, err)
}
