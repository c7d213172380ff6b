package scimapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scimapi"
)

// crowd makes users user0, user1 and so on.
func (h *house) crowd(n int) {
	h.t.Helper()
	for i := range n {
		h.user(fmt.Sprintf("user%d", i))
	}
}

// cursor is the nextCursor of a page, which must be there.
func (a *answer) cursor() string {
	a.t.Helper()
	text, _ := a.get("nextCursor").(string)
	if !regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(text) {
		a.t.Fatalf("nextCursor %q of %.300s", text, a.raw)
	}
	return text
}

// later lets time pass at the door.
func (h *house) later(d time.Duration) {
	config := h.config
	config.Now = func() time.Time { return h.config.Now().Add(d) }
	h.http = scimapi.New(config)
}

func TestCursorsLeadThroughEveryList(t *testing.T) {
	for _, c := range []struct{ name, path, more string }{
		{"users", "/Users", ""},
		{"users by a filter", "/Users", "&filter=" + url.QueryEscape(`userName sw "user" and active eq true or userName co "ser"`)},
		{"groups", "/Groups", "&excludedAttributes=members"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.crowd(5)
			for i := range 5 {
				h.group(fmt.Sprintf("group%d", i))
			}
			seen, pages := map[any]bool{}, 0
			cursor, last := "", false
			for ; !last; pages++ {
				page := h.send("GET", c.path+"?count=2&cursor="+cursor+c.more, "").want(200).has(map[string]any{"totalResults": 5.0, "startIndex": nil, "previousCursor": nil})
				for i := range page.get("Resources").([]any) {
					seen[page.get(fmt.Sprintf("Resources.%d.id", i))] = true
				}
				if last = page.get("nextCursor") == nil; !last {
					cursor = page.cursor()
				}
			}
			if len(seen) != 5 || pages != 3 {
				t.Errorf("saw %d resources on %d pages", len(seen), pages)
			}
		})
	}
}

func TestCursorsInSearchRequests(t *testing.T) {
	h := newHouse(t)
	h.crowd(3)
	page := h.send("POST", "/Users/.search", `{"cursor":"","count":2}`).want(200).has(map[string]any{"itemsPerPage": 2.0})
	h.send("POST", "/Users/.search", `{"cursor":"`+page.cursor()+`","count":2,"startIndex":7}`).want(200).
		has(map[string]any{"Resources.0.userName": "user2", "itemsPerPage": 1.0, "nextCursor": nil})
	h.send("GET", "/Users?count=2&cursor="+page.cursor(), "").want(200).has(map[string]any{"Resources.0.userName": "user2"})
	h.send("POST", "/Users/.search", `{"cursor":null,"count":2}`).want(200).has(map[string]any{"startIndex": 1.0, "nextCursor": nil})
	h.send("POST", "/Users/.search", `{"cursor":7}`).want(400, scim.InvalidValue)
	h.send("GET", "/Users?cursor=a&cursor=b", "").want(400, scim.InvalidSyntax)
}

func TestPagesByCursorDoNotMoveWhenOthersWrite(t *testing.T) {
	h := newHouse(t)
	h.crowd(4)
	page := h.send("GET", "/Users?cursor&count=2", "").want(200)
	h.user("another in front")
	h.send("DELETE", "/Users/"+page.get("Resources.1.id").(string), "").want(204)
	rest := h.send("GET", "/Users?count=2&cursor="+page.cursor(), "").want(200).has(map[string]any{"totalResults": 4.0})
	if got := fmt.Sprint(userNames(t, rest)); got != "[user2 user3]" {
		t.Errorf("the second page is %s", got)
	}
}

func TestACursorOpensForItsQuestionAlone(t *testing.T) {
	h := newHouse(t)
	h.crowd(3)
	good := h.send("GET", "/Users?count=1&cursor=&filter=userName+pr", "").want(200).cursor()
	h.send("GET", "/Users?count=3&attributes=userName&filter=userName+pr&cursor="+good, "").want(200).has(map[string]any{"itemsPerPage": 2.0})
	if strings.Contains(good, "user") || len(good) > 400 {
		t.Errorf("a cursor that tells: %s", good)
	}
	flipped := "A" + good[1:]
	if good[0] == 'A' {
		flipped = "B" + good[1:]
	}
	for name, query := range map[string]string{
		"another filter": "filter=id+pr&cursor=" + good, "no filter": "cursor=" + good, "changed": "filter=userName+pr&cursor=" + flipped,
		"cut": "filter=userName+pr&cursor=" + good[:20], "nonsense": "cursor=%00%22", "a number": "cursor=7", "too long": "cursor=" + strings.Repeat("A", 9000),
	} {
		h.run(name, func(*testing.T) { h.send("GET", "/Users?"+query, "").want(400, scim.InvalidCursor) })
	}
	h.send("GET", "/Groups?filter=userName+pr&cursor="+good, "").want(400)
	h.sendAs(h.otherToken, "GET", "/Users?filter=userName+pr&cursor="+good, "").want(400, scim.InvalidCursor)
	sibling := h.keys.mint(t, access.SCIMToken, h.acme, "conn-c", access.SCIM)
	h.sendAs(sibling, "GET", "/Users?filter=userName+pr&cursor="+good, "").want(400, scim.InvalidCursor)
}

func TestACursorExpires(t *testing.T) {
	h := newHouse(t)
	h.crowd(2)
	cursor := h.send("GET", "/Users?count=1&cursor", "").want(200).cursor()
	seconds := h.send("GET", "/ServiceProviderConfig", "").get("pagination.cursorTimeout").(float64)
	timeout := time.Duration(seconds * float64(time.Second))
	h.later(timeout - time.Second)
	h.send("GET", "/Users?count=1&cursor="+cursor, "").want(200)
	h.later(timeout + time.Second)
	h.send("GET", "/Users?count=1&cursor="+cursor, "").want(400, scim.ExpiredCursor)
}

