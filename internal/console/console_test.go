package console_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"usersync/internal/console"
)

// packed is a small console as the packing script writes it.
func packed() fstest.MapFS {
	files := fstest.MapFS{"assets/font-1.woff2": {Data: []byte("font")}, "icon.png": {Data: []byte("icon")}, "assets/only.css.br": {Data: []byte("br of only.css")}}
	for name, text := range map[string]string{"index.html": "<!doctype html>", "assets/main-1.js": "main()", "icon.svg": "<svg/>"} {
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		files[name+".gz"] = &fstest.MapFile{Data: z.Bytes()}
		files[name+".br"] = &fstest.MapFile{Data: []byte("br of " + name)}
	}
	return files
}

func door(t *testing.T, files fs.FS) http.Handler {
	t.Helper()
	h, err := console.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ask sends a request with headers given in pairs.
func ask(t *testing.T, h http.Handler, line string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	method, path, _ := strings.Cut(line, " ")
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	out := httptest.NewRecorder()
	h.ServeHTTP(out, r)
	return out
}

const browser = "text/html,application/xhtml+xml,*/*;q=0.8"

func TestWhatIsServed(t *testing.T) {
	h := door(t, packed())
	for _, tt := range []struct {
		name, line, accept, encodings string
		status                        int
		mediaType, coding, body       string
	}{
		{"a file that is not there", "GET /console/assets/main-2.js", browser, "br", 404, "text/plain; charset=utf-8", "", "There is no such file.\n"},
		{"a page below assets", "GET /console/assets/main", browser, "br", 404, "text/plain; charset=utf-8", "", "There is no such file.\n"},
		{"something with a dot", "GET /console/robots.txt", browser, "br", 404, "text/plain; charset=utf-8", "", "There is no such file.\n"},
		{"a page, for a program", "GET /console/rules", "application/json", "br", 404, "text/plain; charset=utf-8", "", "There is no such file.\n"},
		{"a packed name", "GET /console/index.html.br", browser, "br", 404, "text/plain; charset=utf-8", "", "There is no such file.\n"},
		{"a way out", "GET /console/../index.html", browser, "br", 404, "text/plain; charset=utf-8", "", "There is no such file.\n"},
		{"a change", "POST /console/", browser, "br", 405, "text/plain; charset=utf-8", "", "The console is only read.\n"},
		{"a file that cannot be unpacked", "GET /console/assets/only.css", browser, "gzip", 500, "text/plain; charset=utf-8", "", "The file is broken: run make.\n"},
		{"the page", "GET /console/", browser, "gzip, deflate, br, zstd", 200, "text/html; charset=utf-8", "br", "br of index.html"},
		{"the page, whoever asks", "GET /console/", "", "", 200, "text/html; charset=utf-8", "", "<!doctype html>"},
		{"a page of the console", "GET /console/rules/01J0/edit", browser, "br", 200, "text/html; charset=utf-8", "br", "br of index.html"},
		{"a script", "GET /console/assets/main-1.js", "*/*", "br;q=1.0, gzip;q=0.5", 200, "text/javascript; charset=utf-8", "br", "br of assets/main-1.js"},
		{"a script without packing", "GET /console/assets/main-1.js", "*/*", "identity", 200, "text/javascript; charset=utf-8", "", "main()"},
		{"a script, packed ways ruled out", "GET /console/assets/main-1.js", "*/*", "br;q=0, gzip; q=0.000", 200, "text/javascript; charset=utf-8", "", "main()"},
		{"a picture in text", "GET /console/icon.svg", "*/*", "BR", 200, "image/svg+xml", "br", "br of icon.svg"},
		{"a font", "GET /console/assets/font-1.woff2", "*/*", "br, gzip", 200, "font/woff2", "", "font"},
		{"only about a font", "HEAD /console/assets/font-1.woff2", "*/*", "", 200, "font/woff2", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := ask(t, h, tt.line, "Accept", tt.accept, "Accept-Encoding", tt.encodings)
			got := out.Result()
			if out.Code != tt.status || got.Header.Get("Content-Type") != tt.mediaType || got.Header.Get("Content-Encoding") != tt.coding || out.Body.String() != tt.body {
				t.Errorf("got %d %v %q", out.Code, got.Header, out.Body)
			}
			if got.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
				t.Errorf("headers: %v", got.Header)
			}
		})
	}
	if out := ask(t, h, "GET /console/assets/main-1.js", "Accept-Encoding", "gzip"); out.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("with gzip only: %v", out.Header())
	}
}

