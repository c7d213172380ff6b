package scimapi_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"usersync/internal/scim"
	"usersync/internal/scimapi"
)

const canary = "canary-7f3a"

// badBodies is what no write may take, with the status that it gets.
var badBodies = []struct {
	name, body string
	status     int
	scimType   string
}{
	{"nothing", "", 400, scim.InvalidSyntax},
	{"not JSON", canary, 400, scim.InvalidSyntax},
	{"broken off", `{"userName":"` + canary, 400, scim.InvalidSyntax},
	{"a list", `["` + canary + `"]`, 400, scim.InvalidSyntax},
	{"null", "null", 400, scim.InvalidSyntax},
	{"two objects", `{"userName":"a"}{"userName":"` + canary + `"}`, 400, scim.InvalidSyntax},
	{"a member twice", `{"userName":"a","USERNAME":"` + canary + `"}`, 400, scim.InvalidSyntax},
	{"a member twice below", `{"userName":"a","name":{"givenName":"a","givenname":"` + canary + `"}}`, 400, scim.InvalidSyntax},
	{"deep", strings.Repeat(`{"a":`, 1000) + `1` + strings.Repeat("}", 1000), 400, scim.InvalidSyntax},
	{"deep lists", `{"userName":` + strings.Repeat("[", 50_000), 400, scim.InvalidSyntax},
	{"not UTF-8", "{\"userName\":\"\xff\xfe" + canary + "\"}", 400, ""},
	{"a byte order mark", "\ufeff{\"userName\":\"" + canary + "\"}", 400, scim.InvalidSyntax},
	{"a form", "userName=" + canary, 400, scim.InvalidSyntax},
}

func TestBadBodiesChangeNothingAndAreNotEchoed(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	staff := h.group("Staff", ann)
	before := h.send("GET", "/Users", "").raw + h.send("GET", "/Groups", "").raw
	for _, c := range badBodies {
		h.run(c.name, func(t *testing.T) {
			for _, target := range []string{"POST /Users", "POST /Groups", "PUT /Users/" + ann, "PATCH /Users/" + ann, "PUT /Groups/" + staff, "PATCH /Groups/" + staff, "POST /Users/.search"} {
				method, path, _ := strings.Cut(target, " ")
				refused := h.send(method, path, c.body).want(c.status)
				if c.scimType != "" && refused.get("scimType") != c.scimType {
					t.Errorf("%s: %s", target, refused.raw)
				}
				if strings.Contains(refused.raw, canary) {
					t.Errorf("%s echoes: %s", target, refused.raw)
				}
			}
		})
	}
	if after := h.send("GET", "/Users", "").raw + h.send("GET", "/Groups", "").raw; after != before {
		t.Errorf("changed:\n%s\n%s", before, after)
	}
	if strings.Contains(h.log.String(), canary) {
		t.Error("the log holds input")
	}
}

func TestBadValuesChangeNothingAndAreNotEchoed(t *testing.T) {
	h := newHouse(t)
	path := "/Users/" + h.user("ann")
	before := h.send("GET", path, "").raw
	for _, c := range []struct {
		method, path, body, scimType string
	}{
		{"POST", "/Users", `{"displayName":"` + canary + `"}`, scim.InvalidValue},
		{"POST", "/Users", `{"userName":""}`, scim.InvalidValue},
		{"POST", "/Users", `{"userName":{"a":"` + canary + `"}}`, scim.InvalidValue},
		{"POST", "/Users", `{"userName":"` + strings.Repeat(canary, 100) + `"}`, scim.InvalidValue},
		{"POST", "/Users", `{"userName":"a","active":"` + canary + `"}`, scim.InvalidValue},
		{"POST", "/Users", `{"userName":"a","emails":"` + strings.Repeat(canary, 500) + `"}`, scim.InvalidValue},
		{"POST", "/Groups", `{"members":[]}`, scim.InvalidValue},
		{"PUT", path, `{"displayName":"` + canary + `"}`, scim.InvalidValue},
		{"PATCH", path, `{}`, scim.InvalidSyntax},
		{"PATCH", path, `{"Operations":"` + canary + `"}`, scim.InvalidSyntax},
		{"PATCH", path, `{"Operations":[{"op":"` + canary + `","path":"title","value":"x"}]}`, scim.InvalidSyntax},
		{"PATCH", path, `{"Operations":[{"op":"remove"}]}`, scim.NoTarget},
		{"PATCH", path, `{"Operations":[{"op":"add","path":"` + canary + `","value":"x"}]}`, scim.InvalidPath},
		{"PATCH", path, `{"Operations":[{"op":"add","path":"__proto__.` + canary + `","value":"x"}]}`, scim.InvalidPath},
		{"PATCH", path, `{"Operations":[{"op":"add","path":"emails[","value":"` + canary + `"}]}`, scim.InvalidPath},
		{"PATCH", path, `{"Operations":[{"op":"replace","path":"id","value":"` + canary + `"}]}`, scim.Mutability},
		{"PATCH", path, `{"Operations":[{"op":"replace","path":"emails[type eq \"` + canary + `\"].value","value":"x"}]}`, scim.NoTarget},
		{"PATCH", path, `{"Operations":[{"op":"replace","path":"title","value":"ok"},{"op":"replace","path":"active","value":"` + canary + `"}]}`, scim.InvalidValue},
		{"PATCH", path, `{"Operations":[{"op":"remove","path":"userName"}]}`, ""},
	} {
		refused := h.send(c.method, c.path, c.body).want(400)
		if c.scimType != "" && refused.get("scimType") != c.scimType {
			t.Errorf("%s %.100s: %s", c.method, c.body, refused.raw)
		}
		if strings.Contains(refused.raw, canary) {
			t.Errorf("%s %.100s echoes: %s", c.method, c.body, refused.raw)
		}
	}
	if after := h.send("GET", path, "").raw; after != before {
		t.Errorf("changed:\n%s\n%s", before, after)
	}
}

