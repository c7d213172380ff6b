package scimapi_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scimapi"
	"usersync/internal/table"
)

// Stories of accounts and connections that must not reach each other.

func (h *house) externalIDs() {
	ann := h.user("ann")
	for i, text := range []string{"1", "0", "admin", ann, "01JTEST0000000000000000001", "conn-a", h.acme.ID()} {
		made := h.send("POST", "/Users", fmt.Sprintf(`{"userName":"user%d","externalId":%q,"id":%q}`, i, text, text)).want(201)
		if made.id() == text || made.get("externalId") != text {
			h.t.Errorf("externalId %s: %s", text, made.raw)
		}
		if text != ann {
			h.send("GET", "/Users/"+text, "").want(404)
		}
	}
	h.send("GET", "/Users/"+ann, "").want(200).has(map[string]any{"userName": "ann", "externalId": nil})
}

// writes is one good request of every verb for a resource of a type.
func writes(list string) map[string]string {
	name := map[string]string{"Users": "userName", "Groups": "displayName"}[list]
	return map[string]string{
		"GET": "", "DELETE": "",
		"PUT":   `{"` + name + `":"eve"}`,
		"PATCH": `{"Operations":[{"op":"replace","value":{"displayName":"Eve","externalId":"eve"}}]}`,
	}
}

func (h *house) foreignIDs() {
	ann := h.user("ann")
	staff := h.group("Staff", ann)
	for list, id := range map[string]string{"Users": ann, "Groups": staff} {
		for method, body := range writes(list) {
			h.untouched(h.acme, func() {
				foreign := h.sendAs(h.otherToken, method, "/"+list+"/"+id, body).want(404)
				nothing := h.sendAs(h.otherToken, method, "/"+list+"/01JTEST0000000000009999999", body).want(404)
				if foreign.raw != nothing.raw {
					h.t.Errorf("%s tells that it exists: %s against %s", foreign.what, foreign.raw, nothing.raw)
				}
				h.sendAs(h.otherToken, "POST", "/Bulk", fmt.Sprintf(`{"Operations":[{"method":%q,"path":"/%s/%s","data":%s}]}`, method, list, id, orNull(body)))
			})
		}
	}
	for _, filter := range []string{`id eq "` + ann + `"`, `userName eq "ann"`, `userName pr`, `groups eq "` + staff + `"`} {
		h.sendAs(h.otherToken, "GET", "/Users?filter="+url.QueryEscape(filter), "").has(map[string]any{"totalResults": 0.0})
	}
	h.sendAs(h.otherToken, "POST", "/.search", `{"filter":"id eq \"`+staff+`\""}`).want(200).has(map[string]any{"totalResults": 0.0})
}

func orNull(body string) string {
	if body == "" {
		return "null"
	}
	return body
}

func (h *house) takeOver() {
	ann := h.send("POST", "/Users", `{"userName":"ann","externalId":"x1","emails":[{"value":"ann@example.com"}]}`).want(201).id()
	sibling := h.sibling()
	h.untouched(h.acme, func() {
		h.sendAs(sibling, "POST", "/Users", `{"userName":"ANN","emails":[{"value":"eve@example.com"}]}`).want(409, scim.Uniqueness)
	})
	eve := h.sendAs(sibling, "POST", "/Users", `{"userName":"eve","externalId":"x1","emails":[{"value":"ann@example.com"}]}`).want(201).id()
	before := h.holdings("T#" + h.acme.ID() + "#U#" + ann)
	h.sendAs(sibling, "PATCH", "/Users/"+eve, `{"Operations":[{"op":"replace","path":"emails","value":[{"value":"ANN@example.com"}]}]}`).want(200).has(map[string]any{"id": eve, "userName": "eve"})
	h.sendAs(sibling, "PATCH", "/Users/"+eve, `{"Operations":[{"op":"replace","path":"userName","value":"Ann"}]}`).want(409, scim.Uniqueness)
	if after := h.holdings("T#" + h.acme.ID() + "#U#" + ann); after != before {
		h.t.Errorf("ann was\n%s\nand is\n%s", before, after)
	}
	fresh := h.sendAs(h.otherToken, "POST", "/Users", `{"userName":"ann","externalId":"x1","emails":[{"value":"ann@example.com"}]}`).want(201)
	if fresh.id() == ann {
		h.t.Error("the user of another account was adopted")
	}
	// A change of the address changes neither who it is nor whose.
	h.send("PATCH", "/Users/"+ann, `{"Operations":[{"op":"replace","path":"emails","value":[{"value":"new@example.com"}]}]}`).want(200).has(map[string]any{"id": ann, "userName": "ann", "externalId": "x1"})
}

