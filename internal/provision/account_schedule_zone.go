package provision

import (
	"time"

	"github.com/robfig/cron/v3"
)

// zonedTimes is a schedule by the clock on the wall of a time zone. It is worked out on that clock, and each time there is taken to one moment: where clocks go
// forward, a time that does not exist counts from before (half past two is then half past three); where they go back, a time that exists twice is the first one.
type zonedTimes struct {
	cron cron.Schedule
	zone *time.Location
}

// next is the first moment after t; zero when there is none.
func (z zonedTimes) next(t time.Time) time.Time {
	var best time.Time
	for wall := z.cron.Next(z.begin(t)); !wall.IsZero(); wall = z.cron.Next(wall) {
		at := z.moment(wall)
		if at.After(t) && (best.IsZero() || at.Before(best)) {
			best = at
		}
		if !best.IsZero() && onWall(at, z.zone).Equal(wall) { // those behind are later
			break
		}
	}
	return best
}

// begin is the time on the wall behind which what comes after t begins: where clocks went forward shortly before, times that were left out may still come.
func (z zonedTimes) begin(t time.Time) time.Time {
	wall := onWall(t, z.zone)
	start, _ := t.In(z.zone).ZoneBounds()
	if start.IsZero() {
		return wall
	}
	gap := z.offset(t) - z.offset(start.Add(-time.Second))
	if gap > 0 && t.Sub(start) < gap {
		return wall.Add(-gap)
	}
	return wall
}

// aDay is more than any clock is away from UTC, and less than there is between two changes of it.
const aDay = 26 * time.Hour

// moment is when the clock shows a time on the wall.
func (z zonedTimes) moment(wall time.Time) time.Time {
	before, after := wall.Add(-z.offset(wall.Add(-aDay))), wall.Add(-z.offset(wall.Add(aDay)))
	if !onWall(before, z.zone).Equal(wall) && onWall(after, z.zone).Equal(wall) {
		return after
	}
	return before
}

// offset is how far the zone's clock is ahead of UTC at a moment.
func (z zonedTimes) offset(t time.Time) time.Duration {
	_, seconds := t.In(z.zone).Zone()
	return time.Duration(seconds) * time.Second
}

// onWall is what a clock in the zone shows at a moment, as if it showed UTC.
func onWall(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}
