package scimapi_test

import (
	"fmt"
	"strings"

	"usersync/internal/scim"
)

func (h *house) immutable() {
	ann, bob := h.user("ann"), h.user("bob")
	staff := "/Groups/" + h.group("Staff", ann)
	before := h.send("GET", staff, "").want(200)
	h.send("PUT", staff, before.raw).want(200) // the same values, id and all
	h.same(staff, before)
	h.patch(staff, `{"op":"replace","path":"members[value eq \"`+ann+`\"].value","value":"`+bob+`"}`).want(400, scim.Mutability)
	h.patch(staff, `{"op":"remove","path":"displayName"}`).want(400, scim.Mutability)
	h.patch("/Users/"+ann, `{"op":"replace","path":"id","value":"`+bob+`"}`).want(400, scim.Mutability)
	h.patch("/Users/"+ann, `{"op":"remove","path":"meta.created"}`).want(400, scim.Mutability)
	h.same(staff, before)
}

func (h *house) patchAtomic() {
	ann := h.post(`{"userName":"ann","title":"x","emails":[{"type":"work","value":"a@example.com"}]}`)
	before := h.send("GET", ann, "").want(200)
	const good = `{"op":"replace","path":"title","value":"y"},{"op":"remove","path":"emails"},`
	for _, bad := range []string{
		`{"op":"replace","path":"noSuch","value":"x"}`, `{"op":"remove"}`, `{"op":"replace","path":"active","value":"perhaps"}`, `{"op":"remove","path":"userName"}`,
		`{"op":"jump","path":"title","value":"x"}`, `{"op":"replace","path":"phoneNumbers[type eq \"none\"].value","value":"1"}`,
	} {
		h.patch(ann, good+bad).want(400)
		h.same(ann, before)
	}
	staff := "/Groups/" + h.group("Staff", strings.TrimPrefix(ann, "/Users/"))
	group := h.send("GET", staff, "").want(200)
	h.patch(staff, `{"op":"remove","path":"members"},{"op":"replace","path":"displayName","value":"X"},{"op":"add","path":"members","value":[{"value":"no-such-id"}]}`).want(400)
	h.same(staff, group)
}

func (h *house) badPaths() {
	ann := h.post(`{"userName":"ann","emails":[{"type":"home","value":"a@example.com"}]}`)
	before := h.send("GET", ann, "").want(200)
	for operation, scimType := range map[string]string{
		`{"op":"remove"}`:                                                                  scim.NoTarget,
		`{"op":"remove","path":"a b"}`:                                                     scim.InvalidPath,
		`{"op":"replace","path":"noSuch","value":"x"}`:                                     scim.InvalidPath,
		`{"op":"replace","path":"name.noSuch","value":"x"}`:                                scim.InvalidPath,
		`{"op":"replace","path":"emails[type eq","value":"x"}`:                             scim.InvalidPath,
		`{"op":"replace","path":"emails[type eq \"nonexistent\"].value","value":"x"}`:      scim.NoTarget,
		`{"op":"replace","path":"emails[value eq \"x@example.com\"].display","value":"x"}`: scim.NoTarget,
		`{"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"x"}}`:         scim.NoTarget,
	} {
		h.patch(ann, operation).want(400, scimType)
	}
	h.same(ann, before)
	h.patch(ann, `{"op":"add","path":"emails[type eq \"nonexistent\"].value","value":"x@example.com"}`).want(200)
}

func (h *house) createsElement() {
	for i, op := range []string{"add", "Add", "replace", "Replace"} {
		ann := h.post(fmt.Sprintf(`{"userName":"user%d"}`, i))
		h.patch(ann, `{"op":"`+op+`","path":"emails[type eq \"work\"].value","value":"a@example.com"},
			{"op":"`+op+`","path":"emails[type eq \"work\"].primary","value":true},
			{"op":"`+op+`","path":"addresses[type eq \"work\"].locality","value":"Bern"},
			{"op":"`+op+`","path":"addresses[type eq \"work\"].country","value":"CH"},
			{"op":"`+op+`","path":"phoneNumbers[type eq \"mobile\"].value","value":"+41 1"}`).want(200)
		h.send("GET", ann, "").want(200).has(map[string]any{
			"emails.0.type": "work", "emails.0.value": "a@example.com", "emails.0.primary": true, "emails.1": nil,
			"addresses.0.type": "work", "addresses.0.locality": "Bern", "addresses.0.country": "CH", "addresses.1": nil,
			"phoneNumbers.0.type": "mobile", "phoneNumbers.0.value": "+41 1", "phoneNumbers.1": nil,
		})
	}
}

