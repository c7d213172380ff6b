package adminapi

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/fault"
	"usersync/internal/web"
)

// statuses is the one table from kinds of failures to HTTP statuses.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Malformed:       http.StatusBadRequest,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Stale:           http.StatusPreconditionFailed,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unsupported:     http.StatusNotImplemented,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Scope:           http.StatusUnprocessableEntity,
}

// codes are failures whose code says more than their kind.
var codes = map[string]int{
	web.CodeMethod:    http.StatusMethodNotAllowed,
	web.CodeMediaType: http.StatusUnsupportedMediaType,
}

// Problem is a failure as it is sent (RFC 9457).
type Problem struct {
	Type    string         `json:"type" doc:"Always about:blank; look at code."`
	Title   string         `json:"title" doc:"The status in words."`
	Status  int            `json:"status" doc:"The HTTP status."`
	Code    string         `json:"code" doc:"Stable and machine-readable: what went wrong."`
	Detail  string         `json:"detail" doc:"One sentence for a person: why, and what to do."`
	Errors  []ProblemField `json:"errors,omitempty" doc:"The members at fault, where there are some."`
	Request string         `json:"requestId,omitempty" doc:"Names the request in the logs."`
}

// ProblemField is one member at fault.
type ProblemField struct {
	Path   string `json:"path" doc:"Which member, such as products[0].key."`
	Detail string `json:"detail" doc:"What is wrong with it."`
}

// render writes a failure. Of a failure of ours only the request id goes out.
func render(w http.ResponseWriter, r *http.Request, e *fault.Error) {
	p := problem(e)
	p.Request = web.RequestID(r.Context())
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a client that has gone cannot be told
}

func problem(e *fault.Error) Problem {
	status, ok := codes[e.Code]
	if !ok {
		status = statuses[e.Kind]
	}
	p := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: e.Code, Detail: e.Detail}
	if e.Kind == fault.Internal {
		p.Code, p.Detail = "internal", "Something went wrong on our side. Try again; if it stays so, report the request id."
		return p
	}
	if p.Code == "" {
		p.Code = e.Kind.String()
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, ProblemField(f))
	}
	return p
}

// Messages of huma's validation that need other words here, and how long a name from a request may be in an answer.
const (
	unexpected = "unexpected property"
	required   = "expected required property "
	maxName    = 100
)

// rejected makes a fault of what huma's validation found. Only the names of members are repeated, never values.
func rejected(m *huma.ErrorModel) error {
	e := fault.New(fault.Invalid, "invalid_body", "The request is not acceptable: see errors.")
	if m.Status == http.StatusBadRequest || slices.ContainsFunc(m.Errors, unreadable) {
		e = fault.New(fault.Malformed, "invalid_request", "The request cannot be read: see errors.")
	}
	for _, detail := range m.Errors {
		where, text := place(detail.Location), detail.Message
		if name, _, ok := strings.Cut(strings.TrimPrefix(text, required), " to be"); ok && strings.HasPrefix(text, required) {
			where, text = strings.TrimPrefix(where+"."+name, "."), "Is needed."
		}
		if text == unexpected {
			e.Code, text = "unknown_member", "There is no such member."
			e.Detail = "The body has a member that is not known: " + where + "."
		}
		e.At(where, text)
	}
	return e
}

// unreadable reports whether a parameter of the address is no number, or not of whatever kind it must be: that is malformed, where a number that is too
// large is only not acceptable.
func unreadable(d *huma.ErrorDetail) bool {
	return strings.HasPrefix(d.Location, "query.") && strings.HasPrefix(d.Message, "invalid ")
}

// place is a location without the part of the request that it is in.
func place(location string) string {
	_, where, found := strings.Cut(location, ".")
	if !found {
		return ""
	}
	if len(where) > maxName {
		where = strings.ToValidUTF8(where[:maxName], "") + "..."
	}
	return where
}

// errFixed says that a member cannot be changed.
func errFixed(member string) error {
	return fault.New(fault.Invalid, "immutable", "The %s of a thing never changes. Make a new one.", member).At(member, "Must stay as it is, or be left out.")
}
