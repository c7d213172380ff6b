package provision

import (
	"hash/fnv"
	"time"

	"usersync/internal/access"
)

// MaxJitter is how long after its time a scheduled full sync starts at most.
const MaxJitter = 15 * time.Minute

// Jitter is how long after its time a full sync of an account starts: the same at all times, and spread over accounts, so that those of a deployment whose
// schedules say the same do not start at once. Whole seconds, less than MaxJitter.
func Jitter(a access.Account) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte("full sync of " + a.ID()))
	return time.Duration(h.Sum32()%uint32(MaxJitter/time.Second)) * time.Second
}

// NextStart is when the next full sync of an account starts by the schedule; ok is false when there is none.
func (s Schedule) NextStart(a access.Account, now time.Time) (start time.Time, ok bool) {
	late := Jitter(a)
	at, ok := s.Next(now.Add(-late))
	return at.Add(late), ok
}

// LastDue is the time of the newest full sync of an account that shall have started by now, of those behind from; ok is false when there is none. The time is the
// schedule's own: what names the sync stays the same however late it starts.
func (s Schedule) LastDue(a access.Account, from, now time.Time) (at time.Time, ok bool) {
	times, err := s.times()
	if err != nil || s.Cron == "" {
		return time.Time{}, false
	}
	for now = now.Add(-Jitter(a)); ; {
		next := times.next(from)
		if next.IsZero() || next.After(now) {
			return at, ok
		}
		from, at, ok = next, next, true
	}
}
