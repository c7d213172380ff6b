package notify_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/notice"
	"usersync/internal/notify"
	"usersync/internal/table"
)

// kept is the ids of notices of which anything is stored, in their partitions or in the list.
func (w *world) kept(ids []string) (intents, listed []string) {
	w.Helper()
	for _, id := range ids {
		page, err := w.db.Table.Query(w.Context(), table.Query{P: "T#01ACME#NOTICE#" + id})
		w.must(err)
		if len(page.Items) > 0 {
			intents = append(intents, id)
		}
	}
	page, err := w.db.Table.Query(w.Context(), table.Query{P: "T#01ACME#NOTICES"})
	w.must(err)
	for _, item := range page.Items {
		_, id, _ := strings.Cut(item.Key.S, "#")
		listed = append(listed, id)
	}
	return intents, listed
}

// announce decides a notice, and has it sent to whoever is told.
func (w *world) announce(s *notify.Sender, id string) {
	w.Helper()
	w.must(w.store.DecideNotice(w.Context(), w.account, notice.Notice{ID: id, Kind: notice.RunFailed, At: w.clock, Count: 1}))
	for i := range 3 {
		s.Handle(w.Context(), w.account, id, fmt.Sprintf("notice#%d", i))
	}
}

// TestOldNoticesGoWithNewOnes: those that nobody was told of as well.
func TestOldNoticesGoWithNewOnes(t *testing.T) {
	for name, addresses := range map[string][]string{"told": {"ops@acme.example", "boss@acme.example"}, "to nobody": nil} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.admins(nil, addresses...)
			s := w.sender("p1")
			start := w.clock
			ids := []string{"run-0", "run-1", "run-2", "run-3", "run-4"}
			for i, at := range []time.Duration{0, time.Hour, 24 * time.Hour, notify.NoticeLife + time.Minute, notify.NoticeLife + 25*time.Hour} {
				w.clock = start.Add(at)
				w.announce(s, ids[i])
				want := [][]string{ids[:1], ids[:2], ids[:3], ids[1:4], ids[3:5]}[i] // of the last, run-1 and run-2 are old
				if intents, listed := w.kept(ids); !slices.Equal(intents, want) || !slices.Equal(listed, want) {
					t.Errorf("after %s there are intents of %v, and listed %v; want %v", ids[i], intents, listed, want)
				}
			}
		})
	}
}

// TestForgettingANoticeSurvivesEveryFault: whichever call of storage fails, the new one is told of once, and the old one goes.
func TestForgettingANoticeSurvivesEveryFault(t *testing.T) {
	for failAt := 1; failAt < 30; failAt++ {
		w := newWorld(t)
		w.admins(nil, "ops@acme.example", "boss@acme.example")
		s := w.sender("p1")
		w.announce(s, "run-0")
		w.clock = w.clock.Add(notify.NoticeLife + time.Hour)
		w.tell()
		w.db.calls, w.db.failAt = 0, failAt
		w.work(s)
		w.db.failAt = 0
		w.clock = w.clock.Add(time.Hour)
		w.work(w.sender("p2"))
		if got := w.notices(); len(got) != 2 || got["ops@acme.example"] != 1 || got["boss@acme.example"] != 1 {
			t.Errorf("with a fault at call %d: told %v", failAt, got)
		}
		if intents, listed := w.kept([]string{"run-0", told}); !slices.Equal(intents, []string{told}) || !slices.Equal(listed, intents) {
			t.Errorf("with a fault at call %d: intents of %v, listed %v", failAt, intents, listed)
		}
	}
}
