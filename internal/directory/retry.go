package directory

import (
	"context"
	"errors"
	"time"

	"usersync/internal/fault"
	"usersync/internal/job"
)

const (
	maxTries = 24
	reserve  = 2 * time.Second // of the caller's time, to answer in
)

// try does something until it has not lost a race, with growing random waits, while the caller's time lasts. op names it in the
// failure: fault.Unavailable, with nothing written.
func (s *Service) try(ctx context.Context, op string, do func() error) error {
	for n := range maxTries {
		err := do()
		if !errors.Is(err, ErrLost) {
			return err
		}
		if !s.timeLeft(ctx) {
			break
		}
		if err := s.Sleep(ctx, job.Conflicts.Wait(n, s.Rand())); err != nil {
			return err
		}
	}
	return busy(op)
}

func busy(op string) error {
	f := fault.New(fault.Unavailable, "busy", "Others are changing the same resource. Nothing was changed; try again.").On(op, "")
	f.RetryAfter = time.Second
	return f
}

// inDoubt reports whether a write that failed may have happened. Of a new resource its id tells: nobody else can have made it. Without that look
// a client whose first try was made and not answered would hear at the second that the name is taken.
func inDoubt(err error) bool { return fault.Is(err, fault.Unavailable) }

// timeLeft reports whether the caller will wait for more work.
func (s *Service) timeLeft(ctx context.Context) bool {
	deadline, limited := ctx.Deadline()
	return ctx.Err() == nil && (!limited || deadline.Sub(s.Now()) > reserve)
}

// mark is a fresh Mark; times are kept to the millisecond, as they are stored.
func (s *Service) mark() Mark {
	return Mark{At: s.Now().UTC().Truncate(time.Millisecond), Bell: s.NewID()}
}
