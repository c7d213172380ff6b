package scimapi_test

import (
	"net/http"
	"strconv"
	"testing"
)

func TestHeadIsGetWithoutItsBody(t *testing.T) {
	h := newHouse(t)
	ann := "/Users/" + h.user("ann")
	for _, path := range []string{ann, "/Users?filter=userName%20pr", "/Schemas", "/ServiceProviderConfig"} {
		whole := h.send("GET", path, "").want(200)
		head := h.send("HEAD", path, "").want(200)
		if head.raw != "" || head.header.Get("ETag") != whole.header.Get("ETag") || head.header.Get("Content-Length") != strconv.Itoa(len(whole.raw)) {
			t.Errorf("%s: %v, body %q", head.what, head.header, head.raw)
		}
	}
	h.send("HEAD", ann, "", `If-None-Match: W/"1"`).want(http.StatusNotModified)
	h.send("HEAD", "/Users/nobody", "").want(404)
	h.send("HEAD", "/.search", "").want(405)
	h.sendAs("", "HEAD", ann, "").want(401)
}

func TestAnAnswerSaysWhereItsResourceIs(t *testing.T) {
	h := newHouse(t)
	created := h.send("POST", "/Users", `{"userName":"ann"}`).want(201)
	path := "/Users/" + created.id()
	for _, got := range []*answer{
		created, h.send("GET", path, ""), h.send("PUT", path, `{"userName":"ann","title":"Guide"}`), h.patch(path, `{"op":"remove","path":"title"}`),
		h.send("GET", path+"?attributes=meta.location", ""), h.send("GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", ""),
	} {
		if where := got.header.Get("Content-Location"); where == "" || where != got.get("meta.location") {
			t.Errorf("%s: Content-Location %q, meta.location %v", got.what, where, got.get("meta.location"))
		}
	}
	for _, got := range []*answer{h.send("GET", path+"?attributes=userName", ""), h.send("GET", "/Users", ""), h.send("GET", "/Users/nobody", ""), h.send("DELETE", path, "")} {
		if where := got.header.Get("Content-Location"); where != "" {
			t.Errorf("%s: Content-Location %q", got.what, where)
		}
	}
}

func TestAWriteUnlessThereIsAVersion(t *testing.T) {
	h := newHouse(t)
	path := "/Users/" + h.user("ann")
	before := h.send("GET", path, "")
	for _, tag := range []string{"*", `W/"1"`, `W/"7", "1"`} {
		h.send("PUT", path, `{"userName":"eve"}`, "If-None-Match: "+tag).want(412)
		h.send("PATCH", path, `{"Operations":[{"op":"add","path":"title","value":"x"}]}`, "If-None-Match: "+tag).want(412)
		h.send("DELETE", path, "", "If-None-Match: "+tag).want(412)
	}
	h.same(path, before)
	h.send("DELETE", "/Users/nobody", "", "If-None-Match: *").want(404)
	h.send("DELETE", path, "", `If-None-Match: W/"2"`).want(204)
}

func TestAMethodIsWhatTheRequestLineSays(t *testing.T) {
	h := newHouse(t)
	path := "/Users/" + h.user("ann")
	before := h.send("GET", path, "")
	for _, name := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
		h.send("POST", path, `{"userName":"eve"}`, name+": PUT").want(405)
		h.send("GET", path, "", name+": DELETE").want(200)
	}
	h.send("GET", path+"?_method=DELETE", "").want(200)
	h.same(path, before)
}

func TestActivityCanBeLeftOpen(t *testing.T) {
	h := newHouse(t)
	path := h.post(`{"userName":"ann","active":false}`)
	h.send("GET", path, "").has(map[string]any{"active": false})
	h.patch(path, `{"op":"remove","path":"active"}`).want(200).has(map[string]any{"active": nil})
	h.patch(path, `{"op":"add","path":"title","value":"Guide"}`).want(200).has(map[string]any{"active": nil, "title": "Guide"})
	h.finds("active pr")
	h.finds("not (active eq false)", "ann")
	h.send("PUT", path, `{"userName":"ann"}`).want(200).has(map[string]any{"active": true})
}

func TestTheRootListsAllTypes(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	h.group("Staff", ann)
	for _, path := range []string{"", "/", "?filter=id%20pr", "/?filter=displayName%20pr&count=10"} {
		h.send("GET", path, "").want(200).has(map[string]any{"totalResults": 2.0, "Resources.0.userName": "ann", "Resources.1.displayName": "Staff"})
	}
	h.send("GET", "/?filter=meta.resourceType%20eq%20%22Group%22&attributes=displayName", "").want(200).
		has(map[string]any{"totalResults": 1.0, "Resources.0.displayName": "Staff", "Resources.0.meta": nil})
	h.send("GET", "/?filter=nothing%20pr", "").want(400, "invalidFilter")
	h.send("POST", "/", `{"userName":"eve"}`).want(405)
}

func TestLocationsCanBeAskedFor(t *testing.T) {
	h := newHouse(t)
	ann, bob := h.user("ann"), h.user("bob")
	staff := h.group("Staff", ann)
	h.finds(`meta.location eq "`+baseURL+"/Users/"+ann+`"`, "ann")
	h.finds(`meta.location eq "` + baseURL + "/Groups/" + ann + `"`)
	h.finds(`meta.location ew "`+bob+`"`, "bob")
	h.finds(`not (meta.location co "/Users/")`)
	h.finds(`groups.$ref eq "`+baseURL+"/Groups/"+staff+`"`, "ann")
	h.finds(`groups[$ref ew "`+staff+`" and type eq "direct"]`, "ann")
	for _, filter := range []string{`members.$ref eq "` + baseURL + "/Users/" + ann + `"`, `members[$ref ew "` + ann + `"]`, `meta.location sw "` + baseURL + `/Groups/"`} {
		h.find("Groups", filter).want(200).has(map[string]any{"totalResults": 1.0, "Resources.0.id": staff})
	}
	h.find("Groups", `members.$ref eq "`+baseURL+"/Users/"+bob+`"`).want(200).has(map[string]any{"totalResults": 0.0})
	h.send("GET", "/Users?sortBy=meta.location&sortOrder=descending", "").want(200).has(map[string]any{"Resources.0.id": bob, "Resources.1.id": ann})
	h.send("POST", "/.search", `{"filter":"meta.location sw \"`+baseURL+`/Groups\""}`).want(200).has(map[string]any{"totalResults": 1.0, "Resources.0.id": staff})
}
