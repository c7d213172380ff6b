package scimapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/scimapi"
	"usersync/internal/web"
)

// limit is a size that requests may have. send sends one of that size.
type limit struct {
	name     string
	most     int
	status   int // one more gets
	scimType string
	send     func(h *house, n int) *answer
}

// padded is a JSON object of exactly n bytes: its members, one that nobody knows, and blanks.
func padded(members string, n int) string {
	head := `{` + members + `,"unknown":"` + canary
	return head + strings.Repeat("x", n-len(head)-2) + `"}`
}

// nested is an object in which others lie, n deep with itself.
func nested(members string, n int) string {
	return `{` + members + `,"unknown":` + strings.Repeat(`{"`+canary+`":`, n-1) + "1" + strings.Repeat("}", n)
}

// list is n texts between commas.
func list(n int, text func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = text(i)
	}
	return strings.Join(parts, ",")
}

func post(path, body string) func(h *house) *answer {
	return func(h *house) *answer { return h.send("POST", path, body) }
}

// create sends a new user of which one attribute is said.
func create(attribute func(n int) string) func(h *house, n int) *answer {
	return func(h *house, n int) *answer {
		return h.send("POST", "/Users", `{"userName":"bob",`+attribute(n)+`}`)
	}
}

func (h *house) search(path, text string) *answer {
	return h.send("GET", path+"?filter="+url.QueryEscape(text), "")
}

