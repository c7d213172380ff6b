package scimapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scimapi"
	"usersync/internal/store"
	"usersync/internal/table"
)

// Stories of input that is made to be misread.

func (h *house) strangePaths() {
	id := h.user("ann")
	for _, path := range []string{
		"//Users", "/Users//" + id, "/./Users", "/Users/.", "/Users/../Users", "/Groups/../Users/" + id, "/Users/%2e%2e/Users", "/Users/%2E/" + id, "/Users%2f" + id, "/Users%2F" + id,
		"/Users/..%2f" + id, "/Users;a=b/" + id, "/Users/" + id + ";a=b", "/Users/" + id + "%3b", "/Users%5c" + id, "/users/" + id, "/USERS/" + id, "/Users/" + id + "//",
		"/Users/" + id + "%00", "/Users/" + id + "%0a", "/Users/" + id + "%ff", "/%2e%2e/%2e%2e/api/v1/rules", "/../../api/v1/rules", "/Users/" + id + "/..", "/Users/%252e%252e",
	} {
		for _, method := range []string{"GET", "DELETE"} {
			h.untouched(h.acme, func() { h.send(method, path, "").want(404).silent(id) })
		}
	}
	h.send("GET", "/%55sers/"+id+"/", "").want(200) // the same path, spelt otherwise
}

func (h *house) oneCredential() {
	for _, headers := range [][]string{
		{"Bearer " + strings.Repeat("x", 4<<10)},
		{"Bearer " + h.token + strings.Repeat(" ", 4<<10)},
		{"Bearer " + h.token, "Bearer " + h.otherToken},
		{"Bearer " + h.token, ""},
		{"", "Bearer " + h.token},
		{"Basic eDp5", "Bearer " + h.token},
		{"Bearer " + h.token + ", Bearer " + h.token},
		{"Bearer"},
		{"Bearer "},
		{"Bearer  "},
		{"Bearer\t" + h.token},
		nil,
	} {
		r := httptest.NewRequest(http.MethodGet, scimapi.Base+"/Users?access_token="+h.token, strings.NewReader("access_token="+h.token))
		for _, name := range []string{"Cookie", "X-Api-Key", "X-Authorization", "Proxy-Authorization", "X-Forwarded-Authorization", "X-Amzn-Remapped-Authorization"} {
			r.Header.Set(name, "Bearer "+h.token)
		}
		r.Header["Authorization"] = headers
		h.do(r).want(401)
	}
}

// machineNames are names that other languages find in every object, and URNs that no schema has.
var machineNames = []string{
	"__proto__.x", "__proto__", "constructor.prototype", "constructor", "toString.y", "hasOwnProperty", "prototype.active", "__defineGetter__.x", "emails.__proto__", "name.constructor",
	"urn:ietf:params:scim:schemas:core:2.0:User:__proto__.x", "urn:ietf:params:scim:schemas:nothing:2.0:User:admin", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:__proto__",
	`emails[type eq "work"].__proto__`, `__proto__[type eq "work"].value`, "connection", "fence", "want", "Attrs",
}

func (h *house) prototypes() {
	ann, bob := h.user("ann"), h.user("bob")
	h.untouched(h.acme, func() {
		for _, path := range machineNames {
			for _, op := range []string{"add", "replace", "remove"} {
				h.send("PATCH", "/Users/"+ann, fmt.Sprintf(`{"Operations":[{"op":%q,"path":%q,"value":true}]}`, op, path)).want(400, scim.InvalidPath).silent("proto")
			}
			// Without a path it is a name that the schema does not have, and ignored.
			h.send("PATCH", "/Users/"+ann, fmt.Sprintf(`{"Operations":[{"op":"replace","value":{%q:{"admin":true}}}]}`, path)).want(200)
			h.find("Users", path+" pr").want(400, scim.InvalidFilter).silent("proto")
		}
	})
	made := h.send("POST", "/Users", `{"userName":"eve","__proto__":{"active":true},"constructor":{"prototype":{"admin":true}}}`).want(201).silent("admin").silent("proto")
	h.send("GET", "/Users/"+made.id(), "").want(200).has(map[string]any{"admin": nil, "prototype": nil})
	h.send("GET", "/Users/"+bob, "").want(200).has(map[string]any{"admin": nil, "prototype": nil})
}

