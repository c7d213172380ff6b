package lambda_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"usersync/internal/cloud/lambda"
)

// each plays a handler behind both gateways.
func each(t *testing.T, handler http.HandlerFunc, check func(t *testing.T, g got)) {
	t.Helper()
	for _, gw := range gateways {
		t.Run(gw.name, func(t *testing.T) {
			check(t, gw.through(t, lambda.HTTPOptions{}, handler, sent{method: "GET", path: "/"}))
		})
	}
}

func TestAnAnswerArrivesAsItWasWritten(t *testing.T) {
	each(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/scim+json")
		w.Header().Set("ETag", `W/"7"`)
		w.Header().Add("Set-Cookie", "a=1; Path=/")
		w.Header().Add("Set-Cookie", "b=2, 3")
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusCreated)
		w.Header().Set("Too-Late", "1")
		w.WriteHeader(http.StatusTeapot)
		w.Write([]byte(`{"a":"<ü>"}`))
	}, func(t *testing.T, g got) {
		if g.status != http.StatusCreated || string(g.body) != `{"a":"<ü>"}` || g.header.Get("ETag") != `W/"7"` {
			t.Errorf("got %d %v %s", g.status, g.header, g.body)
		}
		if !slices.Equal(g.header.Values("Set-Cookie"), []string{"a=1; Path=/", "b=2, 3"}) {
			t.Errorf("cookies %q", g.header.Values("Set-Cookie"))
		}
		if g.header.Get("Connection") != "" || g.header.Get("Too-Late") != "" {
			t.Errorf("header %v", g.header)
		}
	})
}

func TestSeveralValuesOfOneName(t *testing.T) {
	vary := func(w http.ResponseWriter, _ *http.Request) { w.Header()["Vary"] = []string{"Accept", "Origin"} }
	if v := restAPI.through(t, lambda.HTTPOptions{}, vary, sent{method: "GET", path: "/"}).header.Values("Vary"); !slices.Equal(v, []string{"Accept", "Origin"}) {
		t.Errorf("REST API: %q", v)
	}
	if v := httpAPI.through(t, lambda.HTTPOptions{}, vary, sent{method: "GET", path: "/"}).header.Values("Vary"); !slices.Equal(v, []string{"Accept, Origin"}) {
		t.Errorf("HTTP API: %q", v)
	}
}

func TestTextGoesAsTextAndTheRestInBase64(t *testing.T) {
	tests := []struct {
		name, contentType, encoding, body string
		base64                            bool
	}{
		{"SCIM", "application/scim+json", "", "{}", false},
		{"a problem", "application/problem+json", "", "{}", false},
		{"JSON", "application/json; charset=utf-8", "", "{}", false},
		{"HTML", "text/html; charset=UTF-8", "", "<p>ü", false},
		{"a picture of XML", "image/svg+xml", "", "<svg/>", false},
		{"a form", "application/x-www-form-urlencoded", "", "a=b", false},
		{"a script", "application/javascript", "", "1", false},
		{"nothing", "", "", "", false},
		{"a type that is guessed", "", "", "hello", false},
		{"an unreadable type", "text/;;", "", "x", true},
		{"a picture", "image/png", "", "\x89PNG", true},
		{"another character set", "text/plain; charset=iso-8859-1", "", "\xfc", true},
		{"text that is none", "text/plain", "", "\xff\xfe", true},
		{"packed text", "text/plain", "gzip", "abc", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := lambda.HTTP(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if tt.contentType != "" {
					w.Header().Set("Content-Type", tt.contentType)
				}
				if tt.encoding != "" {
					w.Header().Set("Content-Encoding", tt.encoding)
				}
				w.Write([]byte(tt.body))
			}), lambda.HTTPOptions{Log: (&journal{}).logger()})
			for _, g := range gateways {
				answer := play(t, h, g.encode(t, sent{method: "GET", path: "/"}))
				var a struct{ IsBase64Encoded bool }
				if err := json.Unmarshal(answer.(json.RawMessage), &a); err != nil || a.IsBase64Encoded != tt.base64 {
					t.Errorf("base64: %v, want %v (%v)", a.IsBase64Encoded, tt.base64, err)
				}
				if out := g.decode(t, answer); string(out.body) != tt.body {
					t.Errorf("body %q", out.body)
				}
			}
		})
	}
}

