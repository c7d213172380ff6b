package scimapi_test

import (
	"net/url"
	"testing"

	"usersync/internal/scim"
)

// The calls of Okta's own test of a SCIM server, in our words.
func TestWhatOktasOwnTestAsks(t *testing.T) {
	h := newHouse(t)
	charset := []string{"Content-Type: application/scim+json; charset=utf-8", "Accept: application/scim+json", "Accept-Charset: utf-8"}
	seed := h.send("POST", "/Users", oktaUser("seed@example.com", "Seed", "User"), charset...).want(201).id()
	h.group("Seed")

	h.run("a first page of one user, whole", func(*testing.T) {
		page := h.send("GET", "/Users?count=1&startIndex=1", "", charset...).want(200)
		page.has(map[string]any{
			"schemas.0": scim.ListMessage, "itemsPerPage": 1.0, "startIndex": 1.0, "totalResults": 1.0,
			"Resources.0.id": seed, "Resources.0.name.familyName": "User", "Resources.0.name.givenName": "Seed",
			"Resources.0.userName": "seed@example.com", "Resources.0.active": true, "Resources.0.emails.0.value": "seed@example.com",
		})
	})
	h.run("one user by id", func(*testing.T) {
		h.send("GET", "/Users/"+seed, "").want(200).has(map[string]any{"id": seed, "userName": "seed@example.com", "active": true})
	})
	h.run("nobody of that name", func(*testing.T) {
		h.send("GET", byUserName("nobody@example.com"), "").want(200).has(map[string]any{"totalResults": 0.0, "schemas.0": scim.ListMessage})
	})
	h.run("nobody of that id", func(*testing.T) {
		h.send("GET", "/Users/010101001010101011001010101011", "").want(404)
	})

	var ann string
	h.run("create", func(*testing.T) {
		h.send("GET", byUserName("ann@example.com"), "").want(200).has(map[string]any{"totalResults": 0.0})
		ann = h.send("POST", "/Users", oktaUser("ann@example.com", "Ann", "Archer"), charset...).want(201).has(map[string]any{
			"active": true, "name.familyName": "Archer", "name.givenName": "Ann", "schemas.0": scim.UserSchema, "userName": "ann@example.com",
		}).id()
	})
	h.run("read what was created", func(*testing.T) {
		h.send("GET", "/Users/"+ann, "").want(200).has(map[string]any{"userName": "ann@example.com", "name.familyName": "Archer", "name.givenName": "Ann"})
	})
	h.run("not a second time", func(*testing.T) {
		h.send("POST", "/Users", oktaUser("ann@example.com", "Ann", "Archer"), charset...).want(409, scim.Uniqueness)
	})
	h.run("userName is the same in any case", func(*testing.T) {
		h.send("GET", byUserName("ANN@EXAMPLE.COM"), "").want(200).has(map[string]any{"totalResults": 1.0, "Resources.0.userName": "ann@example.com"})
		h.send("POST", "/Users", oktaUser("Ann@Example.com", "Ann", "Archer")).want(409, scim.Uniqueness)
	})
	h.run("groups", func(*testing.T) {
		h.send("GET", "/Groups", "").want(200).has(map[string]any{"totalResults": 1.0, "Resources.0.displayName": "Seed"})
	})
	h.run("a bad token", func(t *testing.T) {
		refused := h.sendAs("not-a-token", "GET", byUserName("ann@example.com"), "").want(401)
		if refused.header.Get("WWW-Authenticate") != `Bearer realm="scim"` {
			t.Errorf("WWW-Authenticate %q", refused.header.Get("WWW-Authenticate"))
		}
	})
	h.run("no such user", func(*testing.T) {
		h.send("GET", "/Users/00919288221112222", "").want(404).has(map[string]any{"status": "404"})
	})
}

func oktaUser(userName, given, family string) string {
	return `{"schemas":["` + scim.UserSchema + `"],"userName":"` + userName + `","name":{"givenName":"` + given + `","familyName":"` + family +
		`"},"emails":[{"primary":true,"value":"` + userName + `","type":"work"}],"displayName":"` + given + ` ` + family +
		`","locale":"en-US","externalId":"okta-` + given + `","groups":[],"password":"placeholder","active":true}`
}

func byUserName(userName string) string {
	return "/Users?filter=" + url.QueryEscape(`userName eq "`+userName+`"`) + "&startIndex=1&count=100"
}
