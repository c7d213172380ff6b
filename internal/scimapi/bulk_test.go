package scimapi_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// bulk sends operations, and checks what holds for every answer that is a BulkResponse.
func (h *house) bulk(operations string, more ...string) *answer {
	h.t.Helper()
	body := `{"schemas":["` + scim.BulkMessage + `"],"Operations":[` + operations + `]` + strings.Join(more, "") + `}`
	got := h.send("POST", "/Bulk", body).want(200).has(map[string]any{"schemas.0": scim.BulkAnswer})
	for i := range got.get("Operations").([]any) {
		at := fmt.Sprintf("Operations.%d.", i)
		status, _ := got.get(at + "status").(string)
		if failed := status >= "400"; (got.get(at+"response") != nil) != failed || failed && got.get(at+"response.status") != status {
			h.t.Errorf("operation %d has status %q and response %v", i, status, got.get(at+"response"))
		}
	}
	return got
}

// statuses is the statuses of the operations in order.
func (a *answer) statuses() string {
	var all []string
	for i := range a.get("Operations").([]any) {
		all = append(all, fmt.Sprint(a.get(fmt.Sprintf("Operations.%d.status", i))))
	}
	return strings.Join(all, " ")
}

func (a *answer) wantStatuses(want string) *answer {
	a.t.Helper()
	if got := a.statuses(); got != want {
		a.t.Fatalf("statuses %s, want %s: %s", got, want, a.raw)
	}
	return a
}

func TestBulkDoesWhatTheSingleRequestsDo(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	got := h.bulk(`
		{"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"bob"}},
		{"method":"PUT","path":"/Users/` + ann + `","data":{"userName":"ann","title":"Boss"}},
		{"method":"PATCH","path":"/Users/` + ann + `","version":"W/\"2\"","data":{"Operations":[{"op":"replace","path":"title","value":"Chief"}]}},
		{"method":"post","path":"/Groups","bulkId":"g","data":{"displayName":"Staff","members":[{"value":"` + ann + `"}]}},
		{"method":"DELETE","path":"/Users/` + ann + `","bulkId":"gone"}`).wantStatuses("201 200 200 201 204")
	bob := h.send("GET", `/Users?filter=userName eq "bob"`, "").get("Resources.0.id").(string)
	got.has(map[string]any{
		"Operations.0.method": "POST", "Operations.0.bulkId": "b", "Operations.0.location": baseURL + "/Users/" + bob, "Operations.0.version": `W/"1"`,
		"Operations.1.location": baseURL + "/Users/" + ann, "Operations.1.version": `W/"2"`, "Operations.1.bulkId": nil,
		"Operations.2.version": `W/"3"`, "Operations.4.location": baseURL + "/Users/" + ann, "Operations.4.bulkId": "gone", "Operations.4.version": nil,
	})
	h.send("GET", "/Users/"+ann, "").want(404)
	h.send("GET", "/Groups", "").has(map[string]any{"totalResults": 1.0, "Resources.0.displayName": "Staff", "Resources.0.members": nil})
}

// The examples of RFC 7644 section 3.7.3 give the operations of a PATCH as a bare list.
func TestBulkTakesTheOperationsOfAPatchAsAList(t *testing.T) {
	h := newHouse(t)
	path := h.post(`{"userName":"ann","nickName":"Annie","emails":[{"type":"work","value":"a@example.com"}]}`)
	h.bulk(`{"method":"PATCH","path":"` + path + `","version":"W/\"1\"","data":[{"op":"remove","path":"nickName"},{"op":"add","path":"title","value":"Guide"}]}`).wantStatuses("200")
	h.send("GET", path, "").want(200).has(map[string]any{"nickName": nil, "title": "Guide", "meta.version": `W/"2"`})
	h.bulk(`{"method":"PATCH","path":"` + path + `","data":[]},{"method":"PATCH","path":"` + path + `","data":["x"]},{"method":"PUT","path":"` + path + `","data":[{"userName":"eve"}]}`).
		wantStatuses("400 400 400")
	h.send("GET", path, "").want(200).has(map[string]any{"userName": "ann", "meta.version": `W/"2"`})
}

