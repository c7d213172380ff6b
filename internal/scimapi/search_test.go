package scimapi_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"usersync/internal/scim"
)

// names lists a page of mixed resources.
func (a *answer) names() string {
	var names []string
	for i := range a.get("Resources").([]any) {
		at := fmt.Sprintf("Resources.%d.", i)
		name := a.get(at + "userName")
		if name == nil {
			name = a.get(at + "displayName")
		}
		names = append(names, fmt.Sprint(name))
	}
	return strings.Join(names, " ")
}

// mixed is three users and three groups.
func mixed(t *testing.T) *house {
	h := newHouse(t)
	ann := h.user("ann")
	h.user("cid")
	h.user("eve")
	h.group("Bakers", ann)
	h.group("Dancers")
	h.group("Fishers")
	return h
}

func TestSearchOverAllTypes(t *testing.T) {
	h := mixed(t)
	for _, c := range []struct {
		body, names string
		total       float64
	}{
		{`{}`, "ann cid eve Bakers Dancers Fishers", 6},
		{`{"startIndex":2,"count":3}`, "cid eve Bakers", 6},
		{`{"startIndex":3,"count":1}`, "eve", 6},
		{`{"startIndex":5,"count":10}`, "Dancers Fishers", 6},
		{`{"startIndex":9}`, "", 6},
		{`{"count":0}`, "", 6},
		{`{"filter":"displayName sw \"b\" or userName sw \"c\""}`, "cid Bakers", 2},
		{`{"filter":"userName pr"}`, "ann cid eve", 3},
		{`{"filter":"members pr"}`, "Bakers", 1},
		{`{"filter":"meta.resourceType eq \"Group\" and not (members pr)"}`, "Dancers Fishers", 2},
		{`{"filter":"displayName eq \"eve\""}`, "eve", 1},
		{`{"filter":"userName ne \"ann\"","count":2}`, "cid eve", 5},
		{`{"sortBy":"displayName"}`, "ann Bakers cid Dancers eve Fishers", 6},
		{`{"sortBy":"displayName","sortOrder":"descending","startIndex":2,"count":2}`, "eve Dancers", 6},
		{`{"sortBy":"userName","sortOrder":"descending","startIndex":4}`, "eve cid ann", 6}, // groups have none: first
		{`{"sortBy":"id","startIndex":6}`, "Fishers", 6},
		{`{"sortBy":"id","startIndex":60}`, "", 6},
		{`{"sortBy":"id","count":0}`, "", 6},
	} {
		got := h.send("POST", "/.search", c.body).want(200).has(map[string]any{"totalResults": c.total, "schemas.0": scim.ListMessage, "nextCursor": nil})
		if got.names() != c.names {
			t.Errorf("%s: %s, want %s", c.body, got.names(), c.names)
		}
	}
	h.send("POST", "/.search", `{"attributes":["userName"],"count":4}`).want(200).
		has(map[string]any{"Resources.0.userName": "ann", "Resources.0.displayName": nil, "Resources.3.displayName": nil, "Resources.3.schemas.0": scim.GroupSchema})
	h.sendAs(h.otherToken, "POST", "/.search", `{}`).want(200).has(map[string]any{"totalResults": 0.0})
}

func TestSearchOverAllTypesByCursor(t *testing.T) {
	h := mixed(t)
	for count := 1; count <= 7; count++ {
		var seen []string
		cursor, last := "", false
		for pages := 0; !last && pages < 9; pages++ {
			page := h.send("POST", "/.search", fmt.Sprintf(`{"cursor":"%s","count":%d}`, cursor, count)).want(200).has(map[string]any{"totalResults": 6.0})
			seen = append(seen, page.names())
			if last = page.get("nextCursor") == nil; !last {
				cursor = page.cursor()
			}
		}
		if got := strings.Join(seen, " "); got != "ann cid eve Bakers Dancers Fishers" {
			t.Errorf("%d at a time: %s", count, got)
		}
	}
	other := h.send("GET", "/Users?cursor&count=1", "").cursor()
	h.send("POST", "/.search", `{"cursor":"`+other+`"}`).want(400, scim.InvalidCursor)
	h.send("POST", "/.search", `{"cursor":"","filter":"userName eq \"nobody\""}`).want(200).has(map[string]any{"totalResults": 0.0, "nextCursor": nil})
}

func TestSearchOverAllTypesRefuses(t *testing.T) {
	h := mixed(t)
	for body, scimType := range map[string]string{
		`{"filter":"nothing pr"}`: scim.InvalidFilter, `{"filter":"active gt true"}`: scim.InvalidFilter, `{"filter":""}`: scim.InvalidFilter,
		`{"sortBy":"nothing"}`: scim.InvalidValue, `{"sortBy":"members"}`: scim.InvalidValue, `{"sortBy":"groups"}`: scim.InvalidValue,
		`{"sortBy":"id","cursor":""}`: scim.InvalidValue, `{"sortBy":"id","startIndex":950}`: scim.TooMany, `{"count":"x"}`: scim.InvalidValue,
		`{"cursor":"","count":1001}`: scim.InvalidCount, `[]`: scim.InvalidSyntax,
	} {
		h.send("POST", "/.search", body).want(400, scimType)
	}
	h.send("GET", "/.search", "").want(405)

	works, broken := h.directory, failing{errors.New("canary: disk on fire")}
	for _, body := range []string{`{}`, `{"cursor":""}`, `{"sortBy":"id"}`} {
		h.on(broken, works)
		h.send("POST", "/.search", body).want(500)
		h.on(works, broken)
		h.send("POST", "/.search", body).want(500)
	}
}
