package scimapi_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/scimapi"
)

func TestTheConnectionSaysHowPATCHIsAnswered(t *testing.T) {
	tests := []struct {
		setting     provision.PatchAnswer
		path        string
		user, group int
	}{
		{provision.PatchDefault, "", 200, 204},
		{provision.PatchBody, "", 200, 200},
		{provision.PatchNoBody, "", 204, 204},
		{provision.PatchDefault, "?attributes=displayName", 200, 200},
		{provision.PatchNoBody, "?attributes=displayName", 200, 200},
		{provision.PatchBody, "?excludedAttributes=members", 200, 200},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%q %s", tt.setting, tt.path), func(t *testing.T) {
			h := newHouse(t)
			ann := h.user("ann")
			sales := h.group("Sales", ann)
			h.served["conn-a"] = provision.Connection{PatchAnswer: tt.setting}
			rename := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"New"}]}`
			for path, status := range map[string]int{"/Users/" + ann: tt.user, "/Groups/" + sales: tt.group} {
				a := h.send("PATCH", path+tt.path, rename).want(status)
				if body := a.raw != ""; body != (status == 200) {
					t.Errorf("%s: body %q", path, a.raw)
				}
				if status == 200 {
					a.has(map[string]any{"displayName": "New"})
				}
				if a.header.Get("ETag") != `W/"2"` {
					t.Errorf("%s: ETag %s", path, a.header.Get("ETag"))
				}
			}
			if tt.setting == provision.PatchBody {
				a := h.send("PATCH", "/Groups/"+sales, rename).want(200)
				a.has(map[string]any{"members.0.value": ann})
			}
		})
	}
}

func TestAPausedConnectionIsRefused(t *testing.T) {
	h := newHouse(t)
	h.served["conn-a"] = provision.Connection{Paused: true}
	for _, line := range []string{"/Users", "/ServiceProviderConfig", "/nothing"} {
		h.send("GET", line, "").want(403)
	}
	h.sendAs(h.otherToken, "GET", "/Users", "").want(200)
	h.served["conn-a"] = provision.Connection{}
	h.send("GET", "/Users", "").want(200)
}

// absent are settings that cannot be read.
type absent struct{}

func (absent) Recent(context.Context, access.Account, string) (provision.Connection, error) {
	return provision.Connection{}, errors.New("storage is away")
}

func TestNothingIsAnsweredWithoutTheSettings(t *testing.T) {
	h := newHouse(t)
	h.config.Connections = absent{}
	h.http = scimapi.New(h.config)
	h.send("GET", "/Users", "").want(500)
	h.sendAs("", "GET", "/Users", "").want(401)
}

// Two connections of one account: each reads everything and changes only what it created.
func TestAConnectionTouchesOnlyWhatItCreated(t *testing.T) {
	h := newHouse(t)
	second := h.keys.mint(t, access.SCIMToken, h.acme, "conn-c", access.SCIM)
	tokens := map[string]string{"first": h.token, "second": second}
	things := map[string]map[string]string{} // by owner: kind to id
	for owner, token := range tokens {
		user := h.sendAs(token, "POST", "/Users", `{"userName":"`+owner+`"}`).want(201).id()
		group := h.sendAs(token, "POST", "/Groups", `{"displayName":"`+owner+`","members":[{"value":"`+user+`"}]}`).want(201).id()
		things[owner] = map[string]string{"/Users/": user, "/Groups/": group}
	}
	bodies := map[string]map[string]string{
		"PUT": {"/Users/": `{"userName":"%s","title":"T"}`, "/Groups/": `{"displayName":"%s"}`},
		"PATCH": {
			"/Users/":  `{"Operations":[{"op":"replace","path":"active","value":false}]}`,
			"/Groups/": `{"Operations":[{"op":"add","path":"members","value":[{"value":"` + things["first"]["/Users/"] + `"}]}]}`,
		},
	}
	for owner := range tokens {
		for caller, token := range tokens {
			for _, verb := range []string{"GET", "PUT", "PATCH", "DELETE"} {
				for kind, id := range things[owner] {
					if caller == owner && verb == "DELETE" {
						continue // in the end
					}
					body := bodies[verb][kind]
					if verb == "PUT" {
						body = fmt.Sprintf(body, owner)
					}
					a := h.sendAs(token, verb, kind+id, body)
					if refused := a.status == 403; refused != (caller != owner && verb != "GET") || !refused && a.status >= 300 {
						t.Errorf("%s %s of %s by %s: %d %s", verb, kind, owner, caller, a.status, a.raw)
					}
				}
			}
		}
	}
	for owner, token := range tokens {
		h.sendAs(token, "GET", "/Users", "").want(200).has(map[string]any{"totalResults": float64(2)})
		stranger := tokens[map[string]string{"first": "second", "second": "first"}[owner]]
		h.sendAs(stranger, "POST", "/Users", `{"userName":"`+owner+`"}`).want(409, "uniqueness")
		h.sendAs(stranger, "POST", "/Groups", `{"displayName":"`+owner+`"}`).want(201)
	}
	for owner, token := range tokens {
		for kind, id := range things[owner] {
			h.sendAs(token, "DELETE", kind+id, "").want(204)
		}
	}
}
