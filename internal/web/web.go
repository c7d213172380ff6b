// Package web is what the HTTP doors of the product share: handlers that return errors, and one wrapper that gives a
// request its id, limits its body, survives its panics, times it, writes its line in the access log and has its error
// rendered. Beside that: bearer credentials, request bodies, and paths that are read exactly once.
//
// It renders no error itself (each door owns the one table that turns a fault into a status), knows no resource, keeps no
// session and starts nothing: time and ids are handed in.
package web

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"usersync/internal/fault"
)

// Handler answers a request, or returns an error for the door to render. A handler that returns an error has written nothing.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Door is one HTTP interface: what all its routes share. Every field but MaxBody must be set. A Door is safe for concurrent use
// when its functions are.
type Door struct {
	Name    string           // in the access log: "scim", "admin"
	Log     *slog.Logger     // receives one line a request, and one more for each failure of ours
	Now     func() time.Time // for durations
	NewID   func() string    // mints request ids; a request's own headers are never believed
	MaxBody int64            // bytes of a request body; 0 leaves the limit to the routes (see Body)

	// Render writes the answer to a failed request: status, headers and body. It is the only place of a door that does.
	Render func(w http.ResponseWriter, r *http.Request, failure *fault.Error)
}

// Wrap makes an http.Handler of a Handler. It writes a failure by Render, turns a panic into an internal failure of which the
// client learns nothing, and logs method, route, status, duration, bytes, account and credential: never a query, a body
// or a header.
func (d *Door) Wrap(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entry := &entry{id: d.NewID(), start: d.Now()}
		out := &recorder{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), entryKey{}, entry))
		setHeaders(out.Header(), entry.id)
		if d.MaxBody > 0 {
			r.Body = http.MaxBytesReader(out, r.Body, d.MaxBody)
		}
		err := d.run(h, out, r)
		broken := err != nil && out.status != 0
		if err != nil && !broken {
			d.Render(out, r, failure(r, err))
		}
		d.logRequest(r, entry, out, err)
		if broken { // half an answer is on its way: cut the connection, so that nobody takes it for a whole one
			panic(http.ErrAbortHandler)
		}
	})
}

// fixed is what every answer carries besides its id. All answers share the values, so nobody may write into them; setting others is fine.
var fixed = http.Header{
	"X-Content-Type-Options":    {"nosniff"},
	"Cache-Control":             {"no-store"},
	"Referrer-Policy":           {"no-referrer"},
	"Content-Security-Policy":   {"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"},
	"Strict-Transport-Security": {"max-age=63072000"},
}

// setHeaders sets what every answer carries; a handler may set others in their place.
func setHeaders(h http.Header, requestID string) {
	h.Set("X-Request-Id", requestID)
	maps.Copy(h, fixed)
}
