package lambda_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/cloud/lambda"
	"usersync/internal/scimapi"
	"usersync/internal/web"
)

func TestARequestArrivesAsItWasSent(t *testing.T) {
	request := sent{
		method: "PATCH", path: "/scim/v2/Users/a%20b%2Fc", query: "filter=userName+eq+%22a%2Bb%40x%22&count=1",
		header: http.Header{
			"Host": {"sync.example.com"}, "Content-Type": {"application/scim+json"}, "X-Thing": {"one"}, "Cookie": {"a=1; b=2"},
		},
		body: []byte("{\"name\":\"Zoë\\u0000\"}"),
	}
	for _, g := range gateways {
		for _, binary := range []bool{false, true} {
			request.binary = binary
			var r seen
			g.through(t, lambda.HTTPOptions{}, watch(t, &r), request)
			if r.Method != request.method || r.URL.EscapedPath() != request.path || r.URL.Path != "/scim/v2/Users/a b/c" || r.Host != "sync.example.com" {
				t.Errorf("%s: %s %s (%s) at %s", g.name, r.Method, r.URL.EscapedPath(), r.URL.Path, r.Host)
			}
			if q := r.URL.Query(); q.Get("filter") != `userName eq "a+b@x"` || q.Get("count") != "1" {
				t.Errorf("%s: query %v", g.name, q)
			}
			if r.Header.Get("Content-Type") != "application/scim+json" || r.Header.Get("X-Thing") != "one" || r.Header.Get("Cookie") != "a=1; b=2" || r.Header.Get("Host") != "" {
				t.Errorf("%s: header %v", g.name, r.Header)
			}
			if r.body != string(request.body) || r.RemoteAddr != "203.0.113.25:0" || r.RequestURI != r.URL.String() {
				t.Errorf("%s: body %q from %s for %s", g.name, r.body, r.RemoteAddr, r.RequestURI)
			}
		}
	}
}

func TestAnHTTPAPIKeepsTheQueryByteForByte(t *testing.T) {
	for _, query := range []string{"", "a=1&b=%2f&a=2", "b&a", "a=b=c&&", "%zz=1", "q=a%20b+c"} {
		var r seen
		httpAPI.through(t, lambda.HTTPOptions{}, watch(t, &r), sent{method: "GET", path: "/", query: query})
		if r.URL.RawQuery != query {
			t.Errorf("%q became %q", query, r.URL.RawQuery)
		}
	}
}

func TestARESTAPIKeepsValuesOfOneNameInOrder(t *testing.T) {
	var r seen
	restAPI.through(t, lambda.HTTPOptions{}, watch(t, &r), sent{method: "GET", path: "/", query: "b=2&a=3&b=1&c=%26%3D%23"})
	if r.URL.RawQuery != "a=3&b=2&b=1&c=%26%3D%23" {
		t.Errorf("the query is %q", r.URL.RawQuery)
	}
}

func TestSeveralHeadersOfOneName(t *testing.T) {
	request := sent{method: "GET", path: "/", header: http.Header{"Authorization": {"Bearer a", "Bearer b"}}}
	var r seen
	restAPI.through(t, lambda.HTTPOptions{}, watch(t, &r), request)
	if !slices.Equal(r.Header.Values("Authorization"), []string{"Bearer a", "Bearer b"}) {
		t.Errorf("REST API: %q", r.Header.Values("Authorization"))
	}
	httpAPI.through(t, lambda.HTTPOptions{}, watch(t, &r), request)
	if !slices.Equal(r.Header.Values("Authorization"), []string{"Bearer a,Bearer b"}) {
		t.Errorf("HTTP API: %q", r.Header.Values("Authorization"))
	}
}

func TestAnEventMayLackTheListsOfValues(t *testing.T) {
	var r seen
	event := []byte(`{"httpMethod":"GET","path":"/scim/v2/Users","headers":{"host":"h","X-A":"1"},"queryStringParameters":{"count":"7"},"body":null}`)
	play(t, lambda.HTTP(watch(t, &r), lambda.HTTPOptions{Log: (&journal{}).logger()}), event)
	if r.Host != "h" || r.Header.Get("x-a") != "1" || r.URL.RawQuery != "count=7" || r.body != "" || r.RemoteAddr != "" {
		t.Errorf("got %v %v %q", r.Header, r.URL, r.RemoteAddr)
	}
}

