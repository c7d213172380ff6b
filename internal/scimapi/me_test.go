package scimapi_test

import (
	"testing"

	"usersync/internal/provision"
)

// A connection that is bound to a user reaches it at /Me, which never is the user's location.
func TestMe(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		h.send(method, "/Me", `{"userName":"ann"}`).want(501)
	}
	h.served["conn-a"] = provision.Connection{Me: ann}
	where := baseURL + "/Users/" + ann
	read := h.send("GET", "/Me", "").want(200).has(map[string]any{"id": ann, "userName": "ann", "meta.location": where})
	if got := read.header.Get("Content-Location"); got != where {
		t.Errorf("Content-Location %q", got)
	}
	h.send("GET", "/Me", "", "If-None-Match: "+read.header.Get("ETag")).want(304)
	h.send("GET", "/Me?attributes=userName", "").want(200).has(map[string]any{"userName": "ann", "meta": nil})
	h.send("PATCH", "/Me", `{"Operations":[{"op":"add","path":"title","value":"Lead"}]}`).want(200).has(map[string]any{"id": ann, "title": "Lead"})
	h.send("PUT", "/Me", `{"userName":"ann"}`, "If-Match: "+read.header.Get("ETag")).want(412)
	h.send("PUT", "/Me", `{"userName":"ann"}`).want(200).has(map[string]any{"id": ann, "title": nil, "meta.location": where})
	h.send("POST", "/Me", `{"userName":"bob"}`).want(501)
	h.sendAs(h.otherToken, "GET", "/Me", "").want(501)
	h.send("DELETE", "/Me", "").want(204)
	h.send("GET", "/Me", "").want(404)
	h.send("GET", "/Users/"+ann, "").want(404)
}
