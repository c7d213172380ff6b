package scimapi_test

import (
	"fmt"
	"strings"

	"usersync/internal/scim"
)

func (h *house) pageEdges() {
	for i := range 3 {
		h.user(fmt.Sprintf("user%d", i))
	}
	for query, items := range map[string]float64{
		"count=0": 0, "count=-1": 0, "startIndex=0": 3, "startIndex=-9&count=2": 2, "startIndex=3": 1, "startIndex=4": 0, "startIndex=1&count=100": 3,
	} {
		page := h.send("GET", "/Users?"+query, "").want(200).has(map[string]any{"totalResults": 3.0, "itemsPerPage": items, "schemas.0": scim.ListMessage})
		if list, ok := page.get("Resources").([]any); ok && float64(len(list)) != items {
			h.t.Errorf("%s: %d resources", query, len(list))
		}
	}
	h.send("GET", "/Users?startIndex=-5", "").want(200).has(map[string]any{"startIndex": 1.0})
}

func (h *house) pagesUnderWrites() {
	ids := map[int]string{}
	for i := range 20 {
		ids[i] = h.user(fmt.Sprintf("user%02d", i))
	}
	seen := map[string]int{}
	for start := 1; start <= 20; start += 5 {
		page := h.send("GET", fmt.Sprintf("/Users?startIndex=%d&count=5", start), "").want(200).has(map[string]any{"itemsPerPage": 5.0})
		for i := range 5 {
			seen[fmt.Sprint(page.get(fmt.Sprintf("Resources.%d.userName", i)))]++
		}
		h.patch("/Users/"+ids[start-1], `{"op":"replace","path":"displayName","value":"changed"}`).want(200)
		h.user(fmt.Sprintf("zz%02d", start)) // new users come behind those that are already read
	}
	for i := range 20 {
		if name := fmt.Sprintf("user%02d", i); seen[name] != 1 {
			h.t.Errorf("%s was seen %d times", name, seen[name])
		}
	}
}

func (h *house) nothing() {
	for _, list := range []string{"/Users", "/Groups"} {
		for _, query := range []string{"", `?filter=displayName eq "nobody"`, "?startIndex=7&count=2"} {
			h.send("GET", list+query, "").want(200).has(map[string]any{"totalResults": 0.0, "schemas.0": scim.ListMessage})
		}
		for _, method := range []string{"GET", "DELETE"} {
			h.send(method, list+"/no-such-id", "").want(404)
		}
		h.patch(list+"/no-such-id", `{"op":"replace","path":"displayName","value":"x"}`).want(404)
	}
	h.send("PUT", "/Users/no-such-id", `{"userName":"x"}`).want(404)
	h.send("PUT", "/Groups/no-such-id", `{"displayName":"x"}`).want(404)
}

func (h *house) projectionOnEveryVerb() {
	const canary = "canary-password"
	secret := func(a *answer) *answer {
		if strings.Contains(a.raw, canary) || strings.Contains(a.raw, `"password"`) {
			h.t.Errorf("%s shows the password", a.what)
		}
		return a
	}
	body := `{"userName":"ann","displayName":"Ann","title":"x","password":"` + canary + `"}`
	shown := map[string]any{"schemas.0": scim.UserSchema, "displayName": "Ann", "title": nil, "meta": nil}
	created := secret(h.send("POST", "/Users?attributes=displayName,password", body).want(201)).has(shown)
	path := "/Users/" + created.id()
	secret(h.send("PUT", path+"?attributes=displayName,password", body).want(200)).has(shown).id()
	secret(h.send("PATCH", path+"?attributes=displayName,password", `{"Operations":[{"op":"replace","path":"title","value":"y"}]}`).want(200)).has(shown).id()
	secret(h.send("GET", path+"?excludedAttributes=id,schemas,title", "").want(200)).has(map[string]any{"schemas.0": scim.UserSchema, "title": nil, "userName": "ann"}).id()
	secret(h.send("POST", "/Users/.search", `{"attributes":["displayName","password"]}`).want(200)).has(map[string]any{
		"Resources.0.id": created.id(), "Resources.0.displayName": "Ann", "Resources.0.userName": nil,
	})
}

