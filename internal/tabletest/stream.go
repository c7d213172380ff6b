package tabletest

import (
	"fmt"
	"testing"

	"usersync/internal/table"
)

// Streamed is an engine that keeps its change stream itself.
type Streamed interface {
	table.Table
	table.Stream
}

// RunStream tests the change stream of an engine. open is called for every check.
func RunStream(t *testing.T, open func(t testing.TB) Streamed) {
	for _, c := range []struct {
		name string
		run  func(*streamRoom)
	}{
		{"a change has both images", streamImages},
		{"a transaction leaves a record per item", streamTransaction},
		{"what changes nothing leaves no record", streamNoChange},
		{"what was refused leaves no record", streamRefused},
		{"only Core has a stream", streamCoreOnly},
		{"pages of changes", streamPages},
		{"trim forgets", streamTrim},
		{"wake", streamWake},
		{"order per item under load", streamOrder},
		{"records are copies", streamCopies},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t)
			c.run(&streamRoom{room: &room{T: t, db: db}, stream: db})
		})
	}
}

type streamRoom struct {
	*room
	stream table.Stream
}

func (r *streamRoom) changes(after uint64, limit int) []table.Change {
	r.Helper()
	changes, err := r.stream.Changes(r.Context(), after, limit)
	if err != nil {
		r.Fatalf("changes: %v", err)
	}
	for i, c := range changes {
		if c.Seq <= after {
			r.Fatalf("change %d has number %d behind %d", i, c.Seq, after)
		}
		after = c.Seq
	}
	return changes
}

// records demands that the whole stream has so many.
func (r *streamRoom) records(want int) []table.Change {
	r.Helper()
	changes := r.changes(0, want+100)
	if len(changes) != want {
		r.Fatalf("%d changes, want %d: %+v", len(changes), want, changes)
	}
	return changes
}

func streamImages(r *streamRoom) {
	one, two := table.Attrs{"n": table.N(1)}, table.Attrs{"n": table.N(2)}
	r.put(r.item("x", one), r.item("x", two))
	r.do(table.Delete(r.key("x")))
	changes := r.records(3)
	for i, want := range []table.Change{{Old: nil, New: one}, {Old: one, New: two}, {Old: two, New: nil}} {
		got := changes[i]
		same := got.Key == r.key("x") && got.Old.Equal(want.Old) && got.New.Equal(want.New)
		if !same || (got.Old == nil) != (want.Old == nil) || (got.New == nil) != (want.New == nil) {
			r.Fatalf("change %d is %+v, want %+v", i, got, want)
		}
	}
}

func streamTransaction(r *streamRoom) {
	r.put(r.item("a", nil))
	r.do(table.Delete(r.key("a")), table.Put(r.item("b", nil)), table.Check(r.key("c"), table.NotExists()),
		table.Update(r.key("d"), []table.Edit{table.Add("n", 1)}))
	seen := map[string]bool{}
	for _, c := range r.records(4)[1:] {
		seen[c.Key.S] = true
	}
	if !seen["a"] || !seen["b"] || !seen["d"] {
		r.Fatalf("changes of %v, want a, b and d", seen)
	}
}

func streamNoChange(r *streamRoom) {
	item := r.item("x", table.Attrs{"n": table.N(1), "s": table.S("s")})
	r.put(item, item)
	r.edit("x", table.Set("n", table.N(1)), table.SetIfAbsent("s", table.S("other")), table.Remove("none"))
	r.edit("x", table.Add("n", 0))
	r.do(table.Delete(r.key("none")))
	r.do(table.Check(r.key("x"), table.Exists()))
	r.records(1)
}

func streamRefused(r *streamRoom) {
	r.refused(table.Put(r.item("x", nil)), table.Check(r.key("y"), table.Exists()))
	r.records(0)
}

func streamCoreOnly(r *streamRoom) {
	work, audit := r.item("x", nil), r.item("x", nil)
	work.Key.Table, audit.Key.Table = table.Work, table.Audit
	r.do(table.Put(work), table.Put(audit), table.Put(r.item("x", nil)))
	if c := r.records(1)[0]; c.Key != r.key("x") {
		r.Fatalf("a change of %v", c.Key)
	}
}

func streamPages(r *streamRoom) {
	for i := range 10 {
		r.put(r.numbered(i))
	}
	after, seen := uint64(0), 0
	for page := r.changes(after, 3); len(page) > 0; page = r.changes(after, 3) {
		for _, c := range page {
			if c.Key != r.numbered(seen).Key {
				r.Fatalf("change %d is of %s", seen, c.Key.S)
			}
			after, seen = c.Seq, seen+1
		}
	}
	if seen != 10 {
		r.Fatalf("%d changes, want 10", seen)
	}
	if none := r.changes(0, 0); len(none) != 0 {
		r.Fatalf("%d changes, want none", len(none))
	}
}

func streamTrim(r *streamRoom) {
	for i := range 10 {
		r.put(r.numbered(i))
	}
	all := r.records(10)
	r.trim(all[3].Seq)
	if c := r.records(6)[0]; c.Seq != all[4].Seq {
		r.Fatalf("the first change is %d, want %d", c.Seq, all[4].Seq)
	}
	r.trim(0)
	r.trim(all[9].Seq + 100)
	r.records(0)
	r.put(r.item("new", nil))
	if c := r.records(1)[0]; c.Seq <= all[9].Seq {
		r.Fatalf("number %d was used before", c.Seq)
	}
}

func (r *streamRoom) trim(upTo uint64) {
	r.Helper()
	if err := r.stream.Trim(r.Context(), upTo); err != nil {
		r.Fatalf("trim: %v", err)
	}
}

func streamWake(r *streamRoom) {
	woken := func(wake <-chan struct{}) bool {
		select {
		case <-wake:
			return true
		default:
			return false
		}
	}
	wake := r.stream.Wake()
	work := r.item("x", nil)
	work.Key.Table = table.Work
	r.put(work)
	r.refused(table.Put(r.item("x", nil), table.Exists()))
	if woken(wake) {
		r.Fatal("woken though Core did not change")
	}
	r.put(r.item("x", nil))
	if !woken(wake) {
		r.Fatal("not woken by a change of Core")
	}
	if woken(r.stream.Wake()) {
		r.Fatal("woken before the next commit")
	}
}

// streamOrder lets all add to a few counters; each counter's changes must follow each other, image by image.
func streamOrder(r *streamRoom) {
	r.race(func(racer int) error {
		key := r.key(fmt.Sprint(racer % 3))
		err := r.transact(table.Update(key, []table.Edit{table.Add("n", 1)}))
		for lost(err) {
			err = r.transact(table.Update(key, []table.Edit{table.Add("n", 1)}))
		}
		return err
	})
	last := map[table.Key]int64{}
	for _, c := range r.records(racers) {
		if c.Old["n"].Int() != last[c.Key] || c.New["n"].Int() != last[c.Key]+1 {
			r.Fatalf("change %+v behind %d", c, last[c.Key])
		}
		last[c.Key]++
	}
}

func streamCopies(r *streamRoom) {
	r.put(r.item("x", original()))
	spoil(r.changes(0, 1)[0].New)
	if c := r.records(1)[0]; !c.New.Equal(original()) {
		r.Fatalf("the change is %+v", c)
	}
}
