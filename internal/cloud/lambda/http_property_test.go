package lambda_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/cloud/lambda"
)

var (
	genSegment = rapid.StringMatching(`([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2}){0,8}`)
	genName    = rapid.StringMatching(`X-[A-Z][a-z]{1,5}`)
	genValue   = rapid.StringMatching(`[!-+\--~]([ -+\--~]{0,8}[!-+\--~])?`) // a comma would part values
	genHeader  = rapid.MapOfN(genName, rapid.SliceOfN(genValue, 1, 3), 0, 4)
)

func genSent() *rapid.Generator[sent] {
	return rapid.Custom(func(t *rapid.T) sent {
		query := url.Values(rapid.MapOfN(rapid.String(), rapid.SliceOfN(rapid.String(), 1, 3), 0, 4).Draw(t, "query"))
		return sent{
			method: rapid.SampledFrom([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}).Draw(t, "method"),
			path:   "/" + strings.Join(rapid.SliceOfN(genSegment, 0, 4).Draw(t, "path"), "/"),
			query:  query.Encode(),
			header: genHeader.Draw(t, "header"),
			body:   rapid.SliceOf(rapid.Byte()).Draw(t, "body"),
			binary: true,
		}
	})
}

// TestWhatGoesInComesOut: any request reaches the handler, and any answer the client, with nothing added, lost or changed.
func TestWhatGoesInComesOut(t *testing.T) {
	for _, g := range gateways {
		t.Run(g.name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				s := genSent().Draw(rt, "request")
				status := rapid.SampledFrom([]int{200, 201, 400, 404, 409, 500, 503}).Draw(rt, "status")
				header, body := genHeader.Draw(rt, "answer header"), rapid.SliceOf(rapid.Byte()).Draw(rt, "answer body")
				kind := rapid.SampledFrom([]string{"application/scim+json", "application/octet-stream"}).Draw(rt, "type")
				var r seen
				out := g.through(t, lambda.HTTPOptions{}, func(w http.ResponseWriter, req *http.Request) {
					watch(t, &r)(&nowhere{}, req)
					for name, values := range header {
						w.Header()[name] = values
					}
					w.Header().Set("Content-Type", kind)
					w.WriteHeader(status)
					w.Write(body)
				}, s)
				if r.Method != s.method || r.URL.EscapedPath() != s.path || r.body != string(s.body) {
					rt.Fatalf("%s %s %q came as %s %s %q", s.method, s.path, s.body, r.Method, r.URL.EscapedPath(), r.body)
				}
				if want, _ := url.ParseQuery(s.query); !reflect.DeepEqual(r.URL.Query(), want) {
					rt.Fatalf("query %s came as %s", s.query, r.URL.RawQuery)
				}
				sameHeader(rt, s.header, r.Header)
				out.header.Del("Content-Type")
				sameHeader(rt, header, out.header)
				if out.status != status || !bytes.Equal(out.body, body) {
					rt.Fatalf("answer %d %q came as %d %q", status, body, out.status, out.body)
				}
			})
		})
	}
}

// sameHeader compares headers as RFC 9110 section 5.3 lets them be written.
func sameHeader(t *rapid.T, want map[string][]string, have http.Header) {
	if len(want) != len(have) {
		t.Fatalf("header %v came as %v", want, have)
	}
	for name, values := range want {
		joined := strings.ReplaceAll(strings.Join(have.Values(name), ","), ", ", ",")
		if joined != strings.ReplaceAll(strings.Join(values, ","), ", ", ",") {
			t.Fatalf("%s: %q came as %q", name, values, have.Values(name))
		}
	}
}

// nowhere is where a watch's own answer goes.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) WriteHeader(int)             {}
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }

// FuzzHTTP: no event makes the adapter panic, what it hands on is a request that a server could have read, and what comes back is an answer.
func FuzzHTTP(f *testing.F) {
	for _, name := range []string{"scim-user-create", "scim-user-create-base64", "scim-list-filter", "admin-rules-list", "admin-rule-create"} {
		f.Add([]byte(sample(f, name)))
	}
	f.Add([]byte(`{"version":"2.0","rawPath":"%/?#","rawQueryString":"\u0000","requestContext":{"http":{"method":"É"}},"cookies":[""]}`))
	f.Fuzz(func(t *testing.T, event []byte) {
		var r *http.Request
		h := lambda.HTTP(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			r = req
			w.Header().Set("X-Echo", req.URL.RawQuery)
			w.Write([]byte(req.URL.Path))
		}), lambda.HTTPOptions{Log: (&journal{}).logger()})
		answer, err := h(context.Background(), event)
		if err != nil || r == nil {
			return
		}
		if again, err := url.ParseRequestURI(r.URL.EscapedPath()); err != nil || again.RawQuery != "" || again.Fragment != "" {
			t.Errorf("path %q: %v", r.URL.EscapedPath(), err)
		}
		if r.URL.RawPath != r.URL.EscapedPath() {
			t.Errorf("path %q is sent on as %q", r.URL.RawPath, r.URL.EscapedPath())
		}
		if !json.Valid(answer.(json.RawMessage)) {
			t.Errorf("the answer is no JSON: %s", answer)
		}
		if out := httpAPI.decode(t, answer); string(out.body) != r.URL.Path && r.Method != http.MethodHead {
			t.Errorf("body %q for %q", out.body, r.URL.Path)
		}
	})
}