var limits = []limit{
	{"the body of a new user", 256 << 10, 413, "", func(h *house, n int) *answer { return post("/Users", padded(`"userName":"bob"`, n))(h) }},
	{"the body of a user's replacement", 256 << 10, 413, "", func(h *house, n int) *answer { return h.send("PUT", h.ann(), padded(`"userName":"ann"`, n)) }},
	{"the body of a user's PATCH", 256 << 10, 413, "", func(h *house, n int) *answer {
		return h.send("PATCH", h.ann(), padded(`"Operations":[{"op":"add","path":"title","value":"x"}]`, n))
	}},
	{"the body of a search", 256 << 10, 413, "", func(h *house, n int) *answer { return post("/Users/.search", padded(`"count":1`, n))(h) }},
	{"the body of a search over all types", 256 << 10, 413, "", func(h *house, n int) *answer { return post("/.search", padded(`"count":1`, n))(h) }},
	{"the body of a new group", 1 << 20, 413, "", func(h *house, n int) *answer { return post("/Groups", padded(`"displayName":"More"`, n))(h) }},
	{"the body of a group's PATCH", 1 << 20, 413, "", func(h *house, n int) *answer {
		return h.send("PATCH", h.staff(), padded(`"Operations":[{"op":"add","path":"externalId","value":"x"}]`, n))
	}},
	{"the body of a bulk request", 1 << 20, 413, "", func(h *house, n int) *answer { return post("/Bulk", padded(`"Operations":[]`, n))(h) }},
	{"the user in a bulk request", 256<<10 - 100, 413, "", func(h *house, n int) *answer { return h.inBulk(padded(`"userName":"bob"`, n+100)) }},

	{"objects inside objects", scim.MaxJSONDepth, 400, scim.InvalidSyntax, func(h *house, n int) *answer { return post("/Users", nested(`"userName":"bob"`, n))(h) }},
	{"lists inside lists", scim.MaxJSONDepth - 1, 400, scim.InvalidSyntax, func(h *house, n int) *answer {
		return post("/Users", `{"userName":"bob","x":`+strings.Repeat("[", n)+strings.Repeat("]", n)+`}`)(h)
	}},
	{"members of an object", scim.MaxJSONMembers, 400, scim.InvalidSyntax, func(h *house, n int) *answer {
		return post("/Users", `{"userName":"bob",`+list(n-1, func(i int) string { return fmt.Sprintf(`"%s%d":1`, canary, i) })+`}`)(h)
	}},
	{"elements of a list", scim.MaxJSONElements, 400, scim.InvalidSyntax, func(h *house, n int) *answer {
		return post("/Users", `{"userName":"bob","x":[`+list(n, func(int) string { return "1" })+`]}`)(h)
	}},
	{"times that a member is given", 1, 400, scim.InvalidSyntax, func(h *house, n int) *answer {
		return post("/Users", `{`+list(n, func(i int) string {
			return `"` + strings.ToUpper("userName"[:i]) + "userName"[i:] + `":"` + canary + `"`
		})+`}`)(h)
	}},

	{"bytes of a filter", filter.MaxBytes, 400, scim.InvalidFilter, func(h *house, n int) *answer {
		return h.search("/Users", `userName eq "`+canary+strings.Repeat("x", n-len(`userName eq ""`)-len(canary))+`"`)
	}},
	{"brackets inside brackets", filter.MaxDepth, 400, scim.InvalidFilter, func(h *house, n int) *answer {
		return h.search("/Groups", strings.Repeat("(", n)+`displayName eq "`+canary+`"`+strings.Repeat(")", n))
	}},
	{"not inside not", filter.MaxDepth, 400, scim.InvalidFilter, func(h *house, n int) *answer {
		return h.search("/Users", strings.Repeat("not (", n)+`userName eq "`+canary+`"`+strings.Repeat(")", n))
	}},
	{"comparisons of a filter", filter.MaxTerms, 400, scim.InvalidFilter, func(h *house, n int) *answer {
		return h.search("/Users", strings.ReplaceAll(list(n, func(int) string { return `id eq "` + canary + `"` }), ",", " or "))
	}},
	{"bytes of a path", filter.MaxPathBytes, 400, scim.InvalidPath, func(h *house, n int) *answer {
		head, tail := `emails[type eq \"`, `\"].value`
		path := head + strings.Repeat("x", n+2-len(head+tail)) + tail
		return h.send("PATCH", h.ann(), `{"Operations":[{"op":"add","path":"`+path+`","value":"`+canary+`"}]}`)
	}},
	{"operations of a PATCH of a user", patch.MaxOps, 400, scim.InvalidSyntax, func(h *house, n int) *answer {
		return h.send("PATCH", h.ann(), `{"Operations":[`+list(n, func(int) string { return `{"op":"add","path":"title","value":"` + canary + `"}` })+`]}`)
	}},
	{"operations of a PATCH of a group", patch.MaxOps, 400, scim.InvalidSyntax, func(h *house, n int) *answer {
		return h.send("PATCH", h.staff(), `{"Operations":[`+list(n, func(int) string { return `{"op":"replace","path":"externalId","value":"` + canary + `"}` })+`]}`)
	}},
	{"operations of a bulk request", 100, 413, scim.TooMany, func(h *house, n int) *answer {
		return post("/Bulk", `{"Operations":[`+list(n, func(int) string { return `{"method":"DELETE","path":"/Users/nobody"}` })+`]}`)(h)
	}},
	{"POSTs of one bulkId", 1, 400, scim.InvalidValue, func(h *house, n int) *answer {
		return post("/Bulk", `{"Operations":[`+list(n, func(int) string { return `{"method":"POST","path":"/Groups","bulkId":"` + canary + `","data":{}}` })+`]}`)(h)
	}},

	{"attributes asked for", schema.MaxProjectionNames, 400, scim.InvalidValue, func(h *house, n int) *answer {
		return h.send("GET", "/Users?attributes="+list(n, func(int) string { return canary }), "")
	}},
	{"excluded attributes", schema.MaxProjectionNames, 400, scim.InvalidValue, func(h *house, n int) *answer {
		return h.send("GET", "/Users?excludedAttributes="+list(n, func(int) string { return canary }), "")
	}},
	{"attributes in a search", schema.MaxProjectionNames, 400, scim.InvalidValue, func(h *house, n int) *answer {
		return post("/.search", `{"attributes":[`+list(n, func(int) string { return `"` + canary + `"` })+`]}`)(h)
	}},

	{"characters of a text", 1024, 400, scim.InvalidValue, create(func(n int) string { return `"title":"` + canary + strings.Repeat("é", n-len(canary)) + `"` })},
	{"characters of a userName", 320, 400, scim.InvalidValue, func(h *house, n int) *answer {
		return post("/Users", `{"userName":"`+canary+strings.Repeat("é", n-len(canary))+`"}`)(h)
	}},
	{"bytes of an externalId", 1000, 400, scim.InvalidValue, create(func(n int) string { return `"externalId":"` + canary + strings.Repeat("x", n-len(canary)) + `"` })},
	{"bytes of a group's displayName", 1000, 400, scim.InvalidValue, func(h *house, n int) *answer {
		return post("/Groups", `{"displayName":"`+canary+strings.Repeat("x", n-len(canary))+`"}`)(h)
	}},
	{"characters of a value of an extension", 1024, 400, scim.InvalidValue, create(func(n int) string {
		return `"` + scim.EnterpriseSchema + `":{"department":"` + canary + strings.Repeat("x", n-len(canary)) + `"}`
	})},
	{"characters of a sub-attribute", 1024, 400, scim.InvalidValue, create(func(n int) string { return `"roles":[{"value":"` + canary + strings.Repeat("x", n-len(canary)) + `"}]` })},
	{"characters of a certificate", 8192, 400, scim.InvalidValue, create(func(n int) string { return `"x509Certificates":[{"value":"` + strings.Repeat("A", n) + `"}]` })},
	{"values of an attribute", 100, 400, scim.InvalidValue, create(func(n int) string {
		return `"roles":[` + list(n, func(i int) string { return fmt.Sprintf(`{"value":"%s%d"}`, canary, i) }) + `]`
	})},
	{"values of an attribute, one by one", 100, 400, scim.InvalidValue, func(h *house, n int) *answer {
		return h.send("PATCH", h.ann(), `{"Operations":[`+list(n, func(i int) string { return fmt.Sprintf(`{"op":"add","path":"roles","value":"%s%d"}`, canary, i) })+`]}`)
	}},
	{"e-mail addresses", 20, 400, scim.InvalidValue, create(func(n int) string {
		return `"emails":[` + list(n, func(i int) string { return fmt.Sprintf(`"%s%d@example.com"`, canary, i) }) + `]`
	})},

	{"bytes of a part of an address", web.MaxSegment, 404, "", func(h *house, n int) *answer {
		got := h.send("GET", "/Schemas/"+strings.Repeat("x", n), "")
		if n <= web.MaxSegment && got.status == 404 && strings.Contains(got.raw, "no such document") {
			return h.send("GET", "/Schemas", "")
		}
		return got
	}},
	{"bytes of the Authorization header", web.MaxAuthorization, 401, "", func(h *house, n int) *answer {
		r := httptest.NewRequest(http.MethodGet, scimapi.Base+"/Users", nil)
		r.Header.Set("Authorization", "Bearer"+strings.Repeat(" ", n-len("Bearer")-len(h.token))+h.token)
		return h.do(r)
	}},
	{"times that a parameter is given", 1, 400, scim.InvalidSyntax, func(h *house, n int) *answer {
		return h.send("GET", "/Users?"+strings.ReplaceAll(list(n, func(i int) string { return fmt.Sprintf("filter=userName+eq+%%22%s%d%%22", canary, i) }), ",", "&"), "")
	}},
}

