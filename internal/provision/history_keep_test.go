package provision_test

import (
	"context"
	"testing"
	"time"

	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

const days = 24 * time.Hour

// entries is a user's history without mails, newest first.
func (w *works) entries(user string) (list []provision.Event) {
	w.t.Helper()
	all, _, err := w.store.Events(context.Background(), w.account, user, "", 1000)
	w.must(err)
	for _, e := range all {
		if e.Mail == nil {
			list = append(list, e)
		}
	}
	return list
}

// flip has somebody join and leave a group in turns, a change of the outcome each, and says what the last one cost.
type flip struct {
	*works
	group, user string
	turns       int
}

func (w *works) flip(user string) *flip {
	return &flip{works: w, group: w.give("meeting", -1), user: user}
}

func (f *flip) times(n int, after time.Duration) (used table.Usage) {
	f.t.Helper()
	for range n {
		f.members(f.group, []string{"add", "remove"}[f.turns%2], f.user)
		f.turns++
		_, used = f.metered(f.user, false)
		f.clock = f.clock.Add(after)
	}
	return used
}

func TestAHistoryEndsAfter400DaysButForWhatHeldThen(t *testing.T) {
	w := newWorks(t)
	ann := w.user("ann")
	f := w.flip(ann)
	f.times(12, 100*days)
	list := w.entries(ann)
	last := list[0].At  // when the oldest ones were last looked at
	if len(list) != 5 { // at 400, 300, 200, 100 and 0 days before
		t.Errorf("%d entries", len(list))
	}
	if oldest := list[len(list)-1].At; last.Sub(oldest) < provision.HistoryLife {
		t.Errorf("nobody knows any more what held 400 days ago: the oldest is from %s", oldest)
	}
}

// Much that became old at once goes by and by, oldest first, two entries for each that is added.
func TestALongHistoryBecomesShorterWithEachChange(t *testing.T) {
	w := newWorks(t)
	ann := w.user("ann")
	f := w.flip(ann)
	f.times(10, time.Hour)
	w.clock = w.clock.Add(500 * days)
	for n := 10; n > 6; n-- {
		before := w.entries(ann)
		if len(before) != n {
			t.Fatalf("%d entries, want %d", len(before), n)
		}
		f.times(1, time.Hour)
		for i, e := range w.entries(ann)[1:] {
			if e.ID != before[i].ID {
				t.Fatalf("entry %d is gone, and not the oldest", i)
			}
		}
	}
}

// Entries of other kinds go too, and do not keep a change of the outcome from staying.
func TestWhatWasDoneByHandIsForgottenAsWell(t *testing.T) {
	w := newWorks(t)
	ann := w.user("ann")
	f := w.flip(ann)
	f.times(1, time.Hour)
	w.give("webinar", -1)
	for range 3 {
		w.grant(ann, rule.Grant{Product: "webinar", Deny: true}) // which she has not
	}
	w.clock = w.clock.Add(401 * days)
	f.times(3, time.Hour)
	kinds := ""
	for _, e := range w.entries(ann) {
		kinds += string(e.Kind) + " "
	}
	if kinds != "outcome outcome outcome outcome " {
		t.Errorf("left are %s", kinds)
	}
}

// Of somebody who is not known for 400 days nothing is old, and nothing is read. Later it is a read of one unit, and a write of two units for each entry that goes.
func TestWhatForgettingCosts(t *testing.T) {
	w := newWorks(t)
	ann := w.user("ann")
	f := w.flip(ann)
	young := f.times(20, time.Hour) // the last turn takes the product
	w.clock = w.clock.Add(401 * days)
	f.times(2, time.Hour) // what the guard counted long ago goes as well
	for range 3 {
		f.times(1, time.Hour)
		used := f.times(1, time.Hour)
		if used.Read-young.Read != 1 || used.Write-young.Write != 4 {
			t.Errorf("%+v, of somebody young %+v", used, young)
		}
	}
	f.times(20, time.Hour) // now there is one old entry, which stays
	if used := f.times(2, time.Hour); used.Read-young.Read != 1 || used.Write != young.Write {
		t.Errorf("where nothing goes %+v, of somebody young %+v", used, young)
	}
}
