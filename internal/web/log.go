package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// entry is what becomes known of a request on its way, for its line in the log.
type entry struct {
	id        string
	start     time.Time
	principal access.Principal
}

type entryKey struct{}

func entryOf(ctx context.Context) *entry {
	e, ok := ctx.Value(entryKey{}).(*entry)
	if !ok {
		return &entry{}
	}
	return e
}

// RequestID is the id that the wrapper gave to the request, also sent as X-Request-Id; "" outside of a Door.
func RequestID(ctx context.Context) string { return entryOf(ctx).id }

// Principal is who sends the request, as Authenticate found; the zero Principal before that.
func Principal(ctx context.Context) access.Principal { return entryOf(ctx).principal }

// recorder notes the status and counts the bytes of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// logRequest writes the access line, and before it the cause of a failure that is ours to mend.
func (d *Door) logRequest(r *http.Request, e *entry, w *recorder, err error) {
	ctx := context.WithoutCancel(r.Context())
	if err != nil && !errors.Is(r.Context().Err(), context.Canceled) && isOurs(failure(r, err)) {
		d.Log.LogAttrs(ctx, slog.LevelError, "request failed",
			slog.String("door", d.Name), slog.String("request", e.id), slog.String("error", err.Error()))
	}
	d.Log.LogAttrs(ctx, slog.LevelInfo, "request",
		slog.String("door", d.Name),
		slog.String("request", e.id),
		slog.String("method", method(r)),
		slog.String("route", pattern(r)),
		slog.Int("status", w.status),
		slog.Duration("duration", d.Now().Sub(e.start)),
		slog.Int("bytes", w.bytes),
		slog.String("account", e.principal.Account.ID()),
		slog.String("credential", e.principal.Credential),
	)
}

func isOurs(e *fault.Error) bool { return e.Kind == fault.Internal || e.Kind == fault.Unavailable }

// pattern is the route that matched, never the path: a path can hold personal data.
func pattern(r *http.Request) string {
	if r.Pattern == "" {
		return "unmatched"
	}
	return r.Pattern
}

// method is the request's method when it is one of HTTP's; a client may send any word.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return r.Method
	}
	return "other"
}
