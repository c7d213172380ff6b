package scenario

import (
	"errors"
	"net/http"
)

// word is what somebody decides of a hold.
type word struct {
	Hold   string `yaml:"hold"`   // the name of its plan; absent: the only one that is open
	Users  list   `yaml:"users"`  // an approval for these alone
	Reason string `yaml:"reason"` // made up where absent
}

func (p *player) decide(what string, w *word) error {
	id, err := p.hold(w.Hold)
	if err != nil {
		return err
	}
	body := object{"reason": w.Reason}
	if w.Reason == "" {
		body["reason"] = "It was looked at."
	}
	var users []any
	for _, name := range w.Users {
		users = append(users, p.names.id(name))
	}
	if users != nil {
		body["users"] = users
	}
	_, err = p.admin(http.MethodPost, "/holds/"+id+"/"+what, body)
	return err
}

var errHolds = errors.New("there is not exactly one open hold: say which")

// hold is the id of a hold: that of its plan, or of the only one that is open.
func (p *player) hold(plan string) (string, error) {
	if plan != "" {
		return p.names.id(plan), nil
	}
	a, err := p.admin(http.MethodGet, "/holds?state=open", nil)
	if err != nil {
		return "", err
	}
	open := objects(a.Body["items"])
	if len(open) != 1 {
		return "", errHolds
	}
	return words(open[0]["id"]), nil
}

// holds is every hold, newest first: "plan open, 3 users".
func (p *player) holds() (any, error) {
	all, err := p.items("/holds")
	phrases := []any{}
	for _, h := range all {
		phrases = append(phrases, words(h["kind"], h["state"])+", "+words(h["users"], "users"))
	}
	return phrases, err
}

// held is who is in a hold, which is called as its plan is, or "the hold": the only open one.
func (p *player) held(name string) (any, error) {
	if name == "the hold" {
		name = ""
	}
	id, err := p.hold(name)
	if err != nil {
		return nil, err
	}
	page, err := p.read("/holds/" + id + "/users?limit=500")
	return phrases(page["items"], func(of object) string { return words(of["userId"]) }), err
}
