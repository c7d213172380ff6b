package local_test

import (
	"fmt"
	"strings"
	"testing"

	"usersync/internal/engine/local"
	"usersync/internal/table"
)

// The battery leaves open what DynamoDB leaves open; here it is settled.

func TestThePageHoldsTheItemThatReachesTheLimit(t *testing.T) {
	db := local.Memory()
	for i := range 5 {
		item := table.Item{Key: at(fmt.Sprint(i)), Attrs: table.Attrs{"b": table.B(make([]byte, 256<<10-5))}}
		if item.Size() != 256<<10 {
			t.Fatalf("the item has %d bytes", item.Size())
		}
		must(t, db.Transact(t.Context(), []table.Action{table.Put(item)}))
	}
	page := finds(t, db, table.Query{P: "p"}, "0 1 2 3")
	if want := (table.Cursor{P: "p", S: "3"}); page.Next != want {
		t.Fatalf("Next is %v, want %v", page.Next, want)
	}
	page = finds(t, db, table.Query{P: "p", Start: page.Next}, "4")
	if !page.Next.IsZero() {
		t.Fatalf("Next is %v behind the last item", page.Next)
	}
}

func TestAFullPageHasANextThoughNothingFollows(t *testing.T) {
	db := local.Memory()
	must(t, db.Transact(t.Context(), []table.Action{table.Put(table.Item{Key: at("a")}), table.Put(table.Item{Key: at("b")})}))
	page := finds(t, db, table.Query{P: "p", Limit: 2}, "a b")
	if page.Next.IsZero() {
		t.Fatal("no Next behind a full page")
	}
	if page := finds(t, db, table.Query{P: "p", Limit: 2, Start: page.Next}, ""); !page.Next.IsZero() {
		t.Fatal("a Next behind an empty page")
	}
}

func TestTiesInTheIndexComeByKey(t *testing.T) {
	db := local.Memory()
	for _, key := range strings.Fields("b/2 a/9 b/1 a\x00/5 b/10") {
		p, s, _ := strings.Cut(key, "/")
		attrs := table.Attrs{table.G1P: table.S("list"), table.G1S: table.S("same")}
		must(t, db.Transact(t.Context(), []table.Action{table.Put(table.Item{Key: table.Key{P: p, S: s}, Attrs: attrs})}))
	}
	finds(t, db, table.Query{P: "list", Index: true}, "9 5 1 10 2")
	finds(t, db, table.Query{P: "list", Index: true, Desc: true}, "2 10 1 5 9")
	page := finds(t, db, table.Query{P: "list", Index: true, Limit: 2}, "9 5")
	finds(t, db, table.Query{P: "list", Index: true, Start: page.Next}, "1 10 2")
}

func TestASumBeyondAnInt64IsRefused(t *testing.T) {
	db := local.Memory()
	for name, n := range map[string]int64{"up": 1<<63 - 1, "down": -1 << 63} {
		must(t, db.Transact(t.Context(), []table.Action{table.Put(table.Item{Key: at(name), Attrs: table.Attrs{"n": table.N(n)}})}))
		if err := db.Transact(t.Context(), []table.Action{table.Update(at(name), []table.Edit{table.Add("n", n)})}); err == nil {
			t.Errorf("%s: the sum was accepted", name)
		}
	}
}

func TestUpdatesThatTogetherMakeMoreThanFourMegabytes(t *testing.T) {
	db := local.Memory()
	var updates []table.Action
	for i := range 12 {
		item := table.Item{Key: at(fmt.Sprint(i)), Attrs: table.Attrs{"b": table.B(make([]byte, 380<<10))}}
		must(t, db.Transact(t.Context(), []table.Action{table.Put(item)}))
		updates = append(updates, table.Update(item.Key, []table.Edit{table.Set("n", table.N(1))}))
	}
	if err := db.Transact(t.Context(), updates); err == nil {
		t.Fatal("the transaction was accepted")
	}
	must(t, db.Transact(t.Context(), updates[:10]))
}
