package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"usersync/internal/fault"
)

// Codes of failures that HTTP has a status for and the list of fault kinds has not. A door's error table looks at the code first.
const (
	CodeMethod    = "method_not_allowed"     // 405; the Allow header is already set
	CodeMediaType = "unsupported_media_type" // 415
)

// run calls the handler and turns a panic into an error.
func (d *Door) run(h Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler: // the handler gave up the connection on purpose
			panic(v)
		default:
			err = fault.New(fault.Internal, "panic", "").Because(fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
		}
	}()
	return h(w, r)
}

// failure is the fault behind an error. A request whose time is over, or whose client has gone, is no failure of ours.
func failure(r *http.Request, err error) *fault.Error {
	e := fault.As(err)
	if e.Kind != fault.Internal || r.Context().Err() == nil {
		return e
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		late := fault.New(fault.Unavailable, "timeout", "The request took too long and was given up. Try again.").Because(err)
		late.RetryAfter = time.Second
		return late
	}
	return e
}
