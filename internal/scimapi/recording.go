package scimapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/inspect"
	"usersync/internal/provision"
	"usersync/internal/scim"
)

// Recorder keeps requests for an admin to look at. It is called once the answer is made; what it fails at is lost. Safe for concurrent use.
type Recorder interface {
	Record(ctx context.Context, c inspect.Caller, e inspect.Exchange) error
}

// recordWithin is how long keeping a request may hold up the end of it.
const recordWithin = 500 * time.Millisecond

// answerWindow is how much of an answer is looked at for what is kept of it, in bytes.
const answerWindow = 2 * inspect.MaxBody

// looked is what becomes known of a request on its way, for whoever looks at it later.
type looked struct {
	caller  inspect.Caller
	failure scim.Object
}

type lookedKey struct{}

// recorded has a request kept, with its answer, as its connection wants it.
func (a *api) recorded(door http.Handler) http.Handler {
	if a.recorder == nil {
		return door
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen, begin := &looked{}, a.now()
		in, out := newReading(r), &writing{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), lookedKey{}, seen))
		r.Body = in
		door.ServeHTTP(out, r)
		a.record(r, seen, func() inspect.Exchange { return exchange(r, in, out, seen, begin, a.now()) })
	})
}

// record keeps the request unless its connection is set otherwise. A failure costs nobody but the admin who would have looked.
func (a *api) record(r *http.Request, seen *looked, made func() inspect.Exchange) {
	if seen.caller.Connection == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), recordWithin)
	defer cancel()
	connection, err := a.connections.Recent(ctx, seen.caller.Account, seen.caller.Connection)
	if err != nil || connection.Inspector == provision.InspectNone || connection.Inspector == provision.InspectFailures && seen.failure == nil {
		return
	}
	e := made()
	if err := a.recorder.Record(ctx, seen.caller, e); err != nil {
		a.log.LogAttrs(ctx, slog.LevelWarn, "request is not kept for the inspector", slog.String("request", e.ID), slog.String("error", err.Error()))
	}
}

// noteCaller notes who is asking: also somebody whose token has ended, as its connection wants to know. err is why they are not let in.
func noteCaller(r *http.Request, p access.Principal, err error) {
	seen, ok := r.Context().Value(lookedKey{}).(*looked)
	if !ok {
		return
	}
	if ended := (*access.EndedError)(nil); errors.As(err, &ended) {
		p = ended.Principal
	}
	seen.caller = inspect.Caller{Account: p.Account, Connection: p.Connection, Credential: p.Credential}
}

// forgetCaller has a request not kept.
func forgetCaller(r *http.Request) {
	if seen, ok := r.Context().Value(lookedKey{}).(*looked); ok {
		seen.caller = inspect.Caller{}
	}
}

// noteFailure notes what a request is told that failed, and tells it.
func noteFailure(render renderer) renderer {
	return func(w http.ResponseWriter, r *http.Request, e *fault.Error) {
		if seen, ok := r.Context().Value(lookedKey{}).(*looked); ok {
			_, seen.failure = errorBody(e)
		}
		render(w, r, e)
	}
}

type renderer = func(http.ResponseWriter, *http.Request, *fault.Error)
