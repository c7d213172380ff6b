package scimapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"usersync/internal/scimapi"
)

// The two reads that identity providers send most: a look-up by userName, and a page of an import.
func BenchmarkReads(b *testing.B) {
	h := newHouse(b)
	for i := range 1000 {
		h.send("POST", "/Users", oktaUser(fmt.Sprintf("user%d@example.com", i), fmt.Sprint("Given", i), "Family")).want(201)
	}
	for name, path := range map[string]string{"lookup": byUserName("user500@example.com"), "page of 100": "/Users?startIndex=401&count=100"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, scimapi.Base+path, nil)
				r.Header.Set("Authorization", "Bearer "+h.token)
				w := httptest.NewRecorder()
				h.http.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
