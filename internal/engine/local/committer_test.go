package local

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"usersync/internal/table"
)

func newFile(t *testing.T, path string, opts ...Option) (*DB, *file) {
	t.Helper()
	db, err := Open(path, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db, db.storage.(*file)
}

// commits is the number of bbolt transactions ever committed to the file.
func (f *file) commits(t *testing.T) int {
	t.Helper()
	var id int
	if err := f.bolt.View(func(tx *bbolt.Tx) error { id = tx.ID(); return nil }); err != nil {
		t.Fatal(err)
	}
	return id
}

func count(n int64) []table.Action {
	return []table.Action{table.Update(table.Key{P: "p", S: "n"}, []table.Edit{table.Add("n", n)})}
}

// TestWhoeverWaitsSharesTheNextCommit holds the committer up until all have asked.
func TestWhoeverWaitsSharesTheNextCommit(t *testing.T) {
	const writers = 40
	db, f := newFile(t, filepath.Join(t.TempDir(), "db"))
	before := f.commits(t)

	holding, gate := make(chan struct{}), make(chan struct{})
	var asked, group sync.WaitGroup
	group.Go(func() {
		_ = f.commit(t.Context(), func(reader) decision {
			close(holding)
			<-gate
			return decision{}
		})
	})
	<-holding
	errs := make([]error, writers)
	asked.Add(writers)
	for i := range writers {
		group.Go(func() {
			asked.Done()
			actions := count(1)
			if i%4 == 0 { // refused ones stand among the others and disturb none
				actions[0].If = []table.Cond{table.Equals("n", table.N(-1))}
			}
			errs[i] = db.Transact(t.Context(), actions)
		})
	}
	asked.Wait()
	close(gate)
	group.Wait()

	for i, err := range errs {
		if (table.Canceled(err) != nil) != (i%4 == 0) || i%4 != 0 && err != nil {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	item, _, err := db.Get(t.Context(), table.Key{P: "p", S: "n"})
	if err != nil || item.Attrs["n"].Int() != writers*3/4 {
		t.Fatalf("%v %v, want %d", item, err, writers*3/4)
	}
	if n := f.commits(t) - before; n > writers/2 {
		t.Errorf("%d commits for %d transactions", n, writers)
	}
}

// TestABatchIsJudgedInTurn commits a batch by hand, so that its order is certain.
func TestABatchIsJudgedInTurn(t *testing.T) {
	db, f := newFile(t, filepath.Join(t.TempDir(), "db"))
	before := f.commits(t)
	lock := func() *request {
		actions := []table.Action{table.Put(table.Item{Key: table.Key{P: "p", S: "lock"}}, table.NotExists())}
		return &request{decide: (&transaction{db: db, actions: actions}).decide, done: make(chan error, 1)}
	}
	first, second := lock(), lock()
	third := &request{decide: (&transaction{db: db, actions: count(1)}).decide, done: make(chan error, 1)}
	f.commitAll([]*request{first, second, third})
	if err := <-first.done; err != nil {
		t.Errorf("the first: %v", err)
	}
	if err := <-second.done; !table.Canceled(err).Failed(0) || table.Canceled(err).Reasons[0].Item == nil {
		t.Errorf("the second: %v, want a refusal with the item of the first", err)
	}
	if err := <-third.done; err != nil {
		t.Errorf("the third: %v", err)
	}
	if n := f.commits(t) - before; n != 1 {
		t.Errorf("%d commits, want one", n)
	}
	changes, err := db.Changes(t.Context(), 0, 10)
	if err != nil || len(changes) != 2 {
		t.Errorf("%v %v, want two changes", changes, err)
	}
}

func TestNothingToWriteCommitsNothing(t *testing.T) {
	db, f := newFile(t, filepath.Join(t.TempDir(), "db"))
	before := f.commits(t)
	for _, action := range []table.Action{
		table.Check(table.Key{P: "p", S: "s"}, table.NotExists()),
		table.Check(table.Key{P: "p", S: "s"}, table.Exists()),
		table.Delete(table.Key{P: "p", S: "s"}),
	} {
		if err := db.Transact(t.Context(), []table.Action{action}); err != nil && table.Canceled(err) == nil {
			t.Fatal(err)
		}
	}
	if n := f.commits(t) - before; n != 0 {
		t.Errorf("%d commits for nothing", n)
	}
}

// TestAFullDisk stands for every commit that fails half way: the writer learns that the
// outcome is unknown, and the database works on.
func TestAFullDisk(t *testing.T) {
	db, _ := newFile(t, filepath.Join(t.TempDir(), "db"), func(o *bbolt.Options) { o.MaxSize = 1 << 20; o.NoSync = true })
	pad := table.S(strings.Repeat("x", 300<<10))
	var err error
	n := 0
	for ; err == nil && n < 10; n++ {
		err = db.Transact(t.Context(), []table.Action{table.Put(table.Item{Key: table.Key{P: "p", S: fmt.Sprint(n)}, Attrs: table.Attrs{"pad": pad}})})
	}
	if ambiguous := (*table.AmbiguousError)(nil); !errors.As(err, &ambiguous) {
		t.Fatalf("%v, want an *AmbiguousError", err)
	}
	page, err := db.Query(t.Context(), table.Query{P: "p"})
	if err != nil || len(page.Items) != n-1 {
		t.Fatalf("%d items, %v; want the %d acknowledged", len(page.Items), err, n-1)
	}
}

func TestAnotherFormatIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, f := newFile(t, path)
	err := f.commit(t.Context(), func(reader) decision { return decision{writes: []write{{formatKey, "2"}}} })
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and let go of the file
		if _, err := Open(path); !errors.Is(err, errFormat) {
			t.Fatalf("%v, want errFormat", err)
		}
	}
}