func (h *house) withoutMembers() {
	ann, bob := h.user("ann"), h.user("bob")
	staff := h.group("Staff", ann)
	h.send("GET", "/Groups/"+staff+"?excludedAttributes=members", "").want(200).has(map[string]any{"displayName": "Staff", "members": nil})
	h.send("GET", "/Groups?excludedAttributes=members", "").want(200).has(map[string]any{"Resources.0.displayName": "Staff", "Resources.0.members": nil})
	for user, total := range map[string]float64{ann: 1, bob: 0, "no-such-id": 0} {
		for _, form := range []string{`members eq "%s"`, `members.value eq "%s"`, `members[value eq "%s"]`} {
			h.find("Groups", `id eq "`+staff+`" and `+fmt.Sprintf(form, user)).want(200).has(map[string]any{"totalResults": total})
		}
	}
}

func (h *house) createdSaysWhere() {
	for list, body := range map[string]string{"/Users": `{"userName":"ann"}`, "/Groups": `{"displayName":"Staff"}`} {
		created := h.send("POST", list, body).want(201)
		location := created.header.Get("Location")
		created.has(map[string]any{"meta.location": location, "meta.version": created.header.Get("ETag"), "meta.created": created.get("meta.lastModified")})
		if location != baseURL+list+"/"+created.id() || created.get("meta.created") == nil || created.get("meta.version") == "" {
			h.t.Errorf("Location %q, meta %v", location, created.get("meta"))
		}
		h.same(strings.TrimPrefix(location, baseURL), created)
	}
}

func (h *house) versions() {
	ann := h.send("POST", "/Users", `{"userName":"ann"}`).want(201)
	path, one := "/Users/"+ann.id(), ann.header.Get("ETag")
	if !strings.HasPrefix(one, `W/"`) || ann.get("meta.version") != one {
		h.t.Errorf("ETag %q, meta.version %v", one, ann.get("meta.version"))
	}
	h.send("GET", path, "", "If-None-Match: "+one).want(304)
	h.send("PUT", path, `{"userName":"ann","title":"x"}`, "If-Match: "+one).want(200)
	h.send("GET", path, "", "If-None-Match: "+one).want(200)
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		body := map[string]string{"PUT": `{"userName":"eve"}`, "PATCH": `{"Operations":[{"op":"remove","path":"title"}]}`}[method]
		refused := h.send(method, path, body, "If-Match: "+one).want(412)
		refused.has(map[string]any{"scimType": nil}) // invalidVers is about versions of the protocol (RFC 7644 table 9)
	}
	h.parallelPatches(200)
}

// parallelPatches adds members to one group, each by a request of its own, all at once: none may be lost.
func (h *house) parallelPatches(n int) {
	h.t.Helper()
	group, ids, done := "/Groups/"+h.group("Staff"), make([]string, n), make(chan *answer)
	for i := range ids {
		ids[i] = h.user(fmt.Sprintf("member%02d", i))
	}
	for _, id := range ids {
		go func() {
			for {
				a := h.patch(group, `{"op":"add","path":"members","value":[{"value":"`+id+`"}]}`)
				if a.status != 503 { // which says when to come again
					done <- a
					return
				}
			}
		}()
	}
	for range ids {
		(<-done).want(204)
	}
	if members, _ := h.send("GET", group, "").want(200).get("members").([]any); len(members) != n {
		h.t.Errorf("%d of %d members", len(members), n)
	}
}

func (h *house) errorForm() { // h.do looks at the form of every error: Content-Type, schemas, status as text
	h.user("ann")
	if got := h.sendAs("", "GET", "/Users", "").want(401).header.Get("WWW-Authenticate"); got != `Bearer realm="scim"` {
		h.t.Errorf("WWW-Authenticate %q", got)
	}
	h.sendAs("nonsense", "GET", "/Users", "").want(401)
	h.send("GET", "/NoSuchRoute", "").want(404)
	h.send("GET", "/Users/no-such-id", "").want(404)
	if allowed := h.send("DELETE", "/Users", "").want(405).header.Get("Allow"); !strings.Contains(allowed, "POST") {
		h.t.Errorf("Allow %q", allowed)
	}
	h.send("POST", "/Users", `{"userName":"ann"}`).want(409, scim.Uniqueness)
	h.send("POST", "/Users", `{"userName":`+`"`+strings.Repeat("x", 300<<10)+`"}`).want(413)
	h.send("POST", "/Users", `<user/>`, "Content-Type: application/xml").want(415)
	h.send("POST", "/Users", `{"userName"`).want(400, scim.InvalidSyntax)
}

