package scimapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"usersync/internal/scimapi"
)

// request sends a request and looks at the status alone: the rest is not what is measured.
func (h *house) request(b *testing.B, method, path, body string, want int) {
	r := httptest.NewRequest(method, scimapi.Base+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+h.token)
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	if w.Code != want {
		b.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
}

// What identity providers send most, from the request to the answer, in an account of 1,000 users.
func BenchmarkRequests(b *testing.B) {
	h := newHouse(b)
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = h.send("POST", "/Users", oktaUser(fmt.Sprintf("user%d@example.com", i), fmt.Sprint("Given", i), "Family")).want(201).id()
	}
	for _, bench := range []struct {
		name string
		do   func(b *testing.B, n int)
	}{
		{"create", func(b *testing.B, n int) {
			h.request(b, "POST", "/Users", oktaUser(fmt.Sprintf("new%d-%d@example.com", n, b.N), "Given", "Family"), 201)
		}},
		{"hit", func(b *testing.B, n int) {
			h.request(b, "GET", byUserName(fmt.Sprintf("user%d@example.com", n%len(ids))), "", 200)
		}},
		{"miss", func(b *testing.B, _ int) { h.request(b, "GET", byUserName("nobody@example.com"), "", 200) }},
		{"get", func(b *testing.B, n int) { h.request(b, "GET", "/Users/"+ids[n%len(ids)], "", 200) }},
		{"patch", func(b *testing.B, n int) {
			h.request(b, "PATCH", "/Users/"+ids[0], fmt.Sprintf(`{"Operations":[{"op":"replace","value":{"title":"Title %d"}}]}`, n), 200)
		}},
		{"patch to what it is", func(b *testing.B, _ int) {
			h.request(b, "PATCH", "/Users/"+ids[1], `{"Operations":[{"op":"replace","value":{"active":true}}]}`, 200)
		}},
		{"page of 100", func(b *testing.B, _ int) { h.request(b, "GET", "/Users?startIndex=401&count=100", "", 200) }},
		{"page of 100 without groups", func(b *testing.B, _ int) {
			h.request(b, "GET", "/Users?startIndex=401&count=100&excludedAttributes=groups", "", 200)
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				bench.do(b, n)
			}
			if strings.HasPrefix(bench.name, "page") {
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/row")
			}
		})
	}
}

// One member comes and goes, in groups of several sizes: what it takes must not depend on the size.
func BenchmarkMember(b *testing.B) {
	h := newHouse(b)
	other := h.user("other")
	var ids []string
	for _, size := range []int{10, 1000, 100_000} {
		for len(ids) < size {
			ids = append(ids, h.user(fmt.Sprint("user", len(ids))))
		}
		group := "/Groups/" + h.group(fmt.Sprint("Group of ", size))
		for at := 0; at < size; at += 1000 {
			add := `{"Operations":[{"op":"add","path":"members","value":` + memberList(ids[at:min(at+1000, size)]) + `}]}`
			h.request(b, "PATCH", group, add, http.StatusNoContent)
		}
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				h.request(b, "PATCH", group, `{"Operations":[{"op":"add","path":"members","value":[{"value":"`+other+`"}]}]}`, http.StatusNoContent)
				h.request(b, "PATCH", group, `{"Operations":[{"op":"remove","path":"members[value eq \"`+other+`\"]"}]}`, http.StatusNoContent)
			}
		})
	}
}
