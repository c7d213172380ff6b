package adminapi

import "time"

// moment is a time as it is shown: in UTC, to the millisecond, which is what is stored of it.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// timeOrNull is a moment that reads null when there is none.
func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = moment(t)
	return &t
}