func TestAnswersWithoutABody(t *testing.T) {
	write := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusEarlyHints) // is not the answer
			w.WriteHeader(status)
			w.Write([]byte("not to be sent"))
		}
	}
	for _, g := range gateways {
		for _, tt := range []struct {
			method string
			status int
		}{{"HEAD", 200}, {"DELETE", 204}, {"GET", 304}} {
			out := g.through(t, lambda.HTTPOptions{}, write(tt.status), sent{method: tt.method, path: "/"})
			if out.status != tt.status || len(out.body) != 0 {
				t.Errorf("%s %s: %d %q", g.name, tt.method, out.status, out.body)
			}
		}
	}
	each(t, func(http.ResponseWriter, *http.Request) {}, func(t *testing.T, g got) {
		if g.status != http.StatusOK || len(g.body) != 0 || len(g.header) != 0 {
			t.Errorf("a handler that writes nothing: %d %v %q", g.status, g.header, g.body)
		}
	})
}

// isProblem fails the test unless the answer is one of our own.
func isProblem(t *testing.T, g got, status int) {
	t.Helper()
	var p struct {
		Status        int
		Title, Detail string
	}
	if json.Unmarshal(g.body, &p) != nil || g.status != status || p.Status != status || p.Title == "" || p.Detail == "" {
		t.Errorf("got %d %s", g.status, g.body)
	}
	if g.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("header %v", g.header)
	}
}

func TestAPanicIsContained(t *testing.T) {
	tests := []struct {
		name  string
		value any
	}{{"of any kind", "secret of the house"}, {"of a door that cannot finish its answer", http.ErrAbortHandler}}
	for _, tt := range tests {
		for _, gw := range gateways {
			t.Run(tt.name+"/"+gw.name, func(t *testing.T) {
				var log journal
				out := gw.through(t, lambda.HTTPOptions{Log: log.logger()}, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("X-Half", "1")
					w.Write([]byte("half an answer"))
					panic(tt.value)
				}, sent{method: "GET", path: "/"})
				isProblem(t, out, http.StatusInternalServerError)
				if out.header.Get("X-Half") != "" || strings.Contains(string(out.body), "secret") {
					t.Errorf("the client learns %v %s", out.header, out.body)
				}
				log.mentions(t, "HTTP handler panicked", "request-1", "http_answer_test.go")
			})
		}
	}
}

func TestAnAnswerThatIsTooLarge(t *testing.T) {
	tests := []struct {
		name        string
		contentType string
		block       string
		blocks      int
		fits        bool
	}{
		{"text under the limit", "text/plain", strings.Repeat("a", 1000), 5400, true},
		{"text over the limit", "text/plain", strings.Repeat("a", 1000), 5600, false},
		{"text whose escapes lead over the limit", "application/json", strings.Repeat(`"`, 1000), 3000, false},
		{"text that HTML would escape", "text/html", strings.Repeat("<", 1000), 3000, true},
		{"bytes whose base64 leads over the limit", "image/png", strings.Repeat("\x89", 1000), 4500, false},
	}
	for _, tt := range tests {
		for _, gw := range gateways {
			t.Run(tt.name+"/"+gw.name, func(t *testing.T) {
				var log journal
				refused := false
				out := gw.through(t, lambda.HTTPOptions{Log: log.logger()}, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", tt.contentType)
					for range tt.blocks {
						_, err := w.Write([]byte(tt.block))
						refused = refused || err != nil
					}
				}, sent{method: "GET", path: "/"})
				if tt.fits {
					if out.status != http.StatusOK || !bytes.Equal(out.body, []byte(strings.Repeat(tt.block, tt.blocks))) {
						t.Errorf("%d, %d bytes", out.status, len(out.body))
					}
					return
				}
				isProblem(t, out, http.StatusInternalServerError)
				log.mentions(t, "answer is too large", "request-1")
				if over := tt.blocks*len(tt.block) > lambda.MaxAnswer; over != refused {
					t.Errorf("the handler was told so: %v", refused)
				}
			})
		}
	}
}

func TestABodyThatIsNotWhatTheEventSays(t *testing.T) {
	for _, g := range gateways {
		event := g.event(sent{method: "POST", path: "/"})
		event["body"], event["isBase64Encoded"] = "§§§", true
		raw, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		out := g.decode(t, play(t, lambda.HTTP(nil, lambda.HTTPOptions{Log: (&journal{}).logger()}), raw))
		isProblem(t, out, http.StatusBadRequest)
	}
}
