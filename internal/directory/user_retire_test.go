package directory_test

import (
	"testing"
	"time"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/table"
)

func TestRetiringAUser(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	w.fails(w.dir.RetireUser(t.Context(), w.entra, ann, 0), fault.Forbidden, "not_owner")
	w.fails(w.dir.RetireUser(t.Context(), w.stranger, ann, 0), fault.NotFound, "not_found")
	w.fails(w.dir.RetireUser(t.Context(), w.okta, ann, 9), fault.Stale, "version")
	w.must(w.dir.RetireUser(t.Context(), w.okta, ann, 1))
	if u := w.readUser(ann); u.Attrs["active"] != false || u.Version != 2 || u.Attrs["userName"] != "ann" {
		t.Fatalf("retired: %+v", u)
	}
	if n := w.writes(func() { w.must(w.dir.RetireUser(t.Context(), w.okta, ann, 0)) }); n != 0 || w.readUser(ann).Version != 2 {
		t.Errorf("the same again: %d writes", n)
	}
	w.ticks.Add(int64(directory.RetireAfter/time.Millisecond) - 100)
	w.must(w.dir.RetireUser(t.Context(), w.okta, ann, 0))
	w.readUser(ann)
	w.ticks.Add(100)
	w.must(w.dir.RetireUser(t.Context(), w.okta, ann, 2))
	w.fails(w.dir.RetireUser(t.Context(), w.okta, ann, 0), fault.NotFound, "not_found")
	w.user("ann") // the name is free
}

// Somebody who comes back while the second DELETE is on its way is deactivated by it, not removed.
func TestWhoComesBackMeanwhileIsNotRemoved(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	w.must(w.dir.RetireUser(t.Context(), w.okta, ann, 0))
	w.ticks.Add(int64(directory.RetireAfter / time.Millisecond))
	back := false
	w.db.before = func([]table.Action) {
		if back {
			return
		}
		back = true
		_, err := w.dir.ReplaceUser(t.Context(), w.okta, ann, scim.Object{"userName": "ann", "active": true}, 0)
		w.must(err)
	}
	w.must(w.dir.RetireUser(t.Context(), w.okta, ann, 0))
	if u := w.readUser(ann); u.Attrs["active"] != false || u.Version != 4 {
		t.Errorf("in the end %+v", u)
	}
}
