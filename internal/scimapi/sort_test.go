package scimapi_test

import (
	"fmt"
	"testing"

	"usersync/internal/scim"
)

func TestListsAreSortedAsAsked(t *testing.T) {
	h := newHouse(t)
	for i, name := range []string{"Cid", "ann", "Bob"} {
		h.send("POST", "/Users", fmt.Sprintf(`{"userName":"%s","name":{"familyName":"%c"},"title":"%d"}`, name, 'x'-rune(i), i)).want(201)
		h.group(name)
	}
	for query, want := range map[string]string{
		"sortBy=userName": "[ann Bob Cid]", "sortBy=USERNAME&sortOrder=Descending": "[Cid Bob ann]", "sortby=name.familyName&sortorder=ascending": "[Bob ann Cid]",
		"sortBy=id": "[Cid ann Bob]", "sortBy=urn:ietf:params:scim:schemas:core:2.0:User:title&sortOrder=descending&count=2": "[Bob ann]",
		"sortBy=&sortOrder=": "[ann Bob Cid]", "sortBy=title&filter=userName+co+%22n%22": "[ann]",
	} {
		if got := fmt.Sprint(userNames(t, h.send("GET", "/Users?"+query, "").want(200))); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	h.send("GET", "/Groups?sortBy=displayName&sortOrder=descending&count=1", "").want(200).has(map[string]any{"Resources.0.displayName": "Cid", "totalResults": 3.0})
	h.send("POST", "/Users/.search", `{"sortBy":"userName","sortOrder":"descending","count":1}`).want(200).has(map[string]any{"Resources.0.userName": "Cid"})

	page := h.send("GET", "/Users?cursor&count=2&sortBy=title", "").want(200)
	h.send("GET", "/Users?count=2&sortBy=title&cursor="+page.cursor(), "").want(200).has(map[string]any{"Resources.0.userName": "Bob", "itemsPerPage": 1.0, "nextCursor": nil})
	h.send("GET", "/Users?count=2&sortBy=id&cursor="+page.cursor(), "").want(400, scim.InvalidCursor)

	for _, query := range []string{"sortBy=nothing", "sortBy=name", "sortBy=password", "sortBy=groups", "sortBy=groups.display", "sortBy=id&sortOrder=down"} {
		h.send("GET", "/Users?"+query, "").want(400, scim.InvalidValue)
	}
	h.send("GET", "/Users?sortBy=id&sortBy=userName", "").want(400, scim.InvalidSyntax)
	h.send("GET", "/Users?sortBy=id&sortOrder=ascending&sortOrder=descending", "").want(400, scim.InvalidSyntax)
	for _, body := range []string{`{"sortBy":7}`, `{"sortOrder":true}`, `{"sortOrder":"down"}`} {
		h.send("POST", "/Users/.search", body).want(400, scim.InvalidValue)
	}
}