func TestBulkReferencesBecomeIDs(t *testing.T) {
	h := newHouse(t)
	h.run("forwards, backwards and in paths", func(t *testing.T) {
		got := h.bulk(`
			{"method":"POST","path":"/Groups","bulkId":"team","data":{"displayName":"Team","members":[{"value":"bulkId:ann"},{"value":"bulkId:bob"}]}},
			{"method":"POST","path":"/Users","bulkId":"ann","data":{"userName":"ann",
				"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"bulkId:bob"}}}},
			{"method":"POST","path":"/Users","bulkId":"bob","data":{"userName":"bob"}},
			{"method":"PATCH","path":"/Groups/bulkId:team","data":{"Operations":[{"op":"remove","path":"members","value":[{"value":"bulkId:ann"}]}]}},
			{"method":"PATCH","path":"/Users/bulkId:ann","data":{"Operations":[{"op":"add","path":"title","value":"Boss"}]}}`).wantStatuses("201 201 201 204 200")
		bob := got.get("Operations.2.location").(string)
		bob = bob[strings.LastIndex(bob, "/")+1:]
		h.send("GET", "/Groups", "").has(map[string]any{"Resources.0.members.0.value": bob, "Resources.0.members.1": nil})
		ann := h.send("GET", `/Users?filter=userName eq "ann"`, "").has(map[string]any{"Resources.0.title": "Boss"})
		enterprise, _ := ann.get("Resources.0").(map[string]any)[scim.EnterpriseSchema].(map[string]any)
		if dig(enterprise, "manager.value") != bob {
			t.Errorf("manager %v, want %s", enterprise, bob)
		}
	})
	h.run("to nobody", func(*testing.T) {
		h.bulk(`{"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"G","members":[{"value":"bulkId:nobody"}]}},
			{"method":"DELETE","path":"/Users/bulkId:nobody"}`).wantStatuses("400 400").has(map[string]any{"Operations.0.response.scimType": scim.InvalidValue})
	})
	h.run("to what failed", func(*testing.T) {
		h.bulk(`{"method":"PATCH","path":"/Users/bulkId:x","data":{"Operations":[{"op":"add","path":"title","value":"Boss"}]}},
			{"method":"POST","path":"/Users","bulkId":"x","data":{"userName":"ANN"}}`).
			wantStatuses("409 409").has(map[string]any{"Operations.0.response.scimType": nil, "Operations.1.response.scimType": scim.Uniqueness, "Operations.1.location": nil})
	})
}

func TestBulkFindsCircles(t *testing.T) {
	group := func(id, refersTo string) string {
		return `{"method":"POST","path":"/Groups","bulkId":"` + id + `","data":{"displayName":"` + id + `","members":[{"value":"bulkId:` + refersTo + `"}]}}`
	}
	for name, c := range map[string]struct{ operations, want string }{
		"itself":             {group("a", "a"), "409"},
		"each other":         {group("a", "b") + "," + group("b", "a"), "409 409"},
		"three":              {group("a", "b") + "," + group("b", "c") + "," + group("c", "a"), "409 409 409"},
		"somebody looks in":  {group("x", "a") + "," + group("a", "b") + "," + group("b", "a"), "409 409 409"},
		"others are carried": {group("a", "b") + "," + group("b", "a") + `,{"method":"POST","path":"/Users","bulkId":"u","data":{"userName":"u"}}`, "409 409 201"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.bulk(c.operations).wantStatuses(c.want).has(map[string]any{"Operations.0.response.scimType": nil})
			h.send("GET", "/Groups", "").has(map[string]any{"totalResults": 0.0})
		})
	}
}