// ann and staff are the addresses of a user and a group, made when they are first asked for.
func (h *house) ann() string {
	h.t.Helper()
	return "/Users/" + h.find("Users", `userName eq "ann"`).get("Resources.0.id").(string)
}

func (h *house) staff() string {
	h.t.Helper()
	return "/Groups/" + h.find("Groups", `displayName eq "Staff"`).get("Resources.0.id").(string)
}

// inBulk sends a new user in a bulk request, and answers as the operation was answered.
func (h *house) inBulk(user string) *answer {
	h.t.Helper()
	got := h.bulk(`{"method":"POST","path":"/Users","bulkId":"` + canary + `","data":` + user + `}`)
	if got.statuses() != "201" {
		got.status = 413
		if got.statuses() != "413" {
			h.t.Errorf("in bulk: %s", got.raw)
		}
		got.raw = strings.ReplaceAll(got.raw, `"bulkId":"`+canary+`"`, "") // the one thing that an answer repeats
	}
	return got
}

// What is as large as it may be is taken. One more is refused with a status and a scimType that say why, in words that repeat nothing, and leaves no trace.
func TestEveryLimitIsHeldToTheUnit(t *testing.T) {
	for _, l := range limits {
		t.Run(l.name, func(t *testing.T) {
			h := newHouse(t)
			h.group("Staff", h.user("ann"))
			h.untouched(h.acme, func() {
				over := l.send(h, l.most+1).want(l.status)
				if l.scimType != "" {
					over.want(l.status, l.scimType)
				}
				over.silent(canary)
			})
			if got := l.send(h, l.most); got.status >= 300 {
				t.Errorf("%d is refused: %d %.300s", l.most, got.status, got.raw)
			}
			if strings.Contains(h.log.String(), canary) {
				t.Error("the log holds what was sent")
			}
		})
	}
}

