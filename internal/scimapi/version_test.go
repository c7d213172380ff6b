package scimapi_test

import (
	"net/http"
	"testing"
)

func TestAVersionIsGivenAndHonoured(t *testing.T) {
	h := newHouse(t)
	created := h.send("POST", "/Users", `{"userName":"ann"}`).want(201)
	one := created.header.Get("ETag")
	if one != `W/"1"` || created.get("meta.version") != one {
		t.Fatalf("ETag %q, meta.version %v", one, created.get("meta.version"))
	}
	path := "/Users/" + created.id()
	const rename = `{"Operations":[{"op":"replace","path":"displayName","value":"Ann"}]}`

	h.run("read again only when changed", func(t *testing.T) {
		for _, tag := range []string{one, `"1"`, "1", "*", `W/"7", W/"1"`} {
			same := h.send("GET", path, "", "If-None-Match: "+tag).want(http.StatusNotModified)
			if same.raw != "" || same.header.Get("ETag") != one {
				t.Errorf("%s: ETag %q, body %q", tag, same.header.Get("ETag"), same.raw)
			}
		}
		for _, tag := range []string{`W/"2"`, `"x"`, "0"} {
			h.send("GET", path, "", "If-None-Match: "+tag).want(200)
		}
	})
	h.run("a write on another version changes nothing", func(*testing.T) {
		for _, tag := range []string{`W/"2"`, `"0"`, "0", "-1", `"abc"`, `W/"01"`, `W/"8", W/"9"`, "99999999999999999999"} {
			h.send("PATCH", path, rename, "If-Match: "+tag).want(412)
			h.send("PUT", path, `{"userName":"eve"}`, "If-Match: "+tag).want(412)
			h.send("DELETE", path, "", "If-Match: "+tag).want(412)
		}
		h.send("GET", path, "").want(200).has(map[string]any{"meta.version": one, "userName": "ann", "displayName": nil})
	})
	h.run("a write on this version, once", func(t *testing.T) {
		two := h.send("PATCH", path, rename, "If-Match: "+one).want(200).has(map[string]any{"displayName": "Ann", "meta.version": `W/"2"`})
		if two.header.Get("ETag") != `W/"2"` {
			t.Errorf("ETag %q", two.header.Get("ETag"))
		}
		h.send("PATCH", path, `{"Operations":[{"op":"replace","path":"displayName","value":"Eve"}]}`, "If-Match: "+one).want(412)
	})
	h.run("one of several versions, or any", func(*testing.T) {
		h.send("PUT", path, `{"userName":"ann","displayName":"B"}`, `If-Match: W/"7", W/"2"`).want(200).has(map[string]any{"meta.version": `W/"3"`})
		h.send("PUT", path, `{"userName":"ann","displayName":"C"}`, "If-Match: *").want(200).has(map[string]any{"meta.version": `W/"4"`})
	})
	h.run("the same again is no new version", func(*testing.T) {
		h.send("PUT", path, `{"userName":"ann","displayName":"C"}`).want(200).has(map[string]any{"meta.version": `W/"4"`})
	})
	h.run("of what is not there", func(*testing.T) {
		h.send("DELETE", "/Users/nobody", "", `If-Match: W/"1"`).want(404)
		h.send("DELETE", "/Users/nobody", "", `If-Match: W/"1", W/"2"`).want(404)
	})
	h.run("delete", func(*testing.T) {
		h.send("DELETE", path, "", `If-Match: W/"4"`).want(204)
		h.send("GET", path, "").want(404)
		h.send("DELETE", path, "").want(404)
	})
}

func TestAGroupHasVersionsToo(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	path := "/Groups/" + h.group("Staff")
	const add = `{"Operations":[{"op":"add","path":"members","value":[{"value":"`

	changed := h.send("PATCH", path, add+ann+`"}]}]}`, `If-Match: W/"1"`).want(204)
	if changed.raw != "" || changed.header.Get("ETag") != `W/"2"` {
		t.Errorf("ETag %q, body %q", changed.header.Get("ETag"), changed.raw)
	}
	h.send("PATCH", path, `{"Operations":[{"op":"remove","path":"members"}]}`, `If-Match: W/"1"`).want(412)
	h.send("PUT", path, `{"displayName":"Nobody"}`, `If-Match: W/"1", W/"3"`).want(412)
	h.send("DELETE", path, "", `If-Match: W/"1"`).want(412)
	h.send("GET", path, "", `If-None-Match: W/"2"`).want(304)
	h.send("GET", path, "").want(200).has(map[string]any{"members.0.value": ann, "displayName": "Staff"})
	h.send("DELETE", path, "", `If-Match: W/"2"`).want(204)
}