func TestBulkStopsAfterAsManyFailuresAsAllowed(t *testing.T) {
	bad := func(n int) string {
		return fmt.Sprintf(`{"method":"POST","path":"/Users","bulkId":"bad%d","data":{}}`, n)
	}
	good := `{"method":"POST","path":"/Users","bulkId":"good","data":{"userName":"good"}}`
	refers := `{"method":"PATCH","path":"/Users/bulkId:bad3","data":{}}`
	for _, c := range []struct{ limit, operations, want string }{
		{``, bad(1) + "," + good + "," + bad(2), "400 201 400"},
		{`,"failOnErrors":null`, bad(1) + "," + good, "400 201"},
		{`,"failOnErrors":0`, bad(1) + "," + good, "400 201"},
		{`,"failOnErrors":1`, bad(1) + "," + good, "400"},
		{`,"FailOnErrors":2`, bad(1) + "," + good + "," + bad(2), "400 201 400"},
		{`,"failOnErrors":2`, bad(1) + "," + bad(2) + "," + good, "400 400"},
		{`,"failOnErrors":1`, refers + "," + bad(3) + "," + good, "400"},
		{`,"failOnErrors":99999999999`, bad(1) + "," + good, "400 201"},
	} {
		h := newHouse(t)
		h.bulk(c.operations, c.limit).wantStatuses(c.want)
	}
}

func TestBulkRefusesOperationByOperation(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	for operation, want := range map[string]string{
		`{}`: "400",
		`{"method":"GET","path":"/Users/` + ann + `"}`:                                                                                       "400",
		`{"method":7,"path":[]}`:                                                                                                             "400",
		`{"method":"POST","path":"/Users","data":{"userName":"x"}}`:                                                                          "400", // no bulkId
		`{"method":"POST","path":"Users","bulkId":"1","data":{"userName":"x"}}`:                                                              "400",
		`{"method":"POST","path":"/Users","bulkId":"1"}`:                                                                                     "400",
		`{"method":"POST","path":"/Users","bulkId":"1","data":"text"}`:                                                                       "400",
		`{"method":"POST","path":"/Users/.search","bulkId":"1","data":{}}`:                                                                   "405",
		`{"method":"POST","path":"/Bulk","bulkId":"1","data":{"Operations":[]}}`:                                                             "404",
		`{"method":"POST","path":"/Nothing","bulkId":"1","data":{}}`:                                                                         "404",
		`{"method":"DELETE","path":"/Users/%zz"}`:                                                                                            "404",
		`{"method":"DELETE","path":"/Users/../Groups/x"}`:                                                                                    "404",
		`{"method":"DELETE","path":"/Users/nobody"}`:                                                                                         "404",
		`{"method":"DELETE","path":"/Users"}`:                                                                                                "405",
		`{"method":"DELETE","path":"/Users/` + ann + `","version":"W/\"7\""}`:                                                                "412",
		`{"method":"PUT","path":"/Users/` + ann + `","data":{"userName":"ann","id":7}}`:                                                      "200",
		`{"method":"PATCH","path":"/Users/` + ann + `?attributes=password","data":{"Operations":[{"op":"add","path":"title","value":"x"}]}}`: "200",
	} {
		got := h.bulk(operation).wantStatuses(want)
		if strings.Contains(got.raw, "Nothing/") || strings.Contains(got.raw, "%zz") {
			t.Errorf("echoed: %s", got.raw)
		}
	}
}

