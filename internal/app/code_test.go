package app_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"usersync/internal/adminapi"
	"usersync/internal/app"
)

// redeem signs a browser in with a code and returns the status and the cookie.
func (w *world) redeem(code string) (status int, cookie string) {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), "POST", "/api/v1/session", strings.NewReader(`{"code":"`+code+`"}`))
	r.Header.Set("Usersync-Console", "1")
	out := httptest.NewRecorder()
	w.app.Admin().ServeHTTP(out, r)
	cookie, _, _ = strings.Cut(out.Header().Get("Set-Cookie"), ";")
	return out.Code, cookie
}

func (w *world) code(account string) string {
	w.t.Helper()
	code, err := w.app.OneTimeCode(account)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

func TestAOneTimeCodeOpensTheConsoleOnceAndInTime(t *testing.T) {
	w := newWorld(t)
	_, admin, account := w.found()
	late, spare, code := w.code(account), w.code(account), w.code(account)
	status, cookie := w.redeem(code)
	if status != http.StatusOK || !strings.HasPrefix(cookie, "usersync-session=adm_") {
		t.Fatalf("the code is answered with %d and %q", status, cookie)
	}
	if status, _ := w.redeem(code); status != http.StatusUnauthorized {
		t.Errorf("a code a second time: %d", status)
	}
	made := admin.call(http.StatusCreated, "POST", "/session/codes", nil)
	if status, _ := w.redeem(made["code"].(string)); status != http.StatusOK {
		t.Errorf("a code that an admin asked for: %d", status)
	}
	if n := len(admin.call(http.StatusOK, "GET", "/keys", nil)["items"].([]any)); n != 3 {
		t.Errorf("there are %d keys, want the first and two of the console", n)
	}
	w.now = w.now.Add(app.CodeLife - time.Second)
	if status, _ := w.redeem(spare); status != http.StatusOK {
		t.Errorf("a second before its end: %d", status)
	}
	w.now = w.now.Add(time.Second)
	if status, _ := w.redeem(late); status != http.StatusUnauthorized {
		t.Errorf("an hour later: %d", status)
	}
}

// However often the product is started, keys of sessions that are over do not pile up.
func TestKeysOfSessionsThatAreOverAreTakenAway(t *testing.T) {
	w := newWorld(t)
	_, admin, account := w.found()
	admin.call(http.StatusCreated, "POST", "/keys", map[string]any{"name": "console", "scopes": []any{"read"}})
	for range 3 {
		if status, _ := w.redeem(w.code(account)); status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
		w.now = w.now.Add(adminapi.SessionLife)
	}
	keys := admin.call(http.StatusOK, "GET", "/keys", nil)["items"].([]any)
	if len(keys) != 3 {
		t.Errorf("keys: %v; want the first one, that of an admin who called it console, and the last", keys)
	}
}

// Who signs out has ended the key that was made for their browser, and no other, whatever it is called.
func TestSigningOutEndsTheKeyOfACode(t *testing.T) {
	w := newWorld(t)
	_, admin, account := w.found()
	pasted := admin.call(http.StatusCreated, "POST", "/keys", map[string]any{"name": "console", "scopes": []any{"owner"}})["key"].(string)
	status, cookie := w.redeem(w.code(account))
	if status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	for name, tt := range map[string]struct {
		cookie string
		after  int
	}{
		"a code's":   {cookie, http.StatusUnauthorized},
		"a pasted":   {"usersync-session=" + pasted, http.StatusOK},
		"an unknown": {"usersync-session=adm_x", http.StatusUnauthorized},
	} {
		if status, got := w.browse("DELETE", tt.cookie); status >= 300 || got != "usersync-session=" {
			t.Errorf("signing out with %s key: %d, cookie %q", name, status, got)
		}
		if status, _ := w.browse("GET", tt.cookie); status != tt.after {
			t.Errorf("with %s key afterwards: %d, want %d", name, status, tt.after)
		}
	}
}

// browse asks for the session as a browser with a cookie does.
func (w *world) browse(method, cookie string) (status int, set string) {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, "/api/v1/session", nil)
	r.Header.Set("Usersync-Console", "1")
	r.Header.Set("Cookie", cookie)
	out := httptest.NewRecorder()
	w.app.Admin().ServeHTTP(out, r)
	set, _, _ = strings.Cut(out.Header().Get("Set-Cookie"), ";")
	return out.Code, set
}
