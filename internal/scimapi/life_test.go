package scimapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// deeds is what an identity provider does in the life of a user and of a group.
var deeds = []string{
	"looks a user up", "creates a user", "changes a user", "disables a user", "enables a user", "deletes a user",
	"looks a group up", "creates a group", "adds a member", "removes a member", "renames a group", "deletes a group",
}

// undone is what a client does not do, by its documentation or its design.
var undone = map[string][]string{
	"okta": {"deletes a user"}, // it disables users and never deletes them
	"aws":  nil, "authentik": nil, "entra-current": nil, "entra-legacy": nil, "jumpcloud": nil, "keycloak": nil, "onelogin": nil, "ping": nil, "rippling": nil, "sailpoint": nil,
}

// Every client's conversations cover the whole life of a user and of a group, each generation of Entra's for itself.
func TestEveryClientIsHeardThroughWholeLives(t *testing.T) {
	done := map[string]map[string]bool{}
	files, err := filepath.Glob("testdata/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c conversation
		if err := json.Unmarshal(text, &c); err != nil {
			t.Fatal(err)
		}
		client := filepath.Base(filepath.Dir(file))
		if generation := file[strings.LastIndexByte(file, '-')+1:]; client == "entra" {
			client += "-" + strings.TrimSuffix(generation, ".json")
		}
		if done[client] == nil {
			done[client] = map[string]bool{}
		}
		maps.Copy(done[client], c.deeds())
	}
	for client, without := range undone {
		for _, deed := range deeds {
			if done[client][deed] == slices.Contains(without, deed) {
				t.Errorf("%s %s: %v", client, deed, done[client][deed])
			}
		}
	}
}

// deeds is what the client does that succeeds.
func (c conversation) deeds() map[string]bool {
	done := map[string]bool{}
	disabled := map[string]bool{}
	for _, e := range c.Exchanges {
		if e.Status >= 300 {
			continue
		}
		list, rest, _ := strings.Cut(strings.TrimPrefix(e.Path, "/"), "/")
		list, query, _ := strings.Cut(list, "?")
		kind := map[string]string{"Users": "user", "Groups": "group"}[list]
		switch {
		case e.Method == http.MethodGet && strings.Contains(strings.ToLower(query), "filter="):
			done["looks a "+kind+" up"] = true
		case e.Method == http.MethodPost && rest == "":
			done["creates a "+kind] = true
		case e.Method == http.MethodDelete:
			done["deletes a "+kind] = true
		case (e.Method == http.MethodPut || e.Method == http.MethodPatch) && kind == "user":
			e.changesUser(done, disabled)
		case (e.Method == http.MethodPut || e.Method == http.MethodPatch) && kind == "group":
			e.changesGroup(done)
		}
	}
	return done
}

func (e exchange) changesUser(done, disabled map[string]bool) {
	done["changes a user"] = true
	body := strings.ToLower(string(e.Body))
	if !strings.Contains(body, `"active"`) {
		return
	}
	if strings.Contains(body, "false") {
		done["disables a user"], disabled[e.Path] = true, true
	} else if disabled[e.Path] {
		done["enables a user"] = true
	}
}

func (e exchange) changesGroup(done map[string]bool) {
	body := strings.ToLower(string(e.Body))
	members, removes := strings.Contains(body, `"members`), strings.Contains(body, `"remove"`)
	if strings.Contains(body, `"displayname"`) {
		done["renames a group"] = true
	}
	if members && removes || e.Method == http.MethodPut || members && strings.Contains(body, `"replace"`) {
		done["removes a member"] = true
	}
	if members && (!removes || strings.Contains(body, `"add"`)) {
		done["adds a member"] = true
	}
}