func TestPaginationIsAsAnnounced(t *testing.T) {
	h := newHouse(t)
	config := h.send("GET", "/ServiceProviderConfig", "").has(map[string]any{
		"pagination.cursor": true, "pagination.index": true, "pagination.defaultPaginationMethod": "index",
		"pagination.defaultPageSize": 100.0, "pagination.maxPageSize": 1000.0,
	})
	if config.get("pagination.maxPageSize") != config.get("filter.maxResults") {
		t.Errorf("two numbers for one limit: %s", config.raw)
	}
	size := int(config.get("pagination.defaultPageSize").(float64))
	h.crowd(size + 1)
	h.send("GET", "/Users", "").has(map[string]any{"itemsPerPage": float64(size), "nextCursor": nil})
	h.send("GET", "/Users?cursor", "").has(map[string]any{"itemsPerPage": float64(size)}).cursor()

	largest := int(config.get("pagination.maxPageSize").(float64))
	h.send("GET", fmt.Sprintf("/Users?cursor=&count=%d", largest), "").want(200).has(map[string]any{"nextCursor": nil})
	h.send("GET", fmt.Sprintf("/Users?cursor=&count=%d", largest+1), "").want(400, scim.InvalidCount)
	h.send("GET", "/Users?cursor=&count=-1", "").want(400, scim.InvalidCount)
	h.send("GET", "/Users?cursor=&count=0", "").want(200).has(map[string]any{"totalResults": float64(size + 1), "itemsPerPage": 0.0, "nextCursor": nil})
}

func TestNoPageHoldsMoreThanAnnounced(t *testing.T) {
	h := newHouse(t)
	most := int(h.send("GET", "/ServiceProviderConfig", "").get("filter.maxResults").(float64))
	h.crowd(most)
	whole := map[string]any{"totalResults": float64(most), "itemsPerPage": float64(most)}
	h.send("GET", fmt.Sprintf("/Users?filter=userName+pr&count=%d", most), "").want(200).has(whole)
	h.send("GET", fmt.Sprintf("/Users?cursor&count=%d", most), "").want(200).has(whole).has(map[string]any{"nextCursor": nil})
	h.user("one more")
	for _, query := range []string{"filter=userName+pr", "sortBy=id", "sortOrder=ascending"} {
		h.send("GET", fmt.Sprintf("/Users?%s&count=%d", query, most+1), "").want(200).has(map[string]any{"totalResults": float64(most + 1), "itemsPerPage": float64(most)})
	}
	h.send("GET", fmt.Sprintf("/Users?cursor&count=%d", most), "").want(200).has(map[string]any{"itemsPerPage": float64(most)}).cursor()
}

func TestWithoutAKeyThereAreNoCursorsAndAllElseWorks(t *testing.T) {
	h := newHouse(t)
	h.crowd(2)
	cursor := h.send("GET", "/Users?count=1&cursor", "").want(200).cursor()
	for name, key := range map[string]func(context.Context) ([]byte, error){
		"no storage":  func(context.Context) ([]byte, error) { return nil, errors.New("canary: no storage") },
		"a short key": func(context.Context) ([]byte, error) { return []byte("short"), nil },
	} {
		h.run(name, func(*testing.T) {
			config := h.config
			config.CursorKey = key
			h.http = scimapi.New(config)
			h.send("GET", "/Users?count=1&cursor", "").want(500)
			h.send("GET", "/Users?count=1&cursor="+cursor, "").want(500)
			h.send("GET", "/Users?count=1", "").want(200)
			h.send("GET", "/Users?count=2&cursor", "").want(200) // the last page needs no cursor
		})
	}
}

func FuzzCursorsNeverOpenByChance(f *testing.F) {
	h := newHouse(f)
	h.crowd(2)
	for _, seed := range []string{h.send("GET", "/Users?count=1&cursor&filter=id+pr", "").cursor(), "A", "====", "\x00", strings.Repeat("x", 100)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h.t = t
		if text == "" {
			return
		}
		h.send("GET", "/Users?count=1&cursor="+url.QueryEscape(text), "").want(400, scim.InvalidCursor)
	})
}

// TestMembersOfALargeGroupByCursor: what an answer with members leaves out, a client reads user by user. Only a list that came whole has a total.
func TestMembersOfALargeGroupByCursor(t *testing.T) {
	h := newHouse(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, h.user(fmt.Sprintf("user%d", i)))
	}
	group := h.group("Sales", ids...)
	by := "&filter=" + url.QueryEscape(`groups.value eq "`+group+`"`)
	page := h.send("GET", "/Users?count=3&cursor="+by, "").want(200).has(map[string]any{"totalResults": nil, "itemsPerPage": 3.0, "Resources.0.id": ids[0]})
	h.send("GET", "/Users?count=3&cursor="+page.cursor()+by, "").want(200).
		has(map[string]any{"totalResults": nil, "itemsPerPage": 2.0, "Resources.1.id": ids[4], "nextCursor": nil})
	h.send("GET", "/Users?count=5&cursor="+by, "").want(200).has(map[string]any{"totalResults": 5.0, "nextCursor": nil})
	h.send("GET", "/Users?count=3"+by, "").want(200).has(map[string]any{"totalResults": 5.0})
	page = h.send("POST", "/.search", `{"cursor":"","count":3,"filter":"groups.value eq \"`+group+`\""}`).want(200).has(map[string]any{"totalResults": nil})
	h.send("POST", "/.search", `{"cursor":"`+page.cursor()+`","count":3,"filter":"groups.value eq \"`+group+`\""}`).want(200).has(map[string]any{"itemsPerPage": 2.0})
}
