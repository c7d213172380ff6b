package provision

import (
	"slices"
	"time"
)

// The law of silence. A connection that was never heard of, or that is paused, is never silent. Of the last rhythmDays days on which it was heard of, the longest
// pause that ended on each is remembered. It is silent for longer than expected once it was not heard of for twice the longest of these, though for no less than
// minSilence and no more than maxSilence; while fewer than knownDays days are remembered nobody knows its rhythm, and newSilence is expected.
// A pause counts for no more than was expected at its end: one outage at most doubles what is expected, and a rhythm that changes for good is learned in a few steps.
const (
	rhythmDays = 14
	knownDays  = 7 // a week: the weekend is in it
	newSilence = 3 * day
	minSilence = 2 * time.Hour
	maxSilence = 14 * day
)

// Pause is the longest time between two signs of life of a connection, of those that ended on one day.
type Pause struct {
	Day     int64 // since 1970-01-01, UTC
	Longest time.Duration
}

// Rhythm is the longest pauses of the last days on which a connection was heard of, the oldest first, at most 14.
type Rhythm []Pause

// Heard is the rhythm after the connection was heard of, the time before being last; zero: never. It leaves r as it is.
func (r Rhythm) Heard(last, now time.Time) Rhythm {
	pause := now.Sub(last).Truncate(time.Second)
	if last.IsZero() || pause <= 0 {
		return r
	}
	pause = min(pause, r.Expected())
	today := now.Unix() / int64(day/time.Second)
	at := slices.IndexFunc(r, func(p Pause) bool { return p.Day == today })
	if at >= 0 && r[at].Longest >= pause {
		return r
	}
	next := slices.Clone(r)
	if at >= 0 {
		next[at].Longest = pause
		return next
	}
	next = append(next, Pause{Day: today, Longest: pause})
	return next[max(0, len(next)-rhythmDays):]
}

// Usual is the longest pause that is remembered; 0 while the rhythm is not known.
func (r Rhythm) Usual() (longest time.Duration) {
	if len(r) < knownDays {
		return 0
	}
	for _, p := range r {
		longest = max(longest, p.Longest)
	}
	return longest
}

// Expected is how long the connection may be silent before that is remarkable.
func (r Rhythm) Expected() time.Duration {
	if usual := r.Usual(); usual > 0 {
		return min(max(2*usual, minSilence), maxSilence)
	}
	return newSilence
}

// Silent reports whether the connection is silent for longer than expected.
func (c Connection) Silent(now time.Time) bool {
	return !c.Paused && !c.LastActivity.IsZero() && now.Sub(c.LastActivity) > c.Rhythm.Expected()
}