func (h *house) hostileFilters() {
	for name, text := range map[string]string{
		"100,000 brackets":   strings.Repeat("(", 100_000),
		"10,000 not":         strings.Repeat("not (", 10_000),
		"64 KB of or":        canary + " eq 1" + strings.Repeat(" or "+canary+" eq 1", 64<<10/20),
		"a long text":        canary + ` eq "` + strings.Repeat("x", 64<<10),
		"brackets to 2 KiB":  strings.Repeat("(", filter.MaxBytes),
		"brackets in a path": strings.Repeat("emails[", 200),
		"backslashes":        `userName eq "` + strings.Repeat(`\`, 2000),
		"terms to 2 KiB":     "id pr" + strings.Repeat(" or id pr", 200),
	} {
		h.find("Users", text).want(400, scim.InvalidFilter).silent(canary)
		h.send("POST", "/Users/.search", fmt.Sprintf(`{"filter":%q}`, text)).want(400, scim.InvalidFilter).silent(canary)
		if allocations := testing.AllocsPerRun(10, func() { _, _ = filter.Parse(text) }); allocations > 2*filter.MaxTerms+20 {
			h.t.Errorf("%s: %v allocations", name, allocations)
		}
	}
	if strings.Contains(h.log.String(), canary) {
		h.t.Error("the log holds a filter")
	}
}

const racers = 64

// race sends one create by many at once, each again while the answer is 503, and counts the last answers by status.
func (h *house) race(body string) map[int]int {
	codes := make([]int, racers)
	var wg sync.WaitGroup
	for i := range racers {
		wg.Go(func() {
			for range 100 {
				if codes[i] = h.send("POST", "/Users", body).status; codes[i] != 503 {
					return
				}
			}
		})
	}
	wg.Wait()
	count := map[int]int{}
	for _, c := range codes {
		count[c]++
	}
	return count
}

func (h *house) raceForAName() {
	if count := h.race(`{"userName":"ann"}`); count[201] != 1 || count[409] != racers-1 {
		h.t.Errorf("statuses %v", count)
	}
	h.finds("userName pr", "ann")
}

// doubtful is an engine whose answers to writes get lost: some writes happened, others did not.
type doubtful struct {
	table.Table
	writes atomic.Int64
}

func (d *doubtful) Transact(ctx context.Context, actions []table.Action) error {
	n := d.writes.Add(1)
	lost := &table.AmbiguousError{Cause: errors.New("no answer")}
	if n%3 == 2 {
		return lost
	}
	if err := d.Table.Transact(ctx, actions); err != nil || n%3 == 0 {
		return err
	}
	return lost
}

func (h *house) raceUnderLostAnswers() {
	h.directory.Store = store.New(&doubtful{Table: h.db})
	if count := h.race(`{"userName":"ann"}`); count[201] > 1 || count[201]+count[409] != racers {
		h.t.Errorf("statuses %v", count)
	}
	h.finds("userName pr", "ann")
}

func (h *house) encodedQueries() {
	id := h.user("ann")
	for _, tail := range []string{
		"%3Fattributes=userName", "%3fattributes=userName", "%23", "%23/Users", "%25", "%253Fattributes=userName", "%3F", "?%3F/" + id + "%23%3F", "%26count=0", "%2Fgroups",
	} {
		if strings.HasPrefix(tail, "?") {
			h.send("GET", "/Users/"+id+tail, "").want(200).has(map[string]any{"displayName": "ann"})
			continue
		}
		h.untouched(h.acme, func() {
			h.send("GET", "/Users/"+id+tail, "").want(404).silent("userName")
			h.send("DELETE", "/Users/"+id+tail, "").want(404)
		})
	}
	for _, path := range []string{"/Users/" + id + "?attributes=userName#", "/Users/" + id + "#x", "/Users/..%2fUsers%2f" + id, "/Users/" + id + "%3F", "/../v2/Users/" + id, "//Users/" + id, "http://example.com/Users/" + id} {
		h.untouched(h.acme, func() {
			got := h.send("POST", "/Bulk", fmt.Sprintf(`{"Operations":[{"method":"PATCH","path":%q,"data":{"Operations":[]}}]}`, path)).want(200)
			if status := got.statuses(); status != "404" && status != "400" {
				h.t.Errorf("%s: %s", path, got.raw)
			}
		})
	}
}

func (h *house) internalAttributes() {
	const claims = `"id":"mine","meta":{"version":"W/\"99\"","created":"2001-01-01T00:00:00Z","location":"https://evil.example","resourceType":"Admin"},"groups":[{"value":"admins"}],
		"connection":"conn-b","version":99,"want":7,"done":7,"fence":1,"password":"canary-secret"`
	made := h.send("POST", "/Users", `{"userName":"ann",`+claims+`}`).want(201)
	id, ann := made.id(), "/Users/"+made.id()
	check := func(a *answer) {
		h.t.Helper()
		a.has(map[string]any{
			"id": id, "meta.location": baseURL + ann, "meta.resourceType": "User", "meta.created": made.get("meta.created"), "groups": nil, "connection": nil, "version": nil, "want": nil, "password": nil,
		}).silent("evil").silent("canary-secret")
	}
	check(made)
	check(h.send("PUT", ann, `{"userName":"ann","title":"a",`+claims+`}`).want(200))
	check(h.send("PATCH", ann, `{"Operations":[{"op":"replace","value":{"title":"b",`+claims+`}}]}`).want(200))
	for path, scimType := range map[string]string{"id": scim.Mutability, "meta.version": scim.Mutability, "groups": scim.Mutability, "connection": scim.InvalidPath, "want": scim.InvalidPath} {
		h.untouched(h.acme, func() {
			h.send("PATCH", ann, fmt.Sprintf(`{"Operations":[{"op":"replace","path":%q,"value":"x"}]}`, path)).want(400, scimType)
		})
	}
	check(h.send("GET", ann, "").want(200).has(map[string]any{"title": "b"}))
	if all := h.holdings(""); strings.Contains(all, "canary-secret") || strings.Contains(all, "evil") {
		h.t.Error("the store keeps what nobody may set")
	}
}

func (h *house) bulkOrder() {
	got := h.bulk(`{"method":"POST","path":"/Users","bulkId":"1","data":{"userName":"ann","title":"one"}},
		{"method":"POST","path":"/Users","bulkId":"2","data":{"userName":"ann","title":"two"}},
		{"method":"PATCH","path":"/Users/bulkId:1","data":{"Operations":[{"op":"replace","path":"title","value":"three"}]}},
		{"method":"PATCH","path":"/Users/bulkId:1","data":{"Operations":[{"op":"replace","path":"title","value":"four"}]}},
		{"method":"DELETE","path":"/Users/bulkId:1"},
		{"method":"POST","path":"/Users","bulkId":"3","data":{"userName":"ann","title":"five"}}`).wantStatuses("201 409 200 200 204 201")
	if got.get("Operations.1.bulkId") != "2" || got.get("Operations.5.bulkId") != "3" {
		h.t.Errorf("answers in another order: %s", got.raw)
	}
	h.find("Users", `userName eq "ann"`).has(map[string]any{"totalResults": 1.0, "Resources.0.title": "five"})
}

func (h *house) doubledMembers() {
	ann := h.user("ann")
	h.untouched(h.acme, func() {
		for _, body := range []string{
			`{"userName":"bob","userName":"eve"}`, `{"userName":"bob","USERNAME":"eve"}`, `{"userName":"bob","\u0075serName":"eve"}`, `{"userName":"bob","u\u017FerName":"eve","userName":"x"}`,
			`{"userName":"bob","name":{"givenName":"a","GivenName":"b"}}`, `{"userName":"bob","emails":[{"value":"a","VALUE":"b"}]}`,
		} {
			h.send("POST", "/Users", body).want(400, scim.InvalidSyntax)
			h.send("PUT", "/Users/"+ann, body).want(400, scim.InvalidSyntax)
		}
		h.send("PATCH", "/Users/"+ann, `{"Operations":[{"op":"add","path":"title","value":"a","Path":"userName"}]}`).want(400, scim.InvalidSyntax)
		h.send("GET", "/Users?filter="+url.QueryEscape(`userName eq "ann"`)+"&Filter="+url.QueryEscape(`id pr`), "").want(400)
	})
}
