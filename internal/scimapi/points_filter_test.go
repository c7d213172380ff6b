package scimapi_test

import (
	"net/url"
	"strings"

	"usersync/internal/scim"
)

func (h *house) userNameInAnyCase() {
	h.user("Ann@Example.com")
	h.send("POST", "/Users", `{"userName":"aNN@example.COM"}`).want(409, scim.Uniqueness)
	h.finds(`userName eq "ANN@EXAMPLE.COM"`, "Ann@Example.com")
	bob := "/Users/" + h.user("bob")
	h.patch(bob, `{"op":"replace","path":"userName","value":"ANN@example.com"}`).want(409, scim.Uniqueness)
	h.send("PUT", bob, `{"userName":"ann@example.com"}`).want(409, scim.Uniqueness)
	h.patch(bob, `{"op":"replace","path":"userName","value":"BOB"}`).want(200).has(map[string]any{"userName": "BOB"})
}

func (h *house) exactIDs() {
	h.post(`{"userName":"ann","externalId":"Ab1"}`)
	bob := h.post(`{"userName":"bob","externalId":"aB1"}`)
	h.finds(`externalId eq "Ab1"`, "ann")
	h.finds(`externalId eq "AB1"`)
	h.finds(`userName eq "BOB"`, "bob")
	id := strings.TrimPrefix(bob, "/Users/")
	h.finds(`id eq "`+id+`"`, "bob")
	h.finds(`id eq "` + strings.ToLower(id) + `"`)
	h.send("GET", strings.ToLower(bob), "").want(404)
}

func (h *house) namesInAnyCase() {
	ann := h.post(`{"USERNAME":"ann","profileURL":"https://example.com/ann","Emails":[{"TYPE":"work","Value":"a@example.com"}]}`)
	h.finds(`USERNAME EQ "ann" AND EMAILS[Type Eq "WORK" aNd VALUE cO "@"] And nOt (TITLE PR)`, "ann")
	h.patch(ann, `{"op":"Replace","path":"DISPLAYNAME","value":"Ann"},{"OP":"ADD","PATH":"Name.GivenName","VALUE":"Ann"},{"op":"REMOVE","path":"profileURL"}`).
		want(200).has(map[string]any{"displayName": "Ann", "name.givenName": "Ann", "profileUrl": nil})
	h.send("GET", ann+"?Attributes=DisplayNAME", "").want(200).has(map[string]any{"displayName": "Ann", "userName": nil})
}

func (h *house) qualifiedNames() {
	const core, ext = "urn:ietf:params:scim:schemas:core:2.0:User:", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"
	ann := h.post(`{"userName":"ann","displayName":"Ann","` + scim.EnterpriseSchema + `":{"department":"Sales","division":"East"}}`)
	h.finds(core+`userName eq "ann"`, "ann")
	h.finds(strings.ToUpper(core)+`userName eq "ann"`, "ann")
	h.finds(ext+`department eq "sales" and `+core+`name.givenName pr or `+ext+`manager.value eq "1" or `+ext+`division sw "E"`, "ann")
	only := h.send("GET", ann+"?attributes="+ext+"department,"+core+"userName", "").want(200).has(map[string]any{"userName": "ann", "displayName": nil})
	if only.enterprise("department") != "Sales" || only.enterprise("division") != nil {
		h.t.Errorf("projected: %s", only.raw)
	}
	h.send("GET", "/Users?sortBy="+core+"userName", "").want(200)
	got := h.patch(ann, `{"op":"replace","path":"`+ext+`department","value":"Tours"},{"op":"remove","path":"`+ext+`division"},
		{"op":"add","path":"`+core+`name.givenName","value":"Ann"},{"op":"add","path":"`+core+`emails[type eq \"work\"].value","value":"a@example.com"}`).want(200)
	got.has(map[string]any{"name.givenName": "Ann", "emails.0.value": "a@example.com"})
	if got.enterprise("department") != "Tours" || got.enterprise("division") != nil {
		h.t.Errorf("patched: %s", got.raw)
	}
}

func (h *house) precedence() {
	h.post(`{"userName":"a","title":"x","active":true}`)
	h.post(`{"userName":"b","title":"y","active":false}`)
	h.post(`{"userName":"c","title":"y","active":true,"emails":[{"type":"work","value":"c@example.com"},{"type":"home","value":"c@home.example"}]}`)
	h.finds(`title eq "x" or title eq "y" and active eq false`, "a", "b")
	h.finds(`(title eq "x" or title eq "y") and active eq false`, "b")
	h.finds(`not (title eq "x") and not (active eq false)`, "c")
	h.finds(`not (title eq "x" or active eq false)`, "c")
	h.finds(`emails[type eq "work" and (value co "home" or value co "example.com")]`, "c")
	h.finds(`emails[not (type eq "work") and value co "example.com"]`)
	h.finds(`emails[type eq "other" or value ew "home.example"] and title eq "y"`, "c")
}