// announced is every number of ServiceProviderConfig, with the test that probes it and one more.
var announced = map[string]func(*testing.T){
	"bulk.maxOperations":         TestBulkHoldsTheLimitsThatItAnnounces,
	"bulk.maxPayloadSize":        TestBulkHoldsTheLimitsThatItAnnounces,
	"filter.maxResults":          TestNoPageHoldsMoreThanAnnounced,
	"pagination.defaultPageSize": TestPaginationIsAsAnnounced,
	"pagination.maxPageSize":     TestPaginationIsAsAnnounced,
	"pagination.cursorTimeout":   TestACursorExpires,
}

func TestEveryAnnouncedNumberIsProbed(t *testing.T) {
	left := map[string]bool{}
	for path := range announced {
		left[path] = true
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(strings.TrimPrefix(path+"."+name, "."), inner)
			}
		case []any:
			for i, inner := range v {
				walk(fmt.Sprintf("%s.%d", path, i), inner)
			}
		case float64:
			if announced[path] == nil {
				t.Errorf("%s is announced, and no test probes it", path)
			}
			delete(left, path)
		}
	}
	walk("", newHouse(t).send("GET", "/ServiceProviderConfig", "").want(200).body)
	for path := range left {
		t.Errorf("%s is not announced any more", path)
	}
}

// No answer is larger than 5 MB: a page that would be has fewer resources, and says so, however it is asked for.
func TestNoAnswerIsLargerThanFiveMegabytes(t *testing.T) {
	const users, most = 28, 5_000_000
	h := newHouse(t)
	large := list(100, func(i int) string {
		return fmt.Sprintf(`{"value":"%d%s","display":"%s"}`, i, strings.Repeat("v", 1000), strings.Repeat("d", 1000))
	})
	for i := range users {
		h.send("POST", "/Users", fmt.Sprintf(`{"userName":"user%02d","roles":[%s]}`, i, large)).want(201)
	}
	for _, ask := range []func() *answer{
		func() *answer { return h.send("GET", "/Users", "") },
		func() *answer { return h.send("GET", "/Users?cursor", "") },
		func() *answer { return h.send("GET", "/Users?sortBy=userName", "") },
		func() *answer { return h.send("POST", "/Users/.search", `{"count":1000}`) },
		func() *answer { return h.send("POST", "/.search", `{"count":1000}`) },
		func() *answer { return h.send("POST", "/.search", `{"cursor":""}`) },
	} {
		page := ask().want(200).has(map[string]any{"totalResults": float64(users)})
		n := len(page.get("Resources").([]any))
		if len(page.raw) > most || n == 0 || n == users || page.get("itemsPerPage") != float64(n) {
			t.Errorf("%s: %d bytes, %d resources, itemsPerPage %v", page.what, len(page.raw), n, page.get("itemsPerPage"))
		}
	}
}