func (h *house) pathless() {
	ann := h.post(`{"userName":"ann","title":"x","emails":[{"type":"work","value":"a@example.com"}]}`)
	got := h.patch(ann, `{"op":"replace","value":{"schemas":["`+scim.UserSchema+`"],"id":"`+strings.TrimPrefix(ann, "/Users/")+`","active":false,"name.givenName":"Ann",
		"name":{"familyName":"Archer"},"`+scim.EnterpriseSchema+`:department":"Sales","`+scim.EnterpriseSchema+`":{"division":"East"},"emails[type eq \"work\"].value":"b@example.com"}}`).
		want(200).has(map[string]any{
		"active": false, "name.givenName": "Ann", "name.familyName": "Archer", "title": "x", "emails.0.value": "b@example.com", "emails.1": nil,
	})
	if got.enterprise("department") != "Sales" || got.enterprise("division") != "East" {
		h.t.Errorf("extension: %s", got.raw)
	}
	h.patch(ann, `{"op":"add","value":{"nickName":"A","emails":[{"type":"home","value":"h@example.com"}]}}`).want(200).
		has(map[string]any{"nickName": "A", "emails.0.value": "b@example.com", "emails.1.value": "h@example.com"})
	staff := h.group("Staff", strings.TrimPrefix(ann, "/Users/"))
	h.patch("/Groups/"+staff, `{"op":"replace","value":{"schemas":["`+scim.GroupSchema+`"],"id":"`+staff+`","displayName":"All"}}`).want(204)
	h.send("GET", "/Groups/"+staff, "").want(200).has(map[string]any{"displayName": "All", "members.0.value": strings.TrimPrefix(ann, "/Users/")})
	for _, value := range []string{`"text"`, `[]`, `7`, `null`} {
		h.patch(ann, `{"op":"replace","value":`+value+`}`).want(400)
	}
}

func (h *house) removeListed() {
	ann, bob, cleo := h.user("ann"), h.user("bob"), h.user("cleo")
	staff := "/Groups/" + h.group("Staff", ann, bob, cleo)
	h.patch(staff, `{"op":"Remove","path":"members","value":[{"$ref":null,"value":"`+ann+`"}]}`).want(204)
	h.send("GET", staff, "").want(200).has(map[string]any{"members.0.value": bob, "members.1.value": cleo, "members.2": nil})
	h.patch(staff, `{"op":"remove","path":"members[value eq \"`+bob+`\"]"}`).want(204)
	h.send("GET", staff, "").want(200).has(map[string]any{"members.0.value": cleo, "members.1": nil})
	h.patch(staff, `{"op":"remove","path":"members","value":[{"value":"`+ann+`"}]}`).want(204) // is no member any more
	h.patch(staff, `{"op":"remove","path":"members","value":[]}`).want(204)                    // nobody is listed
	h.send("GET", staff, "").want(200).has(map[string]any{"members.0.value": cleo})
	h.patch(staff, `{"op":"remove","path":"members"}`).want(204)
	h.send("GET", staff, "").want(200).has(map[string]any{"members": nil})
}

func (h *house) addAgain() {
	ann := h.user("ann")
	user, staff := "/Users/"+ann, "/Groups/"+h.group("Staff", ann)
	h.patch(user, `{"op":"add","path":"emails","value":[{"type":"work","value":"a@example.com"}]},{"op":"add","path":"title","value":"x"}`).want(200)
	userBefore, groupBefore := h.send("GET", user, "").want(200), h.send("GET", staff, "").want(200)
	h.patch(user, `{"op":"add","path":"emails","value":[{"value":"A@example.com","type":"work"}]},{"op":"add","path":"title","value":"x"},{"op":"replace","value":{"active":true}}`).want(200)
	h.patch(staff, `{"op":"add","path":"members","value":[{"value":"`+ann+`"},{"value":"`+ann+`","display":"again"}]}`).want(204)
	h.patch(staff, `{"op":"replace","path":"displayName","value":"Staff"}`).want(204)
	h.same(user, userBefore)
	h.same(staff, groupBefore)
}