func (h *house) siblings() {
	ann := h.user("ann")
	staff := h.group("Staff", ann)
	sibling := h.sibling()
	bob := h.sendAs(sibling, "POST", "/Users", `{"userName":"bob"}`).want(201).id()
	h.untouched(h.acme, func() {
		for list, id := range map[string]string{"Users": ann, "Groups": staff} {
			for method, body := range writes(list) {
				status := 403
				if method == "GET" {
					status = 200
				}
				h.sendAs(sibling, method, "/"+list+"/"+id, body).want(status)
			}
		}
		h.sendAs(sibling, "POST", "/Bulk", `{"Operations":[{"method":"DELETE","path":"/Users/`+ann+`"}]}`).wantStatuses("403")
		h.sendAs(sibling, "PUT", "/Users/"+bob, `{"userName":"Ann"}`).want(409, scim.Uniqueness)
		h.sendAs(sibling, "PATCH", "/Users/"+bob, `{"Operations":[{"op":"replace","value":{"userName":"ANN"}}]}`).want(409, scim.Uniqueness)
	})
}

func (h *house) foreignMembers() {
	ann := h.user("ann")
	their := h.sendAs(h.otherToken, "POST", "/Groups", `{"displayName":"Theirs"}`).want(201).id()
	h.untouched(h.acme, func() {
		h.untouched(h.other, func() {
			h.sendAs(h.otherToken, "POST", "/Groups", `{"displayName":"More","members":`+memberList([]string{ann})+`}`).want(400, scim.InvalidValue)
			h.sendAs(h.otherToken, "PUT", "/Groups/"+their, `{"displayName":"Theirs","members":["`+ann+`"]}`).want(400, scim.InvalidValue)
			for _, op := range []string{"add", "replace"} {
				h.sendAs(h.otherToken, "PATCH", "/Groups/"+their, `{"Operations":[{"op":"`+op+`","path":"members","value":`+memberList([]string{ann})+`}]}`).want(400, scim.InvalidValue)
			}
			h.sendAs(h.otherToken, "POST", "/Bulk", `{"Operations":[{"method":"PATCH","path":"/Groups/`+their+`","data":{"Operations":[{"op":"add","path":"members","value":"`+ann+`"}]}}]}`).wantStatuses("400")
			h.sendAs(h.otherToken, "PATCH", "/Groups/"+their, `{"Operations":[{"op":"remove","path":"members[value eq \"`+ann+`\"]"}]}`).want(204)
		})
	})
	h.send("GET", "/Users/"+ann, "").has(map[string]any{"groups": nil})
}