func TestPaths(t *testing.T) {
	tests := []struct{ name, raw, prefix, want string }{
		{"plain", "/scim/v2/Users", "", "/scim/v2/Users"},
		{"encoded, by a REST API", "/Users/a%20b%2fc%C3%BC", "", "/Users/a%20b%2fc%C3%BC"},
		{"decoded, by an HTTP API", "/Users/a bü", "", "/Users/a%20b%C3%BC"},
		{"a decoded question mark begins no query", "/Users/x?admin=true", "", "/Users/x%3Fadmin=true"},
		{"a decoded hash cuts nothing off", "/Users/x#y", "", "/Users/x%23y"},
		{"a bare percent sign", "/Users/100%/x%4", "", "/Users/100%25/x%254"},
		{"marks of a path", "/a-._~!$&'()*+,;=:@[]", "", "/a-._~!$&'()*+,;=:@[]"},
		{"the stage goes", "/prod/api/v1", "/prod", "/api/v1"},
		{"the stage alone", "/prod", "/prod", "/"},
		{"no stage", "/api/v1", "/prod", "/api/v1"},
		{"what only begins like the stage", "/production/x", "/prod", "/production/x"},
		{"nothing", "", "", "/"},
		{"no slash", "*", "", "/*"},
		{"two slashes name no host", "//evil.example/x", "", "//evil.example/x"},
	}
	for _, tt := range tests {
		for _, g := range gateways {
			t.Run(tt.name+"/"+g.name, func(t *testing.T) {
				var r seen
				g.through(t, lambda.HTTPOptions{Prefix: tt.prefix}, watch(t, &r), sent{method: "GET", path: tt.raw, query: "q=1"})
				if got := r.URL.EscapedPath(); got != tt.want || r.RequestURI != tt.want+"?q=1" || r.URL.Host != "" {
					t.Errorf("%q became %q (%s)", tt.raw, got, r.RequestURI)
				}
				if plain, err := url.PathUnescape(tt.want); err != nil || r.URL.Path != plain {
					t.Errorf("the path is %q", r.URL.Path)
				}
			})
		}
	}
}

// TestNoIdCarriesAQuery plays the trick to the real router: whatever is decoded into a path stays in it and is refused there.
func TestNoIdCarriesAQuery(t *testing.T) {
	for _, raw := range []string{"/Users/x?admin=true", "/Users/x#y", "/Users/x%3Fy", "/Users/100%", "/Users/a\\b"} {
		var r seen
		httpAPI.through(t, lambda.HTTPOptions{}, watch(t, &r), sent{method: "GET", path: scimapi.Base + raw})
		if segments, err := web.Segments(r.URL); err == nil || r.URL.RawQuery != "" {
			t.Errorf("%s reads as %q with query %q", raw, segments, r.URL.RawQuery)
		}
	}
}

func TestTheTimeLeft(t *testing.T) {
	end := time.Now().Add(20 * time.Second)
	ctx, cancel := context.WithDeadline(context.Background(), end)
	defer cancel()
	var r seen
	h := lambda.HTTP(watch(t, &r), lambda.HTTPOptions{Log: (&journal{}).logger()})
	if _, err := h(ctx, restAPI.encode(t, sent{method: "GET", path: "/"})); err != nil {
		t.Fatal(err)
	}
	if got, ok := r.Context().Deadline(); !ok || !got.Equal(end.Add(-lambda.Margin)) {
		t.Errorf("the handler has until %v, Lambda until %v", got, end)
	}
	if lambda.RequestID(r.Context()) != "request-1" || lambda.RequestID(context.Background()) != "" {
		t.Error("the request's id is lost")
	}
}

func TestTheSampleRequests(t *testing.T) {
	tests := []struct{ name, want, body, agent string }{
		{"scim-user-create", "POST /scim/v2/Users", `"userName":"zoe.müller@example.com"`, "Okta SCIM Client 1.0.0"},
		{"scim-user-create-base64", "POST /scim/v2/Users", `"userName":"jörg.weiß@example.com"`, "Okta SCIM Client 1.0.0"},
		{"scim-group-patch-entra", "PATCH /scim/v2/Groups/01JD8Q4B2Y0000000000009001", `"op":"Add"`, "Microsoft.AAD.Synchronization"},
		{"scim-list-filter", "GET /scim/v2/Users?attributes=id%2CuserName%2Cemails&count=100&filter=userName+eq+%22zoe.m%C3%BCller%2Btest%40example.com%22&startIndex=1", "", "Okta"},
		{"scim-no-auth", "GET /scim/v2/Users?count=1", "", "curl"},
		{"admin-rules-list", "GET /api/v1/rules?limit=50&q=sales%2C%20emea", "", "usersync-cli"},
		{"admin-rule-create", "POST /api/v1/rules", `"welcomeMail":"default"`, "usersync-cli"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r seen
			play(t, lambda.HTTP(watch(t, &r), lambda.HTTPOptions{Log: (&journal{}).logger()}), sample(t, tt.name))
			if got := r.Method + " " + r.RequestURI; got != tt.want || !strings.Contains(r.body, tt.body) || !strings.Contains(r.UserAgent(), tt.agent) {
				t.Errorf("got %s from %s: %s", got, r.UserAgent(), r.body)
			}
			if hasKey := r.Header.Get("Authorization") != ""; hasKey == (tt.name == "scim-no-auth") {
				t.Errorf("authorization: %v", hasKey)
			}
		})
	}
}
