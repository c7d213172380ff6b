package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"usersync/internal/client"
)

// How long the server shall wait before it answers: shortly where a person sees progress, and the pause between two questions however fast the answers come.
const (
	waitShown  = "1"
	waitHidden = "20"
	pause      = 200 * time.Millisecond
)

// waiting is something that goes on, and can be read.
type waiting struct {
	path  string
	what  string
	over  func(object) bool
	leave string // what is said when the waiting ends before it does
}

// await asks until it is over, and shows a person how far it is meanwhile. Ctrl-C ends the waiting, not what goes on.
func (s *Session) await(ctx context.Context, w waiting) (client.Answer, object, error) {
	wait := waitHidden
	if s.Progress {
		wait = waitShown
		defer s.clearProgress()
	}
	for {
		answer, o, err := s.get(ctx, w.path, query("wait", wait))
		if ctx.Err() != nil {
			return answer, o, fmt.Errorf("%s. %w", w.leave, context.Canceled)
		}
		if err != nil || w.over(o) {
			return answer, o, err
		}
		s.showProgress(w.what, o)
		if s.Sleep(ctx, pause) != nil {
			return answer, o, fmt.Errorf("%s. %w", w.leave, context.Canceled)
		}
	}
}

// showProgress writes one line over the last one.
func (s *Session) showProgress(what string, o object) {
	if !s.Progress {
		return
	}
	line := fmt.Sprintf("%s: %d", what, o.number("done"))
	if planned := o.number("planned"); planned > 0 {
		line += fmt.Sprintf(" of %d (%d %%)", planned, 100*o.number("done")/planned)
	}
	for _, name := range []string{"changed", "failed", "waiting"} {
		if n := o.number(name); n > 0 {
			line += fmt.Sprintf(", %d %s", n, name)
		}
	}
	if o.has("etaSeconds") {
		line += ", " + (time.Duration(o.number("etaSeconds")) * time.Second).String() + " to go"
	}
	_, _ = fmt.Fprintf(s.Err, "\r%-*s", progressWidth, line)
}

// progressWidth is how wide a line of progress is made, so that it covers the one before.
const progressWidth = 78

func (s *Session) clearProgress() {
	_, _ = fmt.Fprint(s.Err, "\r"+strings.Repeat(" ", progressWidth)+"\r")
}
