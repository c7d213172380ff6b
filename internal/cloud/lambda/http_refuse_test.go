package lambda

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// What the adapter refuses by itself is worded as the door would word it.
func TestRefusalsAreWordedByTheDoor(t *testing.T) {
	worded := func(w http.ResponseWriter, status int, detail string) {
		w.Header().Set("Content-Type", "application/scim+json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"status":"`+strconv.Itoa(status)+`","detail":"`+detail+`"}`)
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/panic" {
			panic("on purpose")
		}
		_, _ = io.WriteString(w, strings.Repeat("x", MaxAnswer+1))
	})
	function := HTTP(handler, HTTPOptions{Log: slog.New(slog.DiscardHandler), Refuse: worded})
	for name, tt := range map[string]struct {
		event  string
		status int
	}{
		"a body that is no base64": {`{"httpMethod":"POST","path":"/","body":"~","isBase64Encoded":true}`, 400},
		"a panic":                  {`{"httpMethod":"GET","path":"/panic"}`, 500},
		"an answer too large":      {`{"httpMethod":"GET","path":"/"}`, 500},
	} {
		out, err := function(t.Context(), json.RawMessage(tt.event))
		if err != nil {
			t.Fatal(err)
		}
		var a struct {
			StatusCode        int                 `json:"statusCode"`
			MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
			Body              string              `json:"body"`
		}
		if err := json.Unmarshal(out.(json.RawMessage), &a); err != nil {
			t.Fatal(err)
		}
		if a.StatusCode != tt.status || a.MultiValueHeaders["Content-Type"][0] != "application/scim+json" || a.MultiValueHeaders["Cache-Control"][0] != "no-store" ||
			!strings.Contains(a.Body, `"status":"`+strconv.Itoa(tt.status)+`"`) {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
