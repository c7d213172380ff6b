package provision_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/provision"
)

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// times lists all times of a schedule from one moment on and before another.
func times(s provision.Schedule, from, to time.Time) []string {
	var list []string
	for at := from.Add(-time.Second); ; {
		next, ok := s.Next(at)
		if !ok || !next.Before(to) {
			return list
		}
		list, at = append(list, next.UTC().Format("02 15:04")), next
	}
}

func TestAScheduleWhereClocksAreChanged(t *testing.T) {
	for _, c := range []struct {
		name, zone, cron, from, to, want string
	}{
		{"an ordinary night", "Europe/Berlin", "30 2 * * *", "2026-01-10T00:00:00Z", "2026-01-12T00:00:00Z", "[10 01:30 11 01:30]"},
		{"a time that does not exist is an hour later", "Europe/Berlin", "30 2 * * *", "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z", "[28 01:30 29 01:30 30 00:30]"},
		{"and is one time with the one that it falls on", "Europe/Berlin", "30 2,3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", "[29 01:30]"},
		{"a time that exists twice is the first one", "Europe/Berlin", "30 2 * * *", "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z", "[24 00:30 25 00:30 26 01:30]"},
		{"of every hour, too", "Europe/Berlin", "30 * * * *", "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z", "[24 23:30 25 00:30 25 02:30]"},
		{"in America, forward", "America/New_York", "30 2 * * *", "2026-03-08T00:00:00Z", "2026-03-10T00:00:00Z", "[08 07:30 09 06:30]"},
		{"in America, back", "America/New_York", "30 1 * * *", "2026-11-01T00:00:00Z", "2026-11-03T00:00:00Z", "[01 05:30 02 06:30]"},
		{"half an hour, forward", "Australia/Lord_Howe", "10,35 2 * * *", "2026-10-03T12:00:00Z", "2026-10-04T12:00:00Z", "[03 15:35 03 15:40]"},
		{"half an hour, back", "Australia/Lord_Howe", "45 1 * * *", "2026-04-04T12:00:00Z", "2026-04-05T12:00:00Z", "[04 14:45]"},
		{"at midnight, forward", "Africa/Cairo", "0 0 * * *", "2026-04-23T12:00:00Z", "2026-04-25T12:00:00Z", "[23 22:00 24 21:00]"},
		{"a whole day that does not exist", "Pacific/Apia", "0 12 * * *", "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z", "[29 22:00 30 22:00 31 22:00]"},
	} {
		s := provision.Schedule{Cron: c.cron, TimeZone: c.zone}
		if got := fmt.Sprint(times(s, moment(t, c.from), moment(t, c.to))); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A daily schedule has one time for every day of the calendar, in any zone and wherever somebody begins to look.
func TestADailyScheduleComesOnceADay(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo", "Africa/Casablanca", "Asia/Kolkata", "America/Santiago"}
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		s := provision.Schedule{Cron: fmt.Sprintf("%d %d * * *", rapid.IntRange(0, 59).Draw(t, "minute"), rapid.IntRange(0, 23).Draw(t, "hour")), TimeZone: zone}
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 365*24*60).Draw(t, "start")) * time.Minute)
		first, ok := s.Next(at)
		if !ok || !first.After(at) || first.Sub(at) > 26*time.Hour {
			t.Fatalf("after %v comes %v", at, first)
		}
		for within := first.Add(-time.Second); within.After(at); within = within.Add(-37 * time.Minute) {
			if again, _ := s.Next(within); !again.Equal(first) {
				t.Fatalf("after %v comes %v, after %v %v", at, first, within, again)
			}
		}
		last := first
		for range 365 {
			next, _ := s.Next(last)
			if gap := next.Sub(last); gap < 22*time.Hour || gap > 26*time.Hour {
				t.Fatalf("%v and then %v", last, next)
			}
			last = next
		}
	})
}

func TestWhenAnAccountStarts(t *testing.T) {
	nightly := provision.Schedule{Cron: "0 2 * * *", TimeZone: "UTC"}
	late := map[time.Duration]bool{}
	two := time.Date(2026, 5, 1, 2, 0, 0, 0, time.UTC)
	for i := range 200 {
		a := access.FromTrigger(fmt.Sprintf("01J%023d", i))
		jitter := provision.Jitter(a)
		if jitter != provision.Jitter(a) || jitter < 0 || jitter >= provision.MaxJitter || jitter%time.Second != 0 {
			t.Fatalf("jitter %v", jitter)
		}
		late[jitter.Truncate(time.Minute)] = true
		start := two.Add(jitter)
		for _, now := range []time.Time{two.Add(-time.Hour), two, start.Add(-time.Second)} {
			if next, ok := nightly.NextStart(a, now); !ok || !next.Equal(start) {
				t.Errorf("at %v the next start is %v, want %v", now, next, start)
			}
			if at, _ := nightly.LastDue(a, two.Add(-time.Hour), now); !at.IsZero() {
				t.Errorf("at %v it is due already", now)
			}
		}
		for _, now := range []time.Time{start, start.Add(5 * time.Hour)} {
			if at, due := nightly.LastDue(a, two.Add(-time.Hour), now); !due || !at.Equal(two) {
				t.Errorf("at %v it is due since %v, %v", now, at, due)
			}
			if next, _ := nightly.NextStart(a, now); !next.Equal(start.Add(24 * time.Hour)) {
				t.Errorf("at %v the next start is %v", now, next)
			}
		}
	}
	if len(late) != 15 {
		t.Errorf("200 accounts start in %d different minutes", len(late))
	}
}

func TestAScheduleThatNeverComes(t *testing.T) {
	a := access.FromTrigger("A1")
	now := time.Date(2026, 5, 1, 2, 0, 0, 0, time.UTC)
	for _, s := range []provision.Schedule{{}, {Cron: "0 0 30 2 *", TimeZone: "UTC"}, {Cron: "x", TimeZone: "UTC"}, {Cron: "0 2 * * *", TimeZone: "Mars/Olympus"}} {
		if at, ok := s.NextStart(a, now); ok {
			t.Errorf("%+v starts at %v", s, at)
		}
		if at, ok := s.LastDue(a, now.Add(-24*time.Hour), now); ok {
			t.Errorf("%+v was due at %v", s, at)
		}
	}
}
