package scimapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/web"
)

// rendering is how a kind of failure looks in SCIM (RFC 7644 section 3.12).
type rendering struct {
	status   int
	scimType string // where the failure's code is none of the standard's
	detail   string // where the failure brings no sentence of its own
}

// byKind is the one table from kinds of failures to statuses.
var byKind = map[fault.Kind]rendering{
	fault.Internal:        {http.StatusInternalServerError, "", "Something went wrong on our side. Try again, and report the X-Request-Id of this answer if it stays so."},
	fault.Malformed:       {http.StatusBadRequest, scim.InvalidSyntax, "The request cannot be read."},
	fault.Invalid:         {http.StatusBadRequest, scim.InvalidValue, "A value in the request is not acceptable."},
	fault.Unauthenticated: {http.StatusUnauthorized, "", "The request needs a bearer token."},
	fault.Forbidden:       {http.StatusForbidden, "", "The token does not allow this."},
	fault.NotFound:        {http.StatusNotFound, "", "There is no such resource."},
	fault.Conflict:        {http.StatusConflict, scim.Uniqueness, "A value that must be unique is taken."},
	fault.Stale:           {http.StatusPreconditionFailed, "", "The resource has changed since that version. Read it again."},
	fault.TooLarge:        {http.StatusRequestEntityTooLarge, "", "The request is too large."},
	fault.TooMany:         {http.StatusTooManyRequests, "", "Too many requests. Come back after the time in Retry-After."},
	fault.Unsupported:     {http.StatusNotImplemented, "", "This part of SCIM is not offered."},
	fault.Unavailable:     {http.StatusServiceUnavailable, "", "The service is busy. Try again after the time in Retry-After."},
	fault.Scope:           {http.StatusBadRequest, scim.TooMany, "The query would read too much. Narrow the filter."},
}

// byCode has the statuses of HTTP for which there is no kind.
var byCode = map[string]int{
	web.CodeMethod:    http.StatusMethodNotAllowed,
	web.CodeMediaType: http.StatusUnsupportedMediaType,
	codeReference:     http.StatusConflict,
}

// standardTypes are the scimTypes of RFC 7644 table 9 and RFC 9865: a failure with such a code shows it.
var standardTypes = []string{
	scim.InvalidFilter, scim.TooMany, scim.Uniqueness, scim.Mutability, scim.InvalidSyntax,
	scim.InvalidPath, scim.NoTarget, scim.InvalidValue, scim.Sensitive,
	scim.InvalidCursor, scim.ExpiredCursor, scim.InvalidCount,
}

// challenge is how a client is told to authenticate; RFC 6750 section 3 wants at least one parameter. It never says what was wrong with a token.
const challenge = `Bearer realm="scim"`

// renderError writes a failure as a SCIM error. The text of an internal failure stays in the log.
func renderError(w http.ResponseWriter, _ *http.Request, e *fault.Error) {
	status, body := errorBody(e)
	h := w.Header()
	if status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", challenge)
	}
	if e.RetryAfter > 0 || e.Kind == fault.TooMany || e.Kind == fault.Unavailable {
		h.Set("Retry-After", retryAfter(e.RetryAfter))
	}
	writeJSON(w, status, encode(body))
}

// errorBody is the status and the SCIM error of a failure; "status" is a string by RFC 7644 section 3.12.
func errorBody(e *fault.Error) (int, scim.Object) {
	look, known := byKind[e.Kind]
	if !known {
		look = byKind[fault.Internal]
	}
	status, scimType := look.status, look.scimType
	if s, ok := byCode[e.Code]; ok {
		status, scimType = s, ""
	}
	if status < http.StatusInternalServerError && slices.Contains(standardTypes, e.Code) {
		scimType = e.Code
	}
	body := scim.Object{
		"schemas": []any{scim.ErrorMessage},
		"status":  strconv.Itoa(status),
		"detail":  detail(e, look.detail),
	}
	if scimType != "" {
		body["scimType"] = scimType
	}
	return status, body
}

// detail is the sentence for the person, followed by the members at fault. It shows what the failure's maker wrote for people and never
// its cause.
func detail(e *fault.Error, otherwise string) string {
	if e.Kind == fault.Internal || e.Detail == "" && len(e.Fields) == 0 {
		return otherwise
	}
	parts := []string{e.Detail}
	if e.Detail == "" {
		parts[0] = otherwise
	}
	for _, f := range e.Fields {
		parts = append(parts, f.Path+": "+strings.TrimSuffix(f.Detail, ".")+".")
	}
	return strings.Join(parts, " ")
}

// retryAfter is whole seconds, at least one: Okta reads an HTTP date as five minutes.
func retryAfter(d time.Duration) string {
	seconds := int64((d + time.Second - 1) / time.Second)
	return strconv.FormatInt(max(seconds, 1), 10)
}

// Refuse writes a SCIM error in the door's place, for whoever cannot bring a request as far as the door.
func Refuse(w http.ResponseWriter, status int, detail string) {
	writeJSON(w, status, encode(scim.Object{"schemas": []any{scim.ErrorMessage}, "status": strconv.Itoa(status), "detail": detail}))
}
