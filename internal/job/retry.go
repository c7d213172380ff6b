package job

import "time"

// Retry is an exponential backoff with full jitter: attempt n waits a random time
// between 0 and min(Max, Base * 2^n).
type Retry struct {
	Base, Max time.Duration
}

// The backoffs in use.
var (
	// Conflicts is for transactions that lost a race: up to 5 tries, milliseconds apart.
	Conflicts = Retry{Base: 5 * time.Millisecond, Max: 200 * time.Millisecond}
	// Deliveries is for messages that go back to their queue.
	Deliveries = Retry{Base: 2 * time.Second, Max: 10 * time.Minute}
)

// Wait returns how long to wait before attempt n (0-based); random is in [0, 1).
func (r Retry) Wait(attempt int, random float64) time.Duration {
	ceiling := r.Max
	if attempt < 30 {
		ceiling = min(r.Max, r.Base<<attempt)
	}
	return time.Duration(random * float64(ceiling))
}
