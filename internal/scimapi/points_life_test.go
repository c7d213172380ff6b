package scimapi_test

import (
	"strings"

	"usersync/internal/scim"
)

func (h *house) readOnlyIgnored() {
	const extra = `"id":"mine","meta":{"created":"2001-01-01T00:00:00Z","version":"W/\"9\"","resourceType":"Robot"},"schemas":["` + scim.UserSchema + `"],"groups":[{"value":"x","$ref":"y"}]`
	created := h.send("POST", "/Users", `{"userName":"ann",`+extra+`}`).want(201).has(map[string]any{"groups": nil, "meta.resourceType": "User"})
	path := "/Users/" + created.id()
	if created.id() == "mine" || strings.HasPrefix(created.get("meta.created").(string), "2001") {
		h.t.Errorf("taken from the request: %s", created.raw)
	}
	h.send("PUT", path, `{"userName":"ann","title":"x",`+extra+`}`).want(200).has(map[string]any{
		"id": created.id(), "title": "x", "groups": nil, "meta.created": created.get("meta.created"),
	})
	h.patch(path, `{"op":"replace","value":{"title":"y",`+extra+`}}`).want(200).has(map[string]any{"id": created.id(), "title": "y", "groups": nil})
	ann := created.id()
	h.send("POST", "/Groups", `{"displayName":"Staff","id":"mine","members":[{"value":"`+ann+`","$ref":"nowhere","display":"Nobody","type":"User"}]}`).
		want(201).has(map[string]any{"members.0.value": ann, "members.0.$ref": baseURL + "/Users/" + ann, "members.0.display": "ann"})
}

func (h *house) putReplaces() {
	ann := h.post(`{"userName":"ann","title":"x","externalId":"e1","emails":[{"value":"a@example.com"}],"name":{"givenName":"Ann"},"password":"p",
		"` + scim.EnterpriseSchema + `":{"department":"Sales"}}`)
	staff := h.group("Staff", strings.TrimPrefix(ann, "/Users/"))
	h.send("PUT", ann, `{"title":"y"}`).want(400, scim.InvalidValue)
	h.send("PUT", ann, `{"userName":"","title":"y"}`).want(400, scim.InvalidValue)
	h.send("GET", ann, "").want(200).has(map[string]any{"title": "x"})
	h.send("PUT", ann, `{"userName":"anna"}`).want(200).has(map[string]any{
		"userName": "anna", "title": nil, "externalId": nil, "emails": nil, "name": nil, "active": true, scim.EnterpriseSchema: nil,
	})
	h.send("GET", ann, "").want(200).has(map[string]any{"groups.0.value": staff})
	h.send("PUT", "/Groups/"+staff, `{"members":[]}`).want(400, scim.InvalidValue)
	h.send("PUT", "/Groups/"+staff, `{"displayName":"All"}`).want(200).has(map[string]any{"displayName": "All", "members": nil})
}

func (h *house) duplicates() {
	h.post(`{"userName":"ann","externalId":"e1"}`)
	h.send("POST", "/Users", `{"userName":"ann"}`).want(409, scim.Uniqueness)
	h.post(`{"userName":"bob","externalId":"e1"}`) // whether it is unique is the client's business (RFC 7643 section 3.1)
	h.finds(`externalId eq "e1"`, "ann", "bob")
	h.group("Staff")
	h.send("POST", "/Groups", `{"displayName":"staff"}`).want(409, scim.Uniqueness)
	answers := make(chan *answer)
	for range 8 {
		go func() { answers <- h.send("POST", "/Users", `{"userName":"racer"}`) }()
	}
	won := 0
	for range 8 {
		if a := <-answers; a.status == 201 {
			won++
		} else {
			a.want(409, scim.Uniqueness)
		}
	}
	if won != 1 {
		h.t.Errorf("%d of the racers won", won)
	}
	h.finds(`userName eq "racer"`, "racer")
}

func (h *house) deletion() {
	ann, bob := h.user("ann"), h.user("bob")
	staff := "/Groups/" + h.group("Staff", ann, bob)
	h.send("DELETE", "/Users/"+ann, "").want(204)
	h.send("GET", "/Users/"+ann, "").want(404)
	h.send("PUT", "/Users/"+ann, `{"userName":"ann"}`).want(404)
	h.patch("/Users/"+ann, `{"op":"replace","path":"active","value":true}`).want(404)
	h.send("DELETE", "/Users/"+ann, "").want(404)
	h.finds(`userName eq "ann"`)
	h.send("GET", staff, "").want(200).has(map[string]any{"members.0.value": bob, "members.1": nil})
	h.find("Groups", `members eq "`+ann+`"`).want(200).has(map[string]any{"totalResults": 0.0})
	if again := h.user("ann"); again == ann {
		h.t.Error("an id has come back")
	}
}

func (h *house) disabled() {
	ann := h.post(`{"userName":"ann"}`)
	staff := "/Groups/" + h.group("Staff", strings.TrimPrefix(ann, "/Users/"))
	h.patch(ann, `{"op":"Replace","path":"active","value":"False"}`).want(200)
	h.send("GET", ann, "").want(200).has(map[string]any{"active": false})
	h.finds(`userName eq "ann"`, "ann")
	h.finds(`active eq false`, "ann")
	h.send("GET", "/Users", "").want(200).has(map[string]any{"totalResults": 1.0})
	h.send("GET", staff, "").want(200).has(map[string]any{"members.0.display": "ann"})
	h.send("POST", "/Users", `{"userName":"ann"}`).want(409, scim.Uniqueness)
	h.patch(ann, `{"op":"replace","value":{"active":true}}`).want(200).has(map[string]any{"active": true})
}

func (h *house) groupsFollow() {
	ann := h.user("ann")
	path := "/Users/" + ann
	h.send("GET", path, "").want(200).has(map[string]any{"groups": nil})
	staff := h.group("Staff", ann)
	h.send("GET", path, "").want(200).has(map[string]any{
		"groups.0.value": staff, "groups.0.display": "Staff", "groups.0.type": "direct", "groups.0.$ref": baseURL + "/Groups/" + staff,
	})
	h.finds(`groups eq "`+staff+`"`, "ann")
	h.patch("/Groups/"+staff, `{"op":"replace","path":"displayName","value":"All"}`).want(204)
	h.send("GET", path, "").want(200).has(map[string]any{"groups.0.display": "All"})
	h.patch(path, `{"op":"remove","path":"groups"}`).want(400, scim.Mutability)
	h.patch("/Groups/"+staff, `{"op":"remove","path":"members[value eq \"`+ann+`\"]"}`).want(204)
	h.send("GET", path, "").want(200).has(map[string]any{"groups": nil})
	h.patch("/Groups/"+staff, `{"op":"add","path":"members","value":[{"value":"`+ann+`"}]}`).want(204)
	h.send("DELETE", "/Groups/"+staff, "").want(204)
	h.send("GET", path, "").want(200).has(map[string]any{"groups": nil})
}
