package local_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"usersync/internal/engine/local"
	"usersync/internal/table"
)

func put(n int) []table.Action {
	return []table.Action{table.Put(table.Item{Key: at(fmt.Sprintf("%04d", n)), Attrs: table.Attrs{"n": table.N(int64(n))}})}
}

func TestReopenedFileHoldsDataAndStream(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openAt(t, path)
	for n := range 5 {
		must(t, db.Transact(t.Context(), put(n)))
	}
	must(t, db.Trim(t.Context(), 2))
	must(t, db.Close())

	db = openAt(t, path)
	finds(t, db, table.Query{P: "p"}, "0000 0001 0002 0003 0004")
	numbers(t, db, 3, 4, 5)
	must(t, db.Trim(t.Context(), 5))
	must(t, db.Close())

	db = closing(t, openAt(t, path))
	numbers(t, db)
	must(t, db.Transact(t.Context(), put(9)))
	numbers(t, db, 6) // though nothing was left of the stream that could say so
}

// numbers demands that the stream holds the changes of these numbers.
func numbers(t *testing.T, db *local.DB, want ...uint64) {
	t.Helper()
	changes, err := db.Changes(t.Context(), 0, 100)
	must(t, err)
	var got []uint64
	for _, c := range changes {
		got = append(got, c.Seq)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("changes %v, want %v", got, want)
	}
}

func TestLongStreamIsTrimmedWhole(t *testing.T) {
	db := local.Memory()
	for n := range 2500 { // more than one commit takes
		must(t, db.Transact(t.Context(), put(n)))
	}
	must(t, db.Trim(t.Context(), 2499))
	numbers(t, db, 2500)
}

func TestOpenSaysWhatToDo(t *testing.T) {
	dir := t.TempDir()
	held := filepath.Join(dir, "held")
	closing(t, openAt(t, held))
	foreign := filepath.Join(dir, "foreign")
	must(t, os.WriteFile(foreign, []byte(strings.Repeat("not a database", 10_000)), 0o600))
	short := filepath.Join(dir, "short")
	must(t, os.WriteFile(short, []byte("garbage"), 0o600))
	for path, want := range map[string]string{
		short:                           "not a usersync database",
		held:                            "another process holds it",
		foreign:                         "not a usersync database",
		filepath.Join(dir, "none", "x"): "make sure that the directory exists",
		dir:                             "make sure that the directory exists",
	} {
		if db, err := local.Open(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%v %v, want an error with %q and the path", db, err, want)
		}
	}
}

func TestClosed(t *testing.T) {
	for kind, open := range map[string]func() *local.DB{
		"memory": local.Memory,
		"file":   func() *local.DB { return openAt(t, filepath.Join(t.TempDir(), "db")) },
	} {
		t.Run(kind, func(t *testing.T) {
			db := open()
			must(t, db.Close())
			must(t, db.Close())
			for call, err := range allCalls(t.Context(), db) {
				if !errors.Is(err, local.ErrClosed) {
					t.Errorf("%s: %v, want ErrClosed", call, err)
				}
			}
		})
	}
}

func TestEndedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for kind, open := range open {
		for call, err := range allCalls(ctx, open(t)) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s, %s: %v, want the context's error", kind, call, err)
			}
		}
	}
}

func allCalls(ctx context.Context, db *local.DB) map[string]error {
	errs := map[string]error{"transact": db.Transact(ctx, put(1)), "trim": db.Trim(ctx, 1)}
	_, _, errs["get"] = db.Get(ctx, at("x"))
	_, errs["batch"] = db.BatchGet(ctx, []table.Key{at("x")})
	_, errs["query"] = db.Query(ctx, table.Query{P: "p"})
	_, errs["changes"] = db.Changes(ctx, 0, 1)
	_, errs["expire"] = db.Expire(ctx, now)
	return errs
}

// TestCloseWhileWriting lets every writer know what became of its transaction.
func TestCloseWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openAt(t, path)
	var group sync.WaitGroup
	var mu sync.Mutex
	written := map[int]bool{}
	first := make(chan struct{}, 1)
	for writer := range 8 {
		group.Go(func() {
			for n := writer; ; n += 8 {
				err := db.Transact(t.Context(), put(n))
				if err != nil {
					if !errors.Is(err, local.ErrClosed) {
						t.Errorf("write: %v", err)
					}
					return
				}
				mu.Lock()
				written[n] = true
				mu.Unlock()
				select {
				case first <- struct{}{}:
				default:
				}
			}
		})
	}
	<-first
	must(t, db.Close())
	group.Wait()

	db = closing(t, openAt(t, path))
	stored := 0
	each(t, db, table.Query{P: "p"}, func(table.Item) { stored++ })
	if stored != len(written) {
		t.Fatalf("%d items are stored, %d were acknowledged", stored, len(written))
	}
}
