// Package throttle counts what senders do against a rate: one token bucket for each, in the memory of this process, however many senders there are.
//
// It does not know who a sender is, does not wait, refuses nothing itself, and shares nothing with other processes.
package throttle

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// remembered is how many senders a generation holds. Two generations are kept, so a sender who was seen among the last 10,000 is always known, and memory
// ends at some megabytes.
const remembered = 10_000

// Rate is how much a sender may do.
type Rate struct {
	PerSecond float64
	Burst     int // at once, after a pause
}

// Buckets are the buckets of all senders. The zero value is ready; it is safe for concurrent use.
type Buckets struct {
	mu         sync.Mutex
	young, old map[string]*rate.Limiter
}

// Take takes n from the sender's bucket if there is at least one in it, and returns 0: what is more than there is becomes a debt, of Burst at most for one
// call. Otherwise it takes nothing and returns the time until there is one. With n = 0 it only looks.
func (b *Buckets) Take(sender string, r Rate, now time.Time, n int) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bucket := b.bucket(sender, r, now)
	if there := bucket.TokensAt(now); there < 1 {
		return time.Duration(math.Ceil((1 - there) / r.PerSecond * float64(time.Second)))
	}
	bucket.ReserveN(now, min(n, r.Burst))
	return 0
}

// Owe takes n from the sender's bucket whether it is there or not, Burst at most.
func (b *Buckets) Owe(sender string, r Rate, now time.Time, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bucket(sender, r, now).ReserveN(now, min(n, r.Burst))
}

// bucket is the sender's, full for one who was not seen lately.
func (b *Buckets) bucket(sender string, r Rate, now time.Time) *rate.Limiter {
	bucket, known := b.young[sender]
	if !known {
		bucket = b.admit(sender, r)
	}
	if bucket.Limit() != rate.Limit(r.PerSecond) || bucket.Burst() != r.Burst {
		bucket.SetLimitAt(now, rate.Limit(r.PerSecond))
		bucket.SetBurstAt(now, r.Burst)
	}
	return bucket
}

// admit brings a sender into the young generation, from the old one or anew.
func (b *Buckets) admit(sender string, r Rate) *rate.Limiter {
	if b.young == nil || len(b.young) >= remembered {
		b.young, b.old = map[string]*rate.Limiter{}, b.young
	}
	bucket, known := b.old[sender]
	if !known {
		bucket = rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst)
	}
	b.young[sender] = bucket
	return bucket
}
