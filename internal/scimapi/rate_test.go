package scimapi_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"usersync/internal/access"
	"usersync/internal/inspect"
	"usersync/internal/provision"
	"usersync/internal/scimapi"
)

const tooMany = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"The connection sends too many requests. Come back after the time in Retry-After.","status":"429"}`

// limited is a house whose door has a rate and looks at the time of the test.
func limited(t testing.TB, perSecond int) *house {
	h := newHouse(t)
	h.config.Now, h.config.Rate = time.Now, scimapi.RateOf(perSecond)
	h.config.Gate = &access.Gate{Credentials: h.keys, Now: time.Now}
	h.config.Log = slog.New(slog.DiscardHandler)
	h.http = scimapi.New(h.config)
	return h
}

// flood sends n requests at once and counts those that are let in. One that is refused has the form of a SCIM error and a whole number of seconds.
func (h *house) flood(token string, n int) (let int) {
	h.t.Helper()
	for range n {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, scimapi.Base+"/ResourceTypes/User", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		h.http.ServeHTTP(w, r)
		switch seconds, err := strconv.Atoi(w.Header().Get("Retry-After")); {
		case w.Code == 200:
			let++
		case w.Code != 429 || err != nil || seconds < 1 || w.Body.String() != tooMany:
			h.t.Fatalf("answered %d %v %s", w.Code, w.Header(), w.Body)
		}
	}
	return let
}

func TestAFloodOfRequestsIsRefusedAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := limited(t, 200)
		if let := h.flood(h.token, 500); let != 400 {
			t.Errorf("%d of 500 at once are let in, want the burst", let)
		}
		if let := h.flood(h.otherToken, 10); let != 10 {
			t.Errorf("another connection has %d of 10 let in", let)
		}
		time.Sleep(time.Second) // as Retry-After says
		if let := h.flood(h.token, 300); let != 200 {
			t.Errorf("%d of 300 are let in a second later, want 200", let)
		}
		time.Sleep(time.Minute)
		if let := h.flood(h.token, 500); let != 400 {
			t.Errorf("%d of 500 are let in after a pause", let)
		}
	})
}

func TestWhoHonoursRetryAfterGetsThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := limited(t, 200)
		var done atomic.Int64
		for range 50 { // fast clients of one connection, each with 40 requests
			go func() {
				for range 40 {
					for h.flood(h.token, 1) == 0 {
						time.Sleep(time.Second)
					}
					done.Add(1)
				}
			}()
		}
		time.Sleep(15 * time.Second)
		synctest.Wait()
		if done.Load() != 50*40 {
			t.Errorf("%d of 2000 requests came through", done.Load())
		}
	})
}

func TestWhatIdentityProvidersSendIsNeverRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := limited(t, 200)
		h.served["conn-b"] = provision.Connection{ID: "conn-b", RequestsPerSecond: provision.MinRequests}
		for second := range 600 {
			if let := h.flood(h.token, 100) + h.flood(h.otherToken, 100); let != 200 {
				t.Fatalf("second %d: %d of 200 are let in", second, let)
			}
			time.Sleep(time.Second)
		}
	})
}

func TestAConnectionHasItsOwnRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := limited(t, 0)
		if let := h.flood(h.token, 5000); let != 5000 {
			t.Errorf("%d of 5000 are let in where there is no limit", let)
		}
		h.served["conn-a"] = provision.Connection{ID: "conn-a", RequestsPerSecond: 150}
		if let := h.flood(h.token, 500); let != 300 {
			t.Errorf("%d of 500 are let in at 150 a second", let)
		}
		h = limited(t, 200)
		h.served["conn-a"] = provision.Connection{ID: "conn-a", RequestsPerSecond: provision.MaxRequests}
		if let := h.flood(h.token, 2500); let != 2000 {
			t.Errorf("%d of 2500 are let in at 1,000 a second", let)
		}
	})
}

func TestABulkRequestCountsAsItsOperations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := limited(t, 200)
		body := `{"Operations":[` + strings.Repeat(`{"method":"DELETE","path":"/Users/nobody"},`, 99) + `{"method":"DELETE","path":"/Users/nobody"}]}`
		for range 3 {
			h.send("POST", "/Bulk", body).want(200)
		}
		if let := h.flood(h.token, 200); let != 100 {
			t.Errorf("%d requests are let in after 300 operations", let)
		}
		time.Sleep(5 * time.Millisecond)
		h.send("POST", "/Bulk", body).want(200) // one is there, so it is taken, and 99 are owed
		h.send("POST", "/Bulk", body).want(429)
		time.Sleep(time.Second)
		h.send("POST", "/Bulk", body).want(200)
		h.send("POST", "/Bulk", `{"Operations":[]}`).want(200)
	})
}

func TestAFloodIsNotKeptForTheInspector(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := limited(t, 200)
		kept := &statuses{}
		h.config.Recorder = kept
		h.http = scimapi.New(h.config)
		h.flood(h.token, 1400)
		if kept.of[200] != 400 || kept.of[429] != 1 {
			t.Errorf("kept by status: %v", kept.of)
		}
		time.Sleep(time.Second)
		h.flood(h.token, 300)
		if kept.of[429] != 2 {
			t.Errorf("kept by status a second later: %v", kept.of)
		}
	})
}

// statuses counts what is kept by its status.
type statuses struct{ of map[int]int }

func (s *statuses) Record(_ context.Context, _ inspect.Caller, e inspect.Exchange) error {
	if s.of == nil {
		s.of = map[int]int{}
	}
	s.of[e.Status]++
	return nil
}

// A refusal for the rate repeats nothing, and changes nothing.
func TestARefusalForTheRateEchoesNothing(t *testing.T) {
	const c = "canary-7f3a"
	synctest.Test(t, func(t *testing.T) {
		h := limited(t, 100)
		h.flood(h.token, 200)
		for _, method := range allMethods {
			for _, path := range []string{"/Users", "/Users/" + c, "/Groups", "/Bulk", "/" + c, "/Users?filter=" + c} {
				h.untouched(h.acme, func() {
					got := h.send(method, path, fmt.Sprintf(`{"userName":%q}`, c), "X-Request-Id: "+c).want(429)
					if strings.Contains(got.raw+fmt.Sprint(got.header), c) {
						t.Errorf("%s %s repeats what was sent: %s", method, path, got.raw)
					}
				})
			}
		}
	})
}
