package oauthapi

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"usersync/internal/fault"
	"usersync/internal/oauth"
	"usersync/internal/web"
)

// statuses is the one table from kinds of failures to statuses and to the word that OAuth has for them (RFC 6749 section 5.2), where the code is none itself.
var statuses = map[fault.Kind]struct {
	status int
	word   string
}{
	fault.Internal:        {http.StatusInternalServerError, "server_error"},
	fault.Malformed:       {http.StatusBadRequest, codeInvalidRequest},
	fault.Invalid:         {http.StatusBadRequest, codeInvalidRequest},
	fault.Unauthenticated: {http.StatusUnauthorized, oauth.CodeInvalidClient},
	fault.Forbidden:       {http.StatusBadRequest, oauth.CodeUnauthorizedClient},
	fault.NotFound:        {http.StatusNotFound, codeInvalidRequest},
	fault.TooLarge:        {http.StatusRequestEntityTooLarge, codeInvalidRequest},
	fault.TooMany:         {http.StatusTooManyRequests, "temporarily_unavailable"},
	fault.Unavailable:     {http.StatusServiceUnavailable, "temporarily_unavailable"},
}

// words are the codes that are shown as they are.
var words = []string{oauth.CodeInvalidClient, oauth.CodeUnauthorizedClient, codeInvalidRequest, codeUnsupportedGrant, codeInvalidScope}

type errorAnswer struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// render writes a failure as OAuth wants it. The text of an internal failure stays in the log.
func render(w http.ResponseWriter, r *http.Request, e *fault.Error) {
	look, known := statuses[e.Kind]
	if !known {
		look = statuses[fault.Internal]
	}
	if e.Code == web.CodeMethod {
		look.status, look.word = http.StatusMethodNotAllowed, codeInvalidRequest
	}
	if slices.Contains(words, e.Code) {
		look.word = e.Code
	}
	detail := e.Detail
	if look.status == http.StatusInternalServerError {
		detail = "Something went wrong on our side. Try again, and report the X-Request-Id of this answer if it stays so."
	}
	h := w.Header()
	if _, tried := r.Header["Authorization"]; tried && look.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Basic realm="usersync", charset="UTF-8"`)
	}
	if look.status == http.StatusTooManyRequests || look.status == http.StatusServiceUnavailable {
		seconds := int64((e.RetryAfter + time.Second - 1) / time.Second)
		h.Set("Retry-After", strconv.FormatInt(max(seconds, 1), 10))
	}
	writeJSON(w, look.status, errorAnswer{look.word, detail})
}

func errGuessing(wait time.Duration) error {
	e := fault.New(fault.TooMany, "too_many_failures", "Too many wrong secrets or assertions came from this address. Try again after the time in Retry-After.")
	e.RetryAfter = wait
	return e
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a client that has gone cannot be told
}