// cost is what a request asks of the database.
func (h *house) cost(token, method, path, body string) (*answer, table.Usage) {
	h.t.Helper()
	var meter table.Meter
	r := httptest.NewRequestWithContext(table.WithMeter(h.t.Context(), &meter), method, scimapi.Base+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	return h.do(r), meter.Usage()
}

func (h *house) sameNames() {
	const body = `{"userName":"ann","externalId":"x","emails":[{"value":"ann@example.com"}]}`
	first, firstCost := h.cost(h.token, "POST", "/Users", body)
	second, secondCost := h.cost(h.otherToken, "POST", "/Users", body)
	first.want(201)
	second.want(201)
	third, thirdCost := h.cost(h.otherToken, "POST", "/Users", strings.ReplaceAll(body, "ann", "bob"))
	third.want(201)
	if firstCost != secondCost || secondCost != thirdCost {
		h.t.Errorf("the work tells that a name is taken elsewhere: %+v, %+v, %+v", firstCost, secondCost, thirdCost)
	}
	for _, path := range []string{"/Users/" + first.id(), "/Users/01JTEST0000000000009999999", "/Users?filter=" + url.QueryEscape(`externalId eq "nothing"`)} {
		foreign, cost := h.cost(h.otherToken, "GET", path, "")
		if strings.HasPrefix(path, "/Users/") && (foreign.status != 404 || cost.Calls != 1) {
			h.t.Errorf("%s: %d, %+v", path, foreign.status, cost)
		}
	}
	_, exists := h.cost(h.otherToken, "DELETE", "/Users/"+first.id(), "")
	_, nothing := h.cost(h.otherToken, "DELETE", "/Users/01JTEST0000000000009999999", "")
	if exists != nothing {
		h.t.Errorf("the work tells that an id exists: %+v, %+v", exists, nothing)
	}
}

func (h *house) createBesideTwins() {
	ann := h.send("POST", "/Users", `{"userName":"ann","externalId":"x","emails":[{"value":"ann@example.com"}]}`).want(201).id()
	staff := h.group("Staff", ann)
	h.untouched(h.acme, func() {
		twin := h.sendAs(h.otherToken, "POST", "/Users", `{"id":"`+ann+`","userName":"ann","externalId":"x","emails":[{"value":"ann@example.com"}],"groups":[{"value":"`+staff+`"}]}`).want(201)
		if twin.id() == ann || twin.get("groups") != nil {
			h.t.Errorf("grafted: %s", twin.raw)
		}
		h.sendAs(h.otherToken, "POST", "/Groups", `{"id":"`+staff+`","displayName":"Staff","members":`+memberList([]string{twin.id()})+`}`).want(201)
	})
}

func (h *house) adoptionByMail() {
	ann := h.send("POST", "/Users", `{"userName":"ann","emails":[{"value":"ann@example.com","primary":true}]}`).want(201).id()
	own := "T#" + h.acme.ID() + "#U#" + ann
	before := h.holdings(own)
	sibling := h.sibling()
	h.sendAs(sibling, "POST", "/Users", `{"userName":"ann@example.com","emails":[{"value":"ann@example.com"},{"value":"eve@example.com","primary":true}]}`).want(201)
	h.sendAs(sibling, "PUT", "/Users/"+ann, `{"userName":"ann","emails":[{"value":"eve@example.com"}]}`).want(403)
	if after := h.holdings(own); after != before {
		h.t.Errorf("ann was\n%s\nand is\n%s", before, after)
	}
	page := h.find("Users", `emails eq "ann@example.com"`).want(200).has(map[string]any{"totalResults": 2.0})
	if page.get("Resources.0.id") == page.get("Resources.1.id") {
		h.t.Error("one user is two")
	}
}

func (h *house) homelessPrincipals() {
	broken := failing{errors.New("asked")}
	h.on(broken, broken)
	for _, c := range h.badCredentials() {
		for target, body := range calls {
			method, path, _ := strings.Cut(target, " ")
			r := httptest.NewRequest(method, scimapi.Base+path, strings.NewReader(body))
			r.Header["Authorization"] = c.headers
			h.do(r).want(c.status)
		}
	}
}

func (h *house) noDefaultAccount() {
	homeless := h.keys.mint(h.t, access.SCIMToken, access.Account{}, "conn-a", access.SCIM)
	before := h.holdings("")
	for target, body := range calls {
		method, path, _ := strings.Cut(target, " ")
		h.sendAs(homeless, method, path, body).want(403)
	}
	if _, err := h.directory.CreateUser(h.t.Context(), access.Principal{Kind: access.SCIMToken, Connection: "conn-a"}, scim.Object{"userName": "eve"}); err == nil {
		h.t.Error("the directory took a user of no account")
	}
	if _, err := h.directory.User(h.t.Context(), access.Account{}, "x", true); err == nil {
		h.t.Error("the directory read a user of no account")
	}
	if after := h.holdings(""); after != before {
		h.t.Errorf("changed: %s", after)
	}
}

// chosenAccounts names another account wherever a request could name one.
func (h *house) chosenAccounts() {
	ann := h.user("ann")
	h.sendAs(h.otherToken, "POST", "/Users", `{"userName":"theirs"}`).want(201)
	h.untouched(h.acme, func() {
		for _, name := range []string{"account", "accountId", "tenant", "tenantId", "organization", "connection", "connectionId", "access_token", "token"} {
			for _, value := range []string{h.acme.ID(), "conn-a", h.token} {
				h.sendAs(h.otherToken, "GET", "/Users?"+name+"="+value, "").want(200).has(map[string]any{"totalResults": 1.0, "Resources.0.userName": "theirs"})
				h.sendAs(h.otherToken, "GET", "/Users/"+ann, "", "X-"+name+": "+value, "Cookie: "+name+"="+value).want(404)
				made := h.sendAs(h.otherToken, "POST", "/Users", fmt.Sprintf(`{"userName":"new",%q:%q}`, name, value)).want(201)
				h.sendAs(h.otherToken, "DELETE", "/Users/"+made.id(), "").want(204)
			}
		}
	})
	h.crowd(2)
	page := h.send("GET", "/Users?cursor&count=1", "").want(200).cursor()
	for _, token := range []string{h.otherToken, h.sibling()} {
		h.sendAs(token, "GET", "/Users?count=1&cursor="+page, "").want(400, scim.InvalidCursor)
	}
	if names := userNames(h.t, h.sendAs(h.otherToken, "GET", "/Users", "")); !slices.Equal(names, []string{"theirs"}) {
		h.t.Errorf("the other account has %v", names)
	}
}
