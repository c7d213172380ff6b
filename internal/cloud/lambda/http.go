package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
)

// MaxAnswer is how many bytes an answer may have as Lambda sends it, escapes and base64 included: Lambda's own limit of 6 MB, less some room.
const MaxAnswer = 5_500_000

// HTTPOptions are the settings of an HTTP function.
type HTTPOptions struct {
	Log *slog.Logger
	// Prefix is taken off the beginning of paths that have it: the stage ("/prod") of an HTTP API with a named stage, or the
	// base path of a custom domain. Empty where paths come as the handler knows them.
	Prefix string
	// Refuse writes what is answered in the handler's place, as its door would word it: a status of 400 or 500, and a sentence for a person. Nil: a problem (RFC 9457).
	Refuse func(w http.ResponseWriter, status int, detail string)
}

// errNoRequest names nothing of the event: it may hold credentials.
var errNoRequest = errors.New("the event is no request of API Gateway: check which trigger the function has")

// HTTP serves requests that come through API Gateway: from a REST API, or from an HTTP API in format 1.0 or 2.0, which the event itself tells.
//
// The handler sees path, query, headers, cookies and body as the client sent them, as far as API Gateway keeps them, the caller's address as
// RemoteAddr, and as the end of its context Lambda's own less Margin. A panic and an answer over MaxAnswer become a refusal with status 500 and a
// line in the log, a body that cannot be read one with status 400.
func HTTP(handler http.Handler, o HTTPOptions) Handler {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var e httpEvent
		if err := json.Unmarshal(raw, &e); err != nil || e.method() == "" {
			return nil, errNoRequest
		}
		ctx, cancel := within(ctx)
		defer cancel()
		ctx = context.WithValue(ctx, requestIDKey{}, e.RequestContext.RequestID)
		return o.pack(ctx, &e, o.serve(ctx, handler, &e)), nil
	}
}

type requestIDKey struct{}

// RequestID is API Gateway's id of the request being served, as its access log has it; "" elsewhere.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// serve lets the handler answer, or answers in its place.
func (o HTTPOptions) serve(ctx context.Context, handler http.Handler, e *httpEvent) *answer {
	r, err := e.request(ctx, o.Prefix)
	if err != nil {
		return o.refuse(http.StatusBadRequest, "The request body cannot be read. Send it again.")
	}
	out := newAnswer(r.Method)
	if contain(ctx, o.Log.With("request", RequestID(ctx)), "HTTP handler", func() { handler.ServeHTTP(out, r) }) {
		return o.refuse(http.StatusInternalServerError, "Something went wrong on our side. Try again later.")
	}
	return out
}

// pack writes an answer as Lambda sends it, or one that says that it is too large.
func (o HTTPOptions) pack(ctx context.Context, e *httpEvent, a *answer) json.RawMessage {
	packed := e.encode(a)
	if !a.over && len(packed) <= MaxAnswer {
		return packed
	}
	o.Log.ErrorContext(ctx, "answer is too large", "request", RequestID(ctx), "bytes", len(packed), "limit", MaxAnswer)
	return e.encode(o.refuse(http.StatusInternalServerError, "The answer is too large to be sent. Ask for less at once."))
}

// refuse is an answer of our own.
func (o HTTPOptions) refuse(status int, detail string) *answer {
	if o.Refuse == nil {
		return problem(status, detail)
	}
	a := newAnswer("")
	a.header.Set("Cache-Control", "no-store")
	o.Refuse(a, status, detail)
	return a
}
