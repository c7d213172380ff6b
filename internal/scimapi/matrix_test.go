package scimapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"usersync/internal/provision"
	"usersync/internal/scimapi"
)

// The matrix of the SCIM door: every route, from the table of routes itself, with every method, and with ids of another account. Credentials that do not open the door are tried
// with every route and method by TestNothingAnswersWithoutAToken.

// goodBody is a body that every route which takes one comes with to the look-up of its id.
const goodBody = `{"userName":"eve","displayName":"Eve","Operations":[{"op":"replace","value":{"displayName":"Eve"}}]}`

func TestMatrixOfRoutesAndForeignIDs(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	known := []string{ann, h.group("Staff", ann), h.acme.ID(), "conn-a", "User", "urn:ietf:params:scim:schemas:core:2.0:User"}
	unknown := "01JTEST0000000000009999999"
	for _, route := range scimapi.Routes() {
		if !strings.Contains(route.Pattern, "{id}") {
			continue
		}
		for _, method := range allMethods {
			want := h.sendAs(h.otherToken, method, strings.ReplaceAll(route.Pattern, "{id}", unknown), goodBody)
			for _, id := range known {
				h.untouched(h.acme, func() {
					got := h.sendAs(h.otherToken, method, strings.ReplaceAll(route.Pattern, "{id}", id), goodBody)
					discovery := !strings.HasPrefix(id, "01J") && got.status == http.StatusOK // the documents are everybody's
					if !discovery && (got.status != want.status || got.raw != want.raw || got.status < 400 || got.status >= 500) {
						t.Errorf("%s %s of %s: %d %s, but of what does not exist %d %s", method, route.Pattern, id, got.status, got.raw, want.status, want.raw)
					}
				})
			}
		}
	}
}

func TestMatrixOfRoutesAndMethods(t *testing.T) {
	h := newHouse(t)
	h.served["conn-paused"] = provision.Connection{ID: "conn-paused", Paused: true}
	paused := h.keys.mint(t, "scim", h.acme, "conn-paused", "scim")
	for _, route := range scimapi.Routes() {
		path := strings.ReplaceAll(route.Pattern, "{id}", "nothing")
		for _, method := range slices.Concat(allMethods, []string{"TRACE", "QUERY", "get"}) {
			got := h.send(method, path, `{}`)
			if notOffered := got.status == http.StatusNotImplemented && strings.HasPrefix(path, "/Me"); got.status >= 500 && !notOffered {
				t.Errorf("%s %s: %d %s", method, path, got.status, got.raw)
			}
			h.untouched(h.acme, func() { h.sendAs(paused, method, path, goodBody).want(http.StatusForbidden) })
		}
	}
}

// Nothing that a request says comes back in a refusal, nor in the log, wherever it stands. Only what the standard wants is repeated: the bulkId and the location of an operation of a bulk request.
func TestNothingIsEchoed(t *testing.T) {
	const c = "canary-7f3a"
	bodies := map[string]string{
		"a text": c, "a name": `{"` + c + `":"x"}`, "a value": `{"userName":{"x":"` + c + `"}}`, "a member": `{"displayName":"x","members":[{"value":"` + c + `"}]}`,
		"an op": `{"Operations":[{"op":"` + c + `","path":"title","value":"x"}]}`, "a path": `{"Operations":[{"op":"add","path":"` + c + `","value":"x"}]}`,
		"a part": `{"Operations":[{"op":"add","path":"emails.` + c + `","value":"x"}]}`, "a filter of a path": `{"Operations":[{"op":"replace","path":"emails[type eq \"` + c + `\"].value","value":"x"}]}`,
		"a sub-attribute": `{"Operations":[{"op":"add","path":"emails[type eq \"x\"].` + c + `","value":"x"}]}`, "a wrong value": `{"Operations":[{"op":"add","path":"active","value":"` + c + `"}]}`,
		"a filter": `{"filter":"` + c + ` eq 1"}`, "a filter's value": `{"filter":"active eq \"` + c + `\""}`, "an order": `{"sortBy":"` + c + `"}`, "a direction": `{"sortOrder":"` + c + `"}`, "a cursor": `{"cursor":"` + c + `"}`, "a count": `{"count":"` + c + `"}`,
		"a bulk method": `{"Operations":[{"method":"` + c + `","path":"/Users"}]}`, "a bulk path": `{"Operations":[{"method":"POST","path":"/` + c + `","bulkId":"1"}]}`, "a bulk reference": `{"Operations":[{"method":"DELETE","path":"/Users/bulkId:` + c + `"}]}`,
		"bulk data": `{"Operations":[{"method":"POST","path":"/Users","bulkId":"1","data":{"userName":{"` + c + `":"` + c + `"}}}]}`, "failOnErrors": `{"failOnErrors":"` + c + `","Operations":[]}`,
	}
	h := newHouse(t)
	ann := h.user("ann")
	staff := h.group("Staff", ann)
	check := func(a *answer, what string) {
		failedInBulk := a.status == http.StatusOK && strings.Contains(a.raw, "BulkResponse")
		if (a.status >= 400 || failedInBulk) && strings.Contains(strings.ToLower(a.raw+fmt.Sprint(a.header)), c) {
			t.Errorf("%s in %s comes back: %s", what, a.what, a.raw)
		}
	}
	for _, route := range scimapi.Routes() {
		for method := range route.Methods {
			for _, id := range []string{ann, staff, c} {
				path := strings.ReplaceAll(route.Pattern, "{id}", id)
				for what, body := range bodies {
					if method != http.MethodDelete || id == c {
						check(h.send(method, path, body), what)
					}
				}
				for _, query := range []string{"filter=" + c + "+pr", "filter=" + c, "count=" + c, "startIndex=" + c, "cursor=" + c, "sortBy=" + c, "sortOrder=" + c, "attributes=" + c + "&excludedAttributes=" + c, "filter=id+pr&filter=" + c, c + "=" + c} {
					if method != http.MethodDelete || id == c {
						check(h.send(method, path+"?"+query, `{}`), query)
					}
				}
				for _, header := range []string{"Content-Type", "Content-Encoding", "If-Match", "If-None-Match", "Accept", "X-Request-Id", "User-Agent", "Authorization", "Idempotency-Key", "X-Forwarded-For"} {
					r := httptest.NewRequest(method, scimapi.Base+path+"/"+c, strings.NewReader(`{}`))
					r.Header.Set("Authorization", "Bearer "+h.token)
					r.Header.Set(header, c)
					check(h.do(r), header)
				}
			}
		}
	}
	if strings.Contains(strings.ToLower(h.log.String()), c) {
		t.Error("the log holds what was sent")
	}
}
