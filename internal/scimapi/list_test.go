package scimapi_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"usersync/internal/scim"
)

func TestPagesAtTheirEdges(t *testing.T) {
	h := newHouse(t)
	for i := range 5 {
		h.user(fmt.Sprintf("user%d", i))
	}
	for _, c := range []struct {
		name, query string
		start       float64
		items       []string
	}{
		{"everything", "", 1, []string{"user0", "user1", "user2", "user3", "user4"}},
		{"a page in the middle", "startIndex=2&count=2", 2, []string{"user1", "user2"}},
		{"the last page is short", "startIndex=5&count=3", 5, []string{"user4"}},
		{"behind the end", "startIndex=6&count=3", 6, nil},
		{"far behind the end", "startIndex=99999999999999999999&count=1", 2147483647, nil},
		{"only the total", "count=0", 1, nil},
		{"a negative count is none", "count=-3", 1, nil},
		{"a start below one is one", "startIndex=0&count=1", 1, []string{"user0"}},
		{"a negative start is one", "startIndex=-7&count=1", 1, []string{"user0"}},
		{"more than the most", "count=5000&startIndex=5", 5, []string{"user4"}},
		{"empty numbers are no numbers", "count=&startIndex=", 1, []string{"user0", "user1", "user2", "user3", "user4"}},
		{"a bare cursor does not hinder paging by index", "cursor&startIndex=2&count=1", 2, []string{"user1"}},
		{"an order without anything to sort by", "sortOrder=descending&count=1", 1, []string{"user0"}},
		{"sorted the other way", "sortBy=displayName&sortOrder=DESCENDING&count=2&startIndex=2", 2, []string{"user3", "user2"}},
		{"behind the end of what is sorted", "sortBy=id&sortOrder=descending&startIndex=9", 9, nil},
		{"an ampersand at the end", "count=1&", 1, []string{"user0"}},
		{"names in any case", "STARTINDEX=2&Count=1", 2, []string{"user1"}},
		{"twice the same", "count=1&count=1", 1, []string{"user0"}},
	} {
		h.run(c.name, func(t *testing.T) {
			page := h.send("GET", "/Users?"+c.query, "").want(200).has(map[string]any{
				"schemas.0": scim.ListMessage, "totalResults": 5.0, "startIndex": c.start, "itemsPerPage": float64(len(c.items)),
			})
			if got := userNames(t, page); strings.Join(got, " ") != strings.Join(c.items, " ") {
				t.Errorf("got %v", got)
			}
		})
	}
	for _, query := range []string{"count=ten", "startIndex=1.5", "count=0x10", "count=1&count=2", "startIndex=1&startIndex=2"} {
		h.send("GET", "/Users?"+query, "").want(400)
	}
}

// userNames lists a page; Resources is a list even when it is empty.
func userNames(t testing.TB, page *answer) []string {
	t.Helper()
	list, ok := page.get("Resources").([]any)
	if !ok {
		t.Fatalf("no Resources in %s", page.raw)
	}
	var names []string
	for i := range list {
		names = append(names, fmt.Sprint(page.get(fmt.Sprintf("Resources.%d.userName", i))))
	}
	return names
}

func TestFiltersInEveryDress(t *testing.T) {
	h := newHouse(t)
	h.send("POST", "/Users", `{"userName":"ann@example.com","externalId":"X1","active":false,"emails":[{"type":"work","value":"ann@work.example"}],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales & Service"}}`).want(201)
	h.send("POST", "/Users", `{"userName":"bob@example.com","externalId":"x1"}`).want(201)

	for _, query := range []string{
		"filter=userName+eq+%22ann@example.com%22&",
		"filter=userName%20eq%20%22ANN@EXAMPLE.COM%22",
		"&filter=USERNAME EQ \"ann@example.com\"",
		"FILTER=" + url.QueryEscape(`externalId eq "X1"`),
		"filter=" + url.QueryEscape(`emails eq "ann@work.example"`),
		"filter=" + url.QueryEscape(`emails[type eq "work"].value eq "ann@work.example"`),
		"filter=" + url.QueryEscape(`emails[type eq "work" and value co "work"]`),
		"filter=" + url.QueryEscape(`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Sales & Service"`),
		"filter=" + url.QueryEscape(`active eq false`),
		"filter=" + url.QueryEscape(`not (userName sw "bob") and (title pr or meta.created gt "2020-01-01T00:00:00Z")`),
	} {
		h.send("GET", "/Users?"+query, "").want(200).has(map[string]any{"totalResults": 1.0, "Resources.0.userName": "ann@example.com"})
		h.send("GET", "/Users/?"+query, "").want(200).has(map[string]any{"totalResults": 1.0})
	}
	h.send("GET", "/Users?filter="+url.QueryEscape(`userName eq "nobody"`), "").want(200).has(map[string]any{"totalResults": 0.0, "itemsPerPage": 0.0})
}