func TestAnExternalIDNeverBecomesAnID(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	for i, externalID := range []string{"1", "0", "admin", ann, "01JTEST0000000000000000001"} {
		created := h.send("POST", "/Users", fmt.Sprintf(`{"userName":"user%d","externalId":%q}`, i, externalID)).want(201)
		if created.id() == externalID || created.get("externalId") != externalID {
			t.Errorf("%s: %s", externalID, created.raw)
		}
	}
	h.send("GET", "/Users/1", "").want(404)
	h.send("GET", "/Users/"+ann, "").want(200).has(map[string]any{"userName": "ann"})
}

func TestBodiesOverTheirLimit(t *testing.T) {
	h := newHouse(t)
	ann, staff := h.user("ann"), h.group("Staff")
	over := func(limit int) string {
		return `{"userName":"big","displayName":"big","unknown":"` + strings.Repeat("x", limit) + `"}`
	}
	for target, limit := range map[string]int{
		"POST /Users": 256 << 10, "PUT /Users/" + ann: 256 << 10, "PATCH /Users/" + ann: 256 << 10, "POST /Users/.search": 256 << 10,
		"POST /Groups": 1 << 20, "PUT /Groups/" + staff: 1 << 20, "PATCH /Groups/" + staff: 1 << 20,
	} {
		method, path, _ := strings.Cut(target, " ")
		h.send(method, path, over(limit)).want(413)
		r := httptest.NewRequest(method, scimapi.Base+path, io.MultiReader(bytes.NewBufferString(over(limit)))) // of no known length
		r.Header.Set("Authorization", "Bearer "+h.token)
		h.do(r).want(413)
	}
	h.send("GET", "/Users", "").want(200).has(map[string]any{"totalResults": 1.0})
	h.send("POST", "/Groups", over(300<<10)).want(201) // a group may be larger than a user
}

func TestContentTypes(t *testing.T) {
	h := newHouse(t)
	for i, contentType := range []string{
		"", "application/scim+json", "application/json", "application/json; charset=utf-8", "APPLICATION/SCIM+JSON;charset=UTF-8", "text/json",
	} {
		h.send("POST", "/Users", fmt.Sprintf(`{"userName":"user%d"}`, i), "Content-Type: "+contentType, "Accept: text/html").want(201)
	}
	for _, contentType := range []string{"text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data; boundary=x"} {
		h.send("POST", "/Users", `{"userName":"eve"}`, "Content-Type: "+contentType).want(415)
	}
	h.send("POST", "/Users", `{"userName":"eve"}`, "Content-Encoding: gzip").want(415)
	h.send("GET", "/Users", "", "Content-Type: text/plain", "Accept: */*").want(200).has(map[string]any{"totalResults": 6.0})
}

func FuzzNoBodyIsAnErrorOfOurs(f *testing.F) {
	for _, c := range badBodies {
		if len(c.body) < 200 { // the fuzzer would spend its time on shortening the others
			f.Add(c.body)
		}
	}
	f.Add(`{"userName":"bob","emails":[{"value":"x","type":"work","primary":"True"}]}`)
	f.Add(`{"Operations":[{"op":"Add","path":"emails[type eq \"work\"].value","value":"x"}]}`)
	f.Add(`{"Operations":[{"op":"replace","value":{"name.givenName":"x","members":["y"]}}]}`)
	f.Add(`{"displayName":"x","members":[{"value":"y"}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		h := newHouse(t)
		ann := h.user("ann")
		staff := h.group("Staff", ann)
		for _, target := range []string{"POST /Users", "PUT /Users/" + ann, "PATCH /Users/" + ann, "POST /Groups", "PUT /Groups/" + staff, "PATCH /Groups/" + staff, "POST /Users/.search"} {
			method, path, _ := strings.Cut(target, " ")
			if got := h.send(method, path, body); got.status >= 500 {
				t.Errorf("%s %q: %d %s", target, body, got.status, got.raw)
			}
		}
	})
}

func FuzzNoQueryIsAnErrorOfOurs(f *testing.F) {
	for _, query := range []string{"filter=userName+eq+%22a%22&", "count=-1&startIndex=9", "attributes=a,,b&x", "%zz=%", "filter=%28", "cursor"} {
		f.Add(query)
	}
	h := newHouse(f)
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, scimapi.Base+"/Users", nil)
		r.URL.RawQuery = query
		r.Header.Set("Authorization", "Bearer "+h.token)
		h.t = t
		if got := h.do(r); got.status >= 500 {
			t.Errorf("%q: %d %s", query, got.status, got.raw)
		}
	})
}
