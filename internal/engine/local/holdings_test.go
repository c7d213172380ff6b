package local_test

import (
	"strings"
	"testing"

	"usersync/internal/engine/local"
	"usersync/internal/table"
	"usersync/internal/tabletest"
)

func TestHoldingsShowEveryByteOfAPart(t *testing.T) {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	write := func(actions ...table.Action) {
		if err := db.Transact(t.Context(), actions); err != nil {
			t.Fatal(err)
		}
	}
	item := func(p string, v table.Value) table.Action {
		return table.Put(table.Item{Key: table.Key{P: p, S: "s"}, Attrs: table.Attrs{"a": v}})
	}
	write(item("T#a#1", table.S("x")), item("T#b#1", table.S("y")))
	before := tabletest.Holdings(t, db, "T#a#")
	if strings.Count(before, "\n") != 1 || !strings.Contains(before, `"x"`) {
		t.Errorf("holdings %q", before)
	}
	write(item("T#b#1", table.N(7)), item("T#a#2", table.B([]byte{1})))
	write(table.Delete(table.Key{P: "T#a#2", S: "s"}))
	if after := tabletest.Holdings(t, db, "T#a#"); after != before {
		t.Errorf("was %q, is %q", before, after)
	}
	write(item("T#a#1", table.B([]byte("x"))))
	if after := tabletest.Holdings(t, db, "T#a#"); after == before {
		t.Error("another type of value is the same")
	}
	if all := tabletest.Holdings(t, db, ""); strings.Count(all, "\n") != 2 {
		t.Errorf("all: %q", all)
	}
}