func TestABrokenFilterListsNobody(t *testing.T) {
	h := newHouse(t)
	h.user("ann")
	for _, filter := range []string{
		"", " ", "userName", "userName eq", `userName eq "ann`, "userName eq ann", `eq "ann"`, `userName xx "ann"`, `userName eq "ann" and`,
		`(userName eq "ann"`, `nothing eq "ann"`, `active gt true`, `userName eq "ann" trailing`, `emails[type eq "work"`,
		strings.Repeat("(", 100_000), strings.Repeat("not (", 10_000), strings.Repeat(`userName eq "a" or `, 4000) + `userName eq "a"`,
	} {
		refused := h.send("GET", "/Users?filter="+url.QueryEscape(filter), "").want(400, scim.InvalidFilter)
		if len(refused.raw) > 600 {
			t.Errorf("a long answer to %.40q: %.700s", filter, refused.raw)
		}
		h.send("GET", "/Groups?filter="+url.QueryEscape(filter), "").want(400, scim.InvalidFilter)
	}
	h.send("GET", "/Users?filter=userName+pr&filter=active+pr", "").want(400, scim.InvalidSyntax)
}

func TestAPasswordCannotBeAskedFor(t *testing.T) {
	h := newHouse(t)
	created := h.send("POST", "/Users?attributes=password,userName", `{"userName":"ann","password":"canary-password"}`).want(201)
	path := "/Users/" + created.id()
	answers := created.raw + h.send("GET", path+"?attributes=password", "").raw +
		h.send("PATCH", path, `{"Operations":[{"op":"add","path":"password","value":"canary-password"}]}`).want(200).raw +
		h.send("GET", "/Users?attributes=password", "").raw
	if strings.Contains(answers+h.log.String(), "canary-password") {
		t.Errorf("shown: %s", answers)
	}
	for _, filter := range []string{`password pr`, `password sw "c"`} {
		got := h.send("GET", "/Users?filter="+url.QueryEscape(filter), "")
		if got.status != 400 && got.get("totalResults") != 0.0 {
			t.Errorf("%s finds: %s", filter, got.raw)
		}
	}
}

func TestSearchByPost(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	h.user("bob")
	h.group("Staff", ann)

	h.send("POST", "/Users/.search", `{"schemas":["`+scim.SearchMessage+`"],"filter":"userName eq \"ann\"","attributes":["userName"],"startIndex":1,"count":10}`).
		want(200).has(map[string]any{"totalResults": 1.0, "Resources.0.userName": "ann", "Resources.0.displayName": nil})
	h.send("POST", "/Users/.search", `{"Count":"1","STARTINDEX":2,"excludedAttributes":"displayName, name","filter":null,"sortBy":"userName"}`).
		want(200).has(map[string]any{"totalResults": 2.0, "startIndex": 2.0, "itemsPerPage": 1.0, "Resources.0.userName": "bob", "Resources.0.displayName": nil})
	h.send("POST", "/Groups/.search", `{"excludedAttributes":["members"]}`).want(200).has(map[string]any{"totalResults": 1.0, "Resources.0.members": nil})
	h.send("POST", "/Groups/.search", `{}`).want(200).has(map[string]any{"Resources.0.members.0.value": ann})

	for _, body := range []string{`{"filter":7}`, `{"count":1.5}`, `{"count":true}`, `{"startIndex":"one"}`, `{"attributes":[1]}`, `{"attributes":{}}`, `{"excludedAttributes":7}`} {
		h.send("POST", "/Users/.search", body).want(400, scim.InvalidValue)
	}
	h.send("POST", "/Users/.search", `{"filter":"nonsense"}`).want(400, scim.InvalidFilter)
	h.send("POST", "/Users/.search", `[]`).want(400, scim.InvalidSyntax)
}

func TestALongPageEndsEarlyAndCanBeGoneOnBehind(t *testing.T) {
	h := newHouse(t)
	long := strings.Repeat("x", 1000)
	var elements []string
	for i := range 90 {
		elements = append(elements, fmt.Sprintf(`{"value":"%d%s"}`, i, long))
	}
	for i := range 70 {
		h.send("POST", "/Users", fmt.Sprintf(`{"userName":"user%02d","entitlements":[%s]}`, i, strings.Join(elements, ","))).want(201)
	}
	seen := map[string]bool{}
	for start, pages := 1, 0; start <= 70; pages++ {
		page := h.send("GET", fmt.Sprintf("/Users?startIndex=%d&count=1000", start), "").want(200).has(map[string]any{"totalResults": 70.0})
		names := userNames(t, page)
		if len(page.raw) > 5<<20+1000 || len(names) == 0 || pages > 3 {
			t.Fatalf("%d bytes, %d users on page %d", len(page.raw), len(names), pages)
		}
		for _, name := range names {
			seen[name] = true
		}
		start += len(names)
	}
	if len(seen) != 70 {
		t.Errorf("saw %d users", len(seen))
	}
}
