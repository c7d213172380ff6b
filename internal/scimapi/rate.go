package scimapi

import (
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/throttle"
)

// refusalsKept is how many of a connection's refused requests are kept for whoever looks at its requests: keeping one can cost a write, which a flood shall not.
var refusalsKept = throttle.Rate{PerSecond: 1, Burst: 1}

// rates counts the requests of connections in this process.
type rates struct {
	usual    throttle.Rate // of a connection that says nothing else; zero: no limit
	requests throttle.Buckets
	refusals throttle.Buckets
}

// take refuses a request of a connection that has sent too many. It says when to come back.
func (l *rates) take(p access.Principal, c provision.Connection, now time.Time) error {
	rate := l.of(c)
	if rate.Burst == 0 {
		return nil
	}
	wait := l.requests.Take(sender(p), rate, now, 1)
	if wait == 0 {
		return nil
	}
	e := fault.New(fault.TooMany, "too_many_requests", "The connection sends too many requests. Come back after the time in Retry-After.")
	e.RetryAfter = wait
	return e
}

// owe counts what one request carries beside itself: the operations of a bulk request cost what they would cost one by one.
func (l *rates) owe(p access.Principal, c provision.Connection, now time.Time, n int) {
	if rate := l.of(c); rate.Burst > 0 && n > 0 {
		l.requests.Owe(sender(p), rate, now, n)
	}
}

// keeps reports whether another refusal of the connection is worth keeping.
func (l *rates) keeps(p access.Principal, now time.Time) bool {
	return l.refusals.Take(sender(p), refusalsKept, now, 1) == 0
}

// of is a connection's rate: its own, with twice as much at once, or the usual one.
func (l *rates) of(c provision.Connection) throttle.Rate {
	if c.RequestsPerSecond == 0 {
		return l.usual
	}
	return RateOf(c.RequestsPerSecond)
}

// RateOf is so many requests in a second, and twice as many at once after a pause: identity providers work in bursts. 0 is no limit.
func RateOf(perSecond int) throttle.Rate {
	return throttle.Rate{PerSecond: float64(perSecond), Burst: 2 * perSecond}
}

func sender(p access.Principal) string { return p.Account.ID() + "/" + p.Connection }