func (h *house) discovery() {
	config := h.send("GET", "/ServiceProviderConfig?attributes=x&filter=y", "").want(200)
	for _, member := range []string{"patch", "bulk", "filter", "changePassword", "sort", "etag"} {
		if _, said := config.get(member + ".supported").(bool); !said {
			h.t.Errorf("nothing is said of %s", member)
		}
	}
	if uri, there := config.body["documentationUri"]; there && uri == "" {
		h.t.Error("an empty documentationUri")
	}
	if scheme := config.get("authenticationSchemes.0.type"); scheme != "oauthbearertoken" {
		h.t.Errorf("authentication scheme %v", scheme)
	}
	for list, urn := range map[string]string{"/Schemas": scim.SchemaSchema, "/ResourceTypes": scim.TypeSchema} {
		all := h.send("GET", list+"?filter=id eq 7&count=0", "").want(200).has(map[string]any{"schemas.0": scim.ListMessage})
		items, _ := all.get("Resources").([]any)
		if len(items) == 0 || float64(len(items)) != all.get("totalResults") {
			h.t.Errorf("%s: %d items", list, len(items))
		}
		for i, item := range items {
			id, _ := dig(item, "id").(string)
			all.has(map[string]any{fmt.Sprintf("Resources.%d.schemas.0", i): urn, fmt.Sprintf("Resources.%d.meta.location", i): baseURL + list + "/" + id})
			h.send("GET", list+"/"+id, "").want(200).has(map[string]any{"id": id, "schemas.0": urn})
		}
		h.send("GET", list+"/none", "").want(404)
	}
	h.announced(config)
}

// announced tries what the configuration says of the optional parts.
func (h *house) announced(config *answer) {
	h.t.Helper()
	for member, request := range map[string][2]string{"bulk.supported": {"POST", "/Bulk"}} {
		if config.get(member) == false {
			h.send(request[0], request[1], `{"schemas":["`+scim.BulkMessage+`"],"Operations":[]}`).want(501)
		}
	}
	ann := h.send("POST", "/Users", `{"userName":"ann"}`).want(201)
	if config.get("etag.supported") != (ann.header.Get("ETag") != "") {
		h.t.Error("etag is not what is announced")
	}
	h.patch("/Users/"+ann.id(), `{"op":"replace","path":"title","value":"x"}`).want(200)
}

func (h *house) mediaTypes() { // h.do looks at the media type of every answer
	for i, kind := range []string{"application/scim+json", "application/json", "application/scim+json; charset=utf-8", "Application/JSON;charset=UTF-8"} {
		h.send("POST", "/Users", fmt.Sprintf(`{"userName":"user%d"}`, i), "Content-Type: "+kind, "Accept: "+kind).want(201)
		h.send("GET", "/Users", "", "Accept: "+kind).want(200)
	}
	h.send("GET", "/Users?filter=userName+eq+%22user1%22&", "").want(200).has(map[string]any{"totalResults": 1.0})
	h.send("GET", "/Users?filter=userName%20eq%20%22user1%22&&count=1&", "").want(200).has(map[string]any{"totalResults": 1.0})
}

func (h *house) bigAndHostile() {
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = h.user(fmt.Sprintf("user%04d", i))
	}
	group := "/Groups/" + h.group("All")
	h.patch(group, `{"op":"add","path":"members","value":`+memberList(ids)+`}`).want(204)
	if members, _ := h.send("GET", group, "").want(200).get("members").([]any); len(members) != 1000 {
		h.t.Errorf("%d members", len(members))
	}
	h.patch(group, `{"op":"remove","path":"members","value":`+memberList(ids[:999])+`}`).want(204)
	h.send("GET", group, "").want(200).has(map[string]any{"members.0.value": ids[999], "members.1": nil})

	h.send("POST", "/Groups", `{"displayName":"`+strings.Repeat("x", 2<<20)+`"}`).want(413)
	h.send("POST", "/Users", strings.Repeat(`{"a":`, 40_000)).want(400)
	h.find("Users", strings.Repeat("(", 5000)+`userName pr`+strings.Repeat(")", 5000)).want(400, scim.InvalidFilter)
	h.send("POST", "/Users/.search", `{"filter":"userName eq \"user0001\""}`).want(200).has(map[string]any{"totalResults": 1.0})
	if got := h.send("GET", "/Me", ""); got.status != 501 && got.status != 404 {
		h.t.Errorf("/Me: %d", got.status)
	}
}
