package dynamo

import (
	"context"
	"errors"
	"time"

	"usersync/internal/table"
)

// The bounds of persist. A conflict or a throttle is a matter of milliseconds; an answer that is lost has cost a
// whole time-out already.
const (
	maxTries  = 8
	maxDoubts = 3
	baseWait  = 25 * time.Millisecond
	longest   = time.Second
)

// way is what may be done when the fate of an attempt is unknown.
type way uint8

const (
	read        way = iota // read again: nothing can have happened
	plain                  // give up: repeating could do it twice, or be refused for what the first did
	transaction            // repeat under the same token
)

// persist calls attempt until its answer is final, at most maxTries times with full jitter between. The answer of attempt
// is a table error already: what conflicts, throttles and, as w allows, doubts is worth another attempt.
//
// The SDK's own retries are off, for two reasons: they wait by a clock that no test can move, and they report only the
// last attempt, so that a write whose answer was lost and which was then throttled would be said not to have happened.
func (t *Table) persist(ctx context.Context, w way, attempt func(inDoubt bool) error) error {
	p := pursuit{way: w}
	for p.tries = 0; p.tries < maxTries && p.lost < maxDoubts; p.tries++ {
		if err := t.pause(ctx, p.tries); err != nil {
			return p.inDoubt(err)
		}
		if err := attempt(p.doubt != nil); !p.again(err) {
			return p.inDoubt(err)
		}
	}
	return p.inDoubt(p.last)
}

// pause waits before every attempt but the first.
func (t *Table) pause(ctx context.Context, tries int) error {
	if err := ctx.Err(); err != nil || tries == 0 {
		return err
	}
	return t.Sleep(ctx, time.Duration(t.Random()*float64(min(longest, baseWait<<(tries-1)))))
}

// pursuit is what one call of persist has come to know.
type pursuit struct {
	way   way
	tries int
	lost  int                   // answers that were lost
	doubt *table.AmbiguousError // an attempt that may have happened
	last  error
}

// again keeps the answer in mind and says whether another attempt makes sense.
func (p *pursuit) again(err error) bool {
	p.last = err
	var (
		throttled *table.ThrottledError
		ambiguous *table.AmbiguousError
	)
	switch {
	case errors.As(err, &ambiguous):
		p.lost++
		if p.way == read {
			p.last = &table.ThrottledError{Cause: ambiguous.Cause}
			return true
		}
		p.doubt = ambiguous
		return p.way == transaction
	case errors.As(err, &throttled):
		return true
	}
	return conflicted(err)
}

// conflicted reports whether other transactions are all that was in the way.
func conflicted(err error) bool {
	canceled := table.Canceled(err)
	if canceled == nil {
		return false
	}
	for i := range canceled.Reasons {
		if canceled.Failed(i) {
			return false
		}
	}
	return true
}

// inDoubt is the answer to the caller: while it is unknown what an earlier attempt did, only success and a refusal by
// the conditions or the limits say for sure what is, as the service judged them under the token of that attempt.
func (p *pursuit) inDoubt(err error) error {
	limit := (*table.LimitError)(nil)
	if p.doubt == nil || err == nil || errors.As(err, &limit) || table.Canceled(err) != nil && !conflicted(err) {
		return err
	}
	return p.doubt
}