func (h *house) complexMeansValue() {
	h.post(`{"userName":"ann","emails":[{"type":"home","value":"a@home.example"},{"type":"work","value":"a@example.com"}]}`)
	h.finds(`emails eq "A@example.com"`, "ann")
	h.finds(`emails co "home"`, "ann")
	h.finds(`emails eq "b@example.com"`)
	h.finds(`emails pr`, "ann")
	h.find("Users", `name eq "x"`).want(400, scim.InvalidFilter)
}

func (h *house) oneElement() {
	h.post(`{"userName":"ann","emails":[{"type":"work","value":"w@example.com"},{"type":"home","value":"h@example.com"}]}`)
	h.finds(`emails[type eq "work" and value eq "h@example.com"]`)
	h.finds(`emails[type eq "work" and value eq "w@example.com"]`, "ann")
	h.finds(`emails.type eq "work" and emails.value eq "h@example.com"`, "ann")
}

func (h *house) valuePathWithSub() {
	h.post(`{"userName":"ann","emails":[{"type":"work","value":"w@example.com"},{"type":"home","value":"h@example.com"}],
		"addresses":[{"type":"work","locality":"Bern"}]}`)
	h.finds(`emails[type eq "work"].value eq "W@example.com"`, "ann")
	h.finds(`emails[type eq "work"].value eq "h@example.com"`)
	h.finds(`addresses[type eq "work"].locality sw "be" and userName eq "ann"`, "ann")
}

func (h *house) brokenFilters() {
	h.user("ann")
	for _, filter := range []string{
		"", "userName", `userName eq`, `userName eq "ann`, `userName eq 'ann'`, `userName is "ann"`, `userName eq "ann" and`, `userName eq "ann" or or active pr`,
		`(userName eq "ann"`, `userName eq "ann")`, `emails[type eq "work"`, `emails[]`, `not userName eq "ann"`, `noSuch eq "x"`, `urn:example:x:userName eq "ann"`,
		`userName eq "\x"`, `userName eq ann`, `userName eq "ann" userName eq "ann"`, `userName eq "ann"; drop`, "\x00",
	} {
		for _, list := range []string{"Users", "Groups"} {
			h.find(list, filter).want(400, scim.InvalidFilter)
		}
	}
	h.send("GET", "/Users?filter=%zz", "").want(400, scim.InvalidFilter)
}

func (h *house) filterStrings() {
	for name, escaped := range map[string]string{
		`quote " in it`: `quote \" in it`, `back\slash`: `back\\slash`, `(round) [square]`: `(round) [square]`,
		`Zoë Müller 李`: `Zo\u00eb Müller \u674e`, `smile 😀`: `smile \ud83d\ude00`, `and or not pr`: `and or not pr`, `a/b`: `a\/b`,
	} {
		userName := "u-" + url.QueryEscape(name)
		h.post(`{"userName":"` + userName + `","displayName":"` + escaped + `"}`)
		h.finds(`displayName eq "`+escaped+`"`, userName)
		h.finds(`(displayName eq "`+escaped+`") and not (title pr)`, userName)
	}
}

func (h *house) orders() {
	h.post(`{"userName":"ann","active":true,"x509Certificates":[{"value":"AAAA"}]}`)
	for _, op := range []string{"gt", "ge", "lt", "le"} {
		h.find("Users", "active "+op+" true").want(400, scim.InvalidFilter)
		h.find("Users", `x509Certificates.value `+op+` "AAAA"`).want(400, scim.InvalidFilter)
	}
	h.find("Users", `meta.created gt "yesterday"`).want(400, scim.InvalidFilter)
	h.finds(`meta.created gt "2026-11-01T08:59:00+01:00"`, "ann") // as text it would be later
	h.finds(`meta.created lt "2026-11-01T07:00:00-02:00"`, "ann") // as text it would be earlier
	h.finds(`meta.lastModified le "2026-10-31T23:00:00Z"`)
}

func (h *house) presence() {
	h.post(`{"userName":"ann","title":"","nickName":null,"emails":[],"name":{"givenName":""},"phoneNumbers":[{"value":""}]}`)
	h.post(`{"userName":"bob","title":"x","name":{"givenName":"Bob"}}`)
	for _, name := range []string{"nickName", "emails", "phoneNumbers", "phoneNumbers.value", "addresses"} {
		h.finds(name + " pr")
	}
	h.finds(`title pr`, "bob")
	h.finds(`name pr`, "bob")
	h.finds(`name.givenName pr`, "bob")
	h.finds(`title ne "x"`, "ann") // an absent value is another value
	h.finds(`title ne "y"`, "ann", "bob")
	h.finds(`emails.value ne "x"`, "ann", "bob")
}
