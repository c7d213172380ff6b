package local_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"usersync/internal/engine/local"
	"usersync/internal/table"
)

// victimFile in the environment makes of the test binary a process that writes until it is killed.
const victimFile = "USERSYNC_LOCAL_VICTIM"

const (
	kills        = 6
	killAfter    = 60 // acknowledged transactions in one life
	itemsOfATurn = 5
)

func TestMain(m *testing.M) {
	if path := os.Getenv(victimFile); path != "" {
		fmt.Fprintln(os.Stderr, victim(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// victim writes numbered transactions from several goroutines, and says each number when it was acknowledged.
func victim(path string) error {
	db, err := local.Open(path)
	if err != nil {
		return err
	}
	first, err := turns(db)
	if err != nil {
		return err
	}
	failed := make(chan error)
	var mu sync.Mutex
	next := first
	for range 8 {
		go func() {
			for {
				mu.Lock()
				next++
				n := next
				mu.Unlock()
				if err := db.Transact(context.Background(), turn(n)); err != nil {
					failed <- err
					return
				}
				mu.Lock()
				fmt.Println(n)
				mu.Unlock()
			}
		}()
	}
	return <-failed
}

// turn is transaction n: new items in several partitions, one item that all rewrite, and one removed.
func turn(n int) []table.Action {
	actions := []table.Action{
		table.Update(at("n"), []table.Edit{table.Add("sum", 1), table.Set("last", table.N(int64(n)))}),
		table.Delete(table.Key{P: "temporary", S: fmt.Sprint(n - 1)}),
		table.Put(table.Item{Key: table.Key{P: "temporary", S: fmt.Sprint(n)}}),
	}
	for i := range itemsOfATurn {
		item := table.Item{Key: table.Key{P: fmt.Sprint("turn-", i), S: fmt.Sprintf("%08d", n)}, Attrs: table.Attrs{
			"n": table.N(int64(n)), "pad": table.B(make([]byte, n%1500)),
			table.G1P: table.S("turns"), table.G1S: table.S(fmt.Sprintf("%08d#%d", n, i)),
		}}
		actions = append(actions, table.Put(item, table.NotExists()))
	}
	return actions
}

// turns is the highest number that was written.
func turns(db *local.DB) (int, error) {
	highest := 0
	for i := range itemsOfATurn {
		page, err := db.Query(context.Background(), table.Query{P: fmt.Sprint("turn-", i), Desc: true, Limit: 1})
		if err != nil {
			return 0, err
		}
		for _, item := range page.Items {
			highest = max(highest, int(item.Attrs["n"].Int()))
		}
	}
	return highest, nil
}

// TestKilledWhileWriting kills a writing process again and again: what it said it wrote is there whole, and nothing is there in part.
func TestKilledWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	acknowledged := map[int]bool{}
	for range kills {
		liveAndDie(t, path, acknowledged)
		judge(t, path, acknowledged)
	}
	if len(acknowledged) < kills*killAfter {
		t.Fatalf("%d transactions were acknowledged in %d lives", len(acknowledged), kills)
	}
}

// liveAndDie lets the victim write, kills it without a warning, and notes what it said until its end.
func liveAndDie(t *testing.T, path string, acknowledged map[int]bool) {
	t.Helper()
	victim := exec.CommandContext(t.Context(), os.Args[0])
	victim.Env = append(os.Environ(), victimFile+"="+path)
	victim.Stderr = os.Stderr
	out, err := victim.StdoutPipe()
	must(t, err)
	must(t, victim.Start())
	lines := bufio.NewScanner(out)
	for said := 0; lines.Scan(); said++ {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			break // the last line may be cut short
		}
		acknowledged[n] = true
		if said == killAfter {
			must(t, victim.Process.Kill())
		}
	}
	if err := victim.Wait(); err == nil || victim.ProcessState.Exited() {
		t.Fatalf("the victim ended by itself: %v", err)
	}
}

func judge(t *testing.T, path string, acknowledged map[int]bool) {
	t.Helper()
	db := openAt(t, path)
	defer func() { must(t, db.Close()) }()
	whole := wholeTurns(t, db)
	for n := range acknowledged {
		if !whole[n] {
			t.Fatalf("transaction %d was acknowledged and is lost", n)
		}
	}
	item, _, err := db.Get(t.Context(), at("n"))
	must(t, err)
	if sum := int(item.Attrs["sum"].Int()); sum != len(whole) {
		t.Fatalf("%d transactions counted themselves, %d are there", sum, len(whole))
	}
	if last := int(item.Attrs["last"].Int()); !whole[last] {
		t.Fatalf("transaction %d is there in part", last)
	}
}

// wholeTurns is the transactions in the file, each of which must be there with all its items, index entries and changes.
func wholeTurns(t *testing.T, db *local.DB) map[int]bool {
	t.Helper()
	items, entries, changes := map[int]int{}, map[int]int{}, map[int]int{}
	for i := range itemsOfATurn {
		each(t, db, table.Query{P: fmt.Sprint("turn-", i)}, func(item table.Item) { items[int(item.Attrs["n"].Int())]++ })
	}
	each(t, db, table.Query{P: "turns", Index: true}, func(item table.Item) {
		n, err := strconv.Atoi(item.Key.S)
		must(t, err)
		entries[n]++
	})
	all, err := db.Changes(t.Context(), 0, 1<<30)
	must(t, err)
	for _, c := range all {
		if c.Key.P != "temporary" && c.Key.P != "p" {
			changes[int(c.New["n"].Int())]++
		}
	}
	whole := map[int]bool{}
	for n := range items {
		if items[n] != itemsOfATurn || entries[n] != itemsOfATurn || changes[n] != itemsOfATurn {
			t.Fatalf("transaction %d left %d items, %d index entries and %d changes", n, items[n], entries[n], changes[n])
		}
		whole[n] = true
	}
	if len(entries) != len(items) || len(changes) != len(items) {
		t.Fatalf("%d transactions left items, %d index entries, %d changes", len(items), len(entries), len(changes))
	}
	return whole
}

func each(t *testing.T, db *local.DB, q table.Query, see func(table.Item)) {
	t.Helper()
	for more := true; more; more = !q.Start.IsZero() {
		page, err := db.Query(t.Context(), q)
		must(t, err)
		for _, item := range page.Items {
			see(item)
		}
		q.Start = page.Next
	}
}
