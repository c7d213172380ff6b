package oauthapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Every address of the door with every method: it answers the one that it has, and says so to the others.
func TestMatrixOfRoutesAndMethods(t *testing.T) {
	for path, method := range map[string]string{TokenPath: "POST", MetadataPath: "GET"} {
		for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "get", "post"} {
			w := newWorld(t)
			a := w.do(m, path, "", nil)
			if m == method {
				if a.status == http.StatusMethodNotAllowed {
					t.Errorf("%s %s is refused", m, path)
				}
				continue
			}
			a.is(t, http.StatusMethodNotAllowed, codeInvalidRequest)
			if !strings.Contains(a.header.Get("Allow"), method) || len(w.issuer.asked) > 0 {
				t.Errorf("%s %s: Allow %q, asked %d times", m, path, a.header.Get("Allow"), len(w.issuer.asked))
			}
		}
	}
}

// Nothing that a request says comes back, nor gets into the log, wherever it stands.
func TestNothingIsEchoed(t *testing.T) {
	const c = "canary-7f3a"
	good := url.Values{"grant_type": {grantType}, "client_id": {"c:1"}, "client_secret": {"wrong"}}
	send := func(what, method, path, body string, header http.Header) {
		w := newWorld(t)
		r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
		r.RemoteAddr, r.Header = w.from, http.Header{"Content-Type": {formType}}
		for name, values := range header {
			r.Header[name] = values
		}
		out := httptest.NewRecorder()
		w.door.ServeHTTP(out, r)
		all := fmt.Sprint(out.Code, out.Header(), out.Body, w.log.String())
		if !json.Valid(bytes.TrimSpace(out.Body.Bytes())) || strings.Contains(strings.ToLower(all), c) {
			t.Errorf("%s: %s", what, all)
		}
	}
	for _, name := range []string{"grant_type", "client_id", "client_secret", "scope", "client_assertion", "client_assertion_type", c} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(name, c)
		send("the parameter "+name, "POST", TokenPath, form.Encode(), nil)
		form.Add(name, c)
		send("twice the parameter "+name, "POST", TokenPath, form.Encode(), nil)
	}
	for _, name := range []string{"Authorization", "Content-Type", "Content-Encoding", "Accept", "User-Agent", "X-Request-Id", "X-Forwarded-For", "Origin"} {
		send("the header "+name, "POST", TokenPath, good.Encode(), http.Header{name: {c}})
	}
	send("a name and a secret", "POST", TokenPath, "grant_type="+grantType, basic(c, c))
	send("a body", "POST", TokenPath, "%zz"+c, nil)
	send("a query", "POST", TokenPath+"?"+c+"="+c, good.Encode(), nil)
	send("a path", "POST", TokenPath+"/"+c, good.Encode(), nil)
	send("a method", strings.ToUpper(c), TokenPath, good.Encode(), nil)
}