func TestTheAddressWithoutItsSlash(t *testing.T) {
	out := ask(t, door(t, packed()), "GET /console", "Accept", browser)
	if out.Code != http.StatusPermanentRedirect || out.Header().Get("Location") != "/console/" {
		t.Errorf("got %d %v", out.Code, out.Header())
	}
}

func TestWhatIsKept(t *testing.T) {
	h := door(t, packed())
	for path, want := range map[string]string{
		"/console/": "no-cache", "/console/rules": "no-cache", "/console/icon.svg": "no-cache", "/console/icon.png": "no-cache",
		"/console/assets/main-1.js": "public, max-age=31536000, immutable", "/console/assets/gone.js": "no-store",
	} {
		first := ask(t, h, "GET "+path, "Accept", browser)
		if got := first.Header().Get("Cache-Control"); got != want {
			t.Errorf("%s: %s", path, got)
		}
		if want != "no-store" && first.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s varies by %q", path, first.Header().Get("Vary"))
		}
		etag := first.Header().Get("ETag")
		if (etag != "") != (want == "no-cache") {
			t.Errorf("%s has the entity tag %q", path, etag)
		}
		if etag == "" {
			continue
		}
		for _, shown := range []string{etag, `"x", ` + etag, strings.TrimPrefix(etag, "W/"), "*"} {
			again := ask(t, h, "GET "+path, "Accept", browser, "Accept-Encoding", "br", "If-None-Match", shown)
			if again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != etag {
				t.Errorf("%s, known as %s: %d", path, shown, again.Code)
			}
		}
		if again := ask(t, h, "GET "+path, "Accept", browser, "If-None-Match", `"other"`); again.Code != http.StatusOK {
			t.Errorf("%s, known as another: %d", path, again.Code)
		}
	}
	changed := packed()
	changed["index.html.br"] = &fstest.MapFile{Data: []byte("newer")}
	if ask(t, h, "GET /console/").Header().Get("ETag") == ask(t, door(t, changed), "GET /console/").Header().Get("ETag") {
		t.Error("another build has the same entity tag")
	}
}

// The policy is what the console was written for: nothing is loaded from elsewhere, and no text becomes a script.
func TestThePolicyIsStrict(t *testing.T) {
	header := ask(t, door(t, packed()), "GET /console/").Header()
	policy := header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'self'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	for _, never := range []string{"unsafe", "*", "http:", "https:"} {
		if strings.Contains(policy, never) {
			t.Errorf("the policy has %s", never)
		}
	}
	for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Strict-Transport-Security": "max-age=63072000"} {
		if got := header.Get(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestWithoutAConsole(t *testing.T) {
	if out := ask(t, door(t, nil), "GET /console/rules", "Accept", browser); out.Code != http.StatusNotFound || out.Body.String() != "The console is not built: run make.\n" {
		t.Errorf("got %d %s", out.Code, out.Body)
	}
	if _, err := console.New(fstest.MapFS{"icon.svg": {}}); err == nil {
		t.Error("a console without its page is served")
	}
	if _, err := console.New(broken{}); err == nil {
		t.Error("a console that cannot be read is served")
	}
}

// broken is a folder that cannot be read.
type broken struct{}

func (broken) Open(string) (fs.File, error) { return nil, fs.ErrPermission }
