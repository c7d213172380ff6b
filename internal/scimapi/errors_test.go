package scimapi

import (
	"encoding/json"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/web"
)

func TestEveryKindOfFailureHasItsStatusAndScimType(t *testing.T) {
	for _, c := range []struct {
		kind     fault.Kind
		code     string
		status   int
		scimType string
	}{
		{fault.Internal, "no_account", 500, ""},
		{fault.Internal, scim.Uniqueness, 500, ""},
		{fault.Malformed, scim.InvalidSyntax, 400, scim.InvalidSyntax},
		{fault.Malformed, scim.InvalidFilter, 400, scim.InvalidFilter},
		{fault.Malformed, scim.InvalidPath, 400, scim.InvalidPath},
		{fault.Malformed, "body", 400, scim.InvalidSyntax},
		{fault.Malformed, web.CodeMediaType, 415, ""},
		{fault.Invalid, scim.InvalidValue, 400, scim.InvalidValue},
		{fault.Invalid, scim.NoTarget, 400, scim.NoTarget},
		{fault.Invalid, scim.Mutability, 400, scim.Mutability},
		{fault.Invalid, "of_our_own", 400, scim.InvalidValue},
		{fault.Unauthenticated, "invalid_token", 401, ""},
		{fault.Forbidden, "wrong_credential", 403, ""},
		{fault.NotFound, "user", 404, ""},
		{fault.Conflict, scim.Uniqueness, 409, scim.Uniqueness},
		{fault.Stale, "version", 412, ""},
		{fault.TooLarge, "body_size", 413, ""},
		{fault.TooMany, "", 429, ""},
		{fault.Unsupported, "not_offered", 501, ""},
		{fault.Unsupported, web.CodeMethod, 405, ""},
		{fault.Unavailable, "storage", 503, ""},
		{fault.Scope, scim.TooMany, 400, scim.TooMany},
		{fault.Kind(200), "", 500, ""},
	} {
		t.Run(c.kind.String()+" "+c.code, func(t *testing.T) {
			for _, sentence := range []string{"", "Do this."} {
				w := httptest.NewRecorder()
				renderError(w, nil, fault.New(c.kind, c.code, "%s", sentence))
				body := map[string]any{}
				if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
					t.Fatal(err)
				}
				scimType, _ := body["scimType"].(string)
				if w.Code != c.status || body["status"] != strconv.Itoa(c.status) || scimType != c.scimType || body["detail"] == "" {
					t.Errorf("%d %s", w.Code, w.Body)
				}
				if !strings.HasPrefix(w.Body.String(), `{"schemas":["`+scim.ErrorMessage+`"],`) || w.Header().Get("Content-Type") != scim.MediaType {
					t.Errorf("form: %q %s", w.Header().Get("Content-Type"), w.Body)
				}
			}
		})
	}
}

func TestTheTextOfAnInternalFailureStaysInside(t *testing.T) {
	_, body := errorBody(fault.New(fault.Internal, "x", "the secret plan").At("canary", "canary"))
	if text := string(encode(body)); strings.Contains(text, "secret") || strings.Contains(text, "canary") {
		t.Error(text)
	}
	_, body = errorBody(fault.New(fault.Invalid, "", "Plain.").Because(fault.New(fault.Internal, "", "canary")))
	if body["detail"] != "Plain." {
		t.Error(body["detail"])
	}
}

func TestTheMembersAtFaultAreNamed(t *testing.T) {
	_, body := errorBody(fault.New(fault.Invalid, scim.InvalidValue, "").At("emails.value", "must be text").At("active", "must be true or false"))
	if body["detail"] != "A value in the request is not acceptable. emails.value: must be text. active: must be true or false." {
		t.Error(body["detail"])
	}
}

func TestRetryAfterIsWholeSecondsAndAtLeastOne(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "1", time.Millisecond: "1", time.Second: "1", 1001 * time.Millisecond: "2", time.Minute: "60"} {
		busy := fault.New(fault.Unavailable, "", "")
		busy.RetryAfter = d
		w := httptest.NewRecorder()
		renderError(w, nil, busy)
		if got := w.Header().Get("Retry-After"); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	w := httptest.NewRecorder()
	renderError(w, nil, fault.New(fault.NotFound, "", ""))
	if got := w.Header().Get("Retry-After"); got != "" {
		t.Errorf("a 404 says %q", got)
	}
}