func (h *house) onePrimary() {
	ann := h.post(`{"userName":"ann","emails":[{"type":"work","value":"w@example.com","primary":true},{"type":"home","value":"h@example.com","primary":true}]}`)
	primaries := func(want string) {
		h.t.Helper()
		got := h.send("GET", ann, "").want(200)
		var all []string
		list, _ := got.get("emails").([]any)
		for _, e := range list {
			if dig(e, "primary") == true {
				all = append(all, dig(e, "value").(string))
			}
		}
		if strings.Join(all, " ") != want {
			h.t.Errorf("primary are %v, not %s", all, want)
		}
	}
	primaries("w@example.com")
	h.patch(ann, `{"op":"replace","path":"emails[type eq \"home\"].primary","value":true}`).want(200)
	primaries("h@example.com")
	h.patch(ann, `{"op":"add","path":"emails","value":[{"type":"other","value":"o@example.com","primary":true}]}`).want(200)
	primaries("o@example.com")
	h.patch(ann, `{"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"w@example.com","type":"work","primary":"True"}}`).want(200)
	primaries("w@example.com")
}

func (h *house) booleansAsText() {
	for i, text := range []string{"True", "true", "False", "FALSE"} {
		ann := h.post(fmt.Sprintf(`{"userName":"user%d","active":%q}`, i, text))
		h.send("GET", ann, "").want(200).has(map[string]any{"active": strings.EqualFold(text, "true")})
		h.patch(ann, `{"op":"Replace","path":"active","value":"True"}`).want(200).has(map[string]any{"active": true})
		h.patch(ann, `{"op":"replace","value":{"active":"False"}}`).want(200).has(map[string]any{"active": false})
		h.patch(ann, `{"op":"replace","path":"active","value":["True"]}`).want(200).has(map[string]any{"active": true})
	}
	h.send("POST", "/Users", `{"userName":"ann","active":"yes"}`).want(400, scim.InvalidValue)
	h.send("POST", "/Users", `{"userName":"ann","active":1}`).want(400, scim.InvalidValue)
}

func (h *house) unassign() {
	const full = `{"userName":"ann","title":"x","nickName":"A","name":{"givenName":"Ann","familyName":"Archer"},"emails":[{"type":"work","value":"a@example.com"}],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"m1"},"department":"Sales"}}`
	for _, empty := range []string{`""`, `null`} {
		id := h.post(full)
		got := h.patch(id, `{"op":"Replace","path":"title","value":`+empty+`},{"op":"Add","path":"nickName","value":`+empty+`},{"op":"replace","path":"name.givenName","value":`+empty+`},
			{"op":"replace","path":"emails[type eq \"work\"].value","value":`+empty+`},{"op":"replace","path":"`+scim.EnterpriseSchema+`:manager","value":`+empty+`},
			{"op":"replace","path":"`+scim.EnterpriseSchema+`:department","value":`+empty+`}`).want(200).
			has(map[string]any{"title": nil, "nickName": nil, "name.givenName": nil, "name.familyName": "Archer", "emails.0.value": nil, scim.EnterpriseSchema: nil})
		if strings.Contains(got.raw, "None") || strings.Contains(got.raw, "null") {
			h.t.Errorf("kept as text: %s", got.raw)
		}
		h.send("PUT", id, `{"userName":"ann","title":`+empty+`,"emails":`+strings.ReplaceAll(empty, `""`, `[]`)+`}`).want(200).has(map[string]any{"title": nil, "emails": nil})
		h.patch(id, `{"op":"replace","path":"emails[type eq \"work\"].value","value":`+empty+`}`).want(200).has(map[string]any{"emails": nil})
		h.send("DELETE", id, "").want(204)
	}
}

func (h *house) bareManager() {
	const path = scim.EnterpriseSchema + ":manager"
	ann := h.post(`{"userName":"ann","` + scim.EnterpriseSchema + `":{"manager":"m1"}}`)
	manager := func(want any) {
		h.t.Helper()
		if got := h.send("GET", ann, "").want(200); got.enterprise("manager.value") != want {
			h.t.Errorf("the manager is not %v: %s", want, got.raw)
		}
	}
	manager("m1")
	h.patch(ann, `{"op":"Add","path":"`+path+`","value":"m2"}`).want(200)
	manager("m2")
	h.patch(ann, `{"op":"replace","value":{"`+path+`":"m3"}}`).want(200)
	manager("m3")
	h.patch(ann, `{"op":"Replace","path":"`+path+`","value":""}`).want(200)
	manager(nil)
}
