package provision_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/provision"
)

// listen is the rhythm of a connection that is heard of again after each of some pauses, and when it was heard of last.
func listen(pauses ...time.Duration) (provision.Rhythm, time.Time) {
	var r provision.Rhythm
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for _, pause := range pauses {
		r = r.Heard(now, now.Add(pause))
		now = now.Add(pause)
	}
	return r, now
}

// every is a pause again and again, for a time.
func every(pause, during time.Duration) []time.Duration {
	return slices.Repeat([]time.Duration{pause}, int(during/pause))
}

func TestHowLongAConnectionMayBeSilent(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	office := slices.Concat(every(2*hour, 8*hour), []time.Duration{16 * hour}) // a working day of an identity provider that only speaks when something changes
	week := slices.Concat(office, office, office, office, every(2*hour, 8*hour), []time.Duration{64 * hour})
	tests := []struct {
		name     string
		pauses   []time.Duration
		usual    time.Duration
		expected time.Duration
	}{
		{"heard of for the first time: nobody knows yet", nil, 0, 3 * day},
		{"six days: the weekend may be missing", every(40*time.Minute, 6*day-9*hour), 0, 3 * day},
		{"every 40 minutes for ten days", every(40*time.Minute, 10*day), 40 * time.Minute, 2 * hour},
		{"every 90 minutes", every(90*time.Minute, 10*day), 90 * time.Minute, 3 * hour},
		{"office hours: its weekends are expected", slices.Concat(week, week), 64 * hour, 128 * hour},
		{"an outage of three days counts for what was expected", append(every(40*time.Minute, 10*day), 3*day), 2 * hour, 4 * hour},
		{"it is forgotten after two weeks", slices.Concat(every(40*time.Minute, 10*day), []time.Duration{3 * day}, every(40*time.Minute, 15*day)), 40 * time.Minute, 2 * hour},
		{"once a month: after two weeks it is remarkable all the same", every(30*day, 400*day), 14 * day, 14 * day},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := listen(tt.pauses...)
			if r.Usual() != tt.usual || r.Expected() != tt.expected {
				t.Errorf("usually %v, expected %v; want %v, %v", r.Usual(), r.Expected(), tt.usual, tt.expected)
			}
		})
	}
}

func TestWhoIsSilent(t *testing.T) {
	r, last := listen(every(40*time.Minute, 10*24*time.Hour)...)
	tests := []struct {
		name string
		c    provision.Connection
		now  time.Time
		want bool
	}{
		{"never used", provision.Connection{}, last, false},
		{"as long as is expected", provision.Connection{LastActivity: last, Rhythm: r}, last.Add(2 * time.Hour), false},
		{"longer", provision.Connection{LastActivity: last, Rhythm: r}, last.Add(2*time.Hour + time.Second), true},
		{"paused", provision.Connection{LastActivity: last, Rhythm: r, Paused: true}, last.Add(26 * time.Hour), false},
		{"of no known rhythm, three days", provision.Connection{LastActivity: last}, last.Add(72 * time.Hour), false},
		{"of no known rhythm, longer", provision.Connection{LastActivity: last}, last.Add(73 * time.Hour), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.c.Silent(tt.now); got != tt.want {
				t.Errorf("silent: %v", got)
			}
		})
	}
}

func TestARhythmIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(0, 2e9).Draw(t, "now"), 0)
		var r provision.Rhythm
		for _, seconds := range rapid.SliceOfN(rapid.Int64Range(-1000, 5e6), 0, 60).Draw(t, "pauses") {
			before, was := r.Expected(), slices.Clone(r)
			last := now
			now = now.Add(time.Duration(seconds) * time.Second)
			next := r.Heard(last, now)
			if !slices.Equal(r, was) {
				t.Fatal("the rhythm before has changed")
			}
			r = next
			if e := r.Expected(); e < 2*time.Hour || e > 14*24*time.Hour || len(r) > 14 || len(r) > 7 && e > 2*before {
				t.Fatalf("expected %v after %v, of %d days", e, before, len(r))
			}
		}
	})
}
