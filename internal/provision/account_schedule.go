package provision

import (
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"usersync/internal/fault"
)

// DefaultSchedule is when the accounts of a new deployment are synced in full.
var DefaultSchedule = Schedule{Cron: "0 2 * * *", TimeZone: "UTC"}

// cronFields reads the five classic fields and nothing else: "@every 1s" would never let a run end.
const cronFields = cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow

// Next is the first time after t that the schedule names; ok is false when there is none. A time that the zone's clock leaves out, or shows twice, is one time
// (see zonedTimes).
func (s Schedule) Next(t time.Time) (next time.Time, ok bool) {
	if s.Cron == "" {
		return time.Time{}, false
	}
	times, err := s.times()
	if err != nil {
		return time.Time{}, false
	}
	next = times.next(t)
	return next, !next.IsZero()
}

func (s Schedule) times() (zonedTimes, error) {
	times, zone, err := s.parse()
	return zonedTimes{times, zone}, err
}

func (s Schedule) check(bad *fault.Error) {
	if s.Cron == "" {
		return
	}
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil || s.TimeZone == "Local" {
		bad.At("schedule.timeZone", "Not the name of a time zone, such as UTC or Europe/Paris.")
		zone = time.UTC
	}
	times, _, err := Schedule{Cron: s.Cron, TimeZone: "UTC"}.parse()
	if err != nil || times.Next(epoch.In(zone)).IsZero() {
		bad.At("schedule.cron", "Must be five fields (minute, hour, day of month, month, day of week) that some day fulfils.")
	}
}

// epoch is some moment: whether a schedule ever comes due does not depend on it.
var epoch = time.Unix(0, 0)

func (s Schedule) parse() (cron.Schedule, *time.Location, error) {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return nil, nil, err
	}
	// The parser would take a time zone inside the text, and has failed on malformed ones.
	if strings.Contains(s.Cron, "=") {
		return nil, nil, fault.New(fault.Invalid, "invalid_value", "A schedule names its time zone apart.")
	}
	times, err := cron.NewParser(cronFields).Parse(s.Cron)
	return times, zone, err
}