func TestBulkIsRefusedAsAWholeOnlyBeforeItBegins(t *testing.T) {
	h := newHouse(t)
	for body, scimType := range map[string]string{
		`{}`: scim.InvalidSyntax, `{"Operations":{}}`: scim.InvalidSyntax, `{"Operations":[7]}`: scim.InvalidSyntax, `[]`: scim.InvalidSyntax,
		`{"Operations":[],"failOnErrors":-1}`:   scim.InvalidValue,
		`{"Operations":[],"failOnErrors":"no"}`: scim.InvalidValue,
		`{"Operations":[{"method":"POST","path":"/Users","bulkId":"1","data":{"userName":"a"}},{"method":"POST","path":"/Users","bulkId":"1","data":{"userName":"b"}}]}`: scim.InvalidValue,
	} {
		h.send("POST", "/Bulk", body).want(400, scimType)
	}
	h.send("GET", "/Users", "").has(map[string]any{"totalResults": 0.0})
	h.send("GET", "/Bulk", "").want(405)
	h.bulk(``).wantStatuses("")
}

func TestBulkHoldsTheLimitsThatItAnnounces(t *testing.T) {
	h := newHouse(t)
	config := h.send("GET", "/ServiceProviderConfig", "").has(map[string]any{"bulk.supported": true})
	operations, size := int(config.get("bulk.maxOperations").(float64)), int(config.get("bulk.maxPayloadSize").(float64))
	one := `{"method":"DELETE","path":"/Users/nobody"}`

	h.bulk(one + strings.Repeat(","+one, operations-1)).wantStatuses(strings.TrimSpace(strings.Repeat("404 ", operations)))
	h.send("POST", "/Bulk", `{"Operations":[`+one+strings.Repeat(","+one, operations)+`]}`).want(413)

	body := `{"Operations":[` + one + `]}`
	h.send("POST", "/Bulk", body+strings.Repeat(" ", size-len(body))).want(200)
	h.send("POST", "/Bulk", body+strings.Repeat(" ", size-len(body)+1)).want(413)

	h.bulk(`{"method":"POST","path":"/Users","bulkId":"1","data":{"userName":"big","title":"` + strings.Repeat("x", 256<<10) + `"}}`).wantStatuses("413")
}

func TestBulkTouchesOnlyTheOwnAccount(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	foreign := h.sendAs(h.otherToken, "POST", "/Bulk", `{"Operations":[{"method":"DELETE","path":"/Users/`+ann+`"}]}`).want(200)
	foreign.wantStatuses("404")
	h.send("GET", "/Users/"+ann, "").want(200)
	h.sendAs(h.adminKey, "POST", "/Bulk", `{"Operations":[]}`).want(403)
}

func TestBulkSurvivesAFailureOfOursAndLogsIt(t *testing.T) {
	h := newHouse(t)
	h.on(failing{errors.New("canary: disk on fire")}, failing{fault.New(fault.Unavailable, "storage", "Try again.")})
	got := h.bulk(`{"method":"POST","path":"/Users","bulkId":"1","data":{"userName":"x"}},{"method":"DELETE","path":"/Groups/x"}`).wantStatuses("500 503")
	if strings.Contains(got.raw, "canary") || !strings.Contains(h.log.String(), "canary") {
		t.Errorf("the cause belongs into the log alone: %s", got.raw)
	}
}

func FuzzBulkNeverBreaks(f *testing.F) {
	for _, body := range []string{
		`{"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"a","manager":"bulkId:b"}},{"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"bulkId:a"}}]}`,
		`{"failOnErrors":1,"Operations":[{"method":"DELETE","path":"/Groups/bulkId:"},{"method":"PUT","path":"bulkId:/","data":[[["bulkId:"]]]}]}`,
		`{"OPERATIONS":[{"method":"PATCH","path":"/Users/%2e%2e?x#y","version":"*\r\n","data":{"Operations":[{"op":"add","value":{}}]}}]}`,
	} {
		f.Add(body)
	}
	h := newHouse(f)
	f.Fuzz(func(t *testing.T, body string) {
		h.t = t
		if got := h.send("POST", "/Bulk", body); got.status >= 500 || got.status == 200 && strings.Contains(got.statuses(), "500") {
			t.Errorf("%d for %q: %s", got.status, body, got.raw)
		}
	})
}
