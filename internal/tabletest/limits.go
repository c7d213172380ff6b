package tabletest

import (
	"fmt"
	"strings"

	"usersync/internal/table"
)

func limitChecks() []check {
	return []check{
		{"an item of 400 KB", func(r *room) { r.put(r.sized("x", table.MaxItemBytes)) }},
		{"an item of 400 KB and a byte", itemTooLarge},
		{"an item of 400 KB after an update", updateToLimit},
		{"an item too large after an update", updateTooLarge},
		{"101 actions", tooManyActions},
		{"a transaction of almost 4 MB", fullTransaction},
		{"a transaction of more than 4 MB", transactionTooLarge},
		{"the longest keys", longestKeys},
		{"a batch of 100", fullBatch},
		{"a batch of 101", batchTooLarge},
	}
}

func itemTooLarge(r *room) {
	r.overLimit(r.transact(table.Put(r.sized("x", table.MaxItemBytes+1))))
	r.overLimit(r.transact(table.Put(r.item("y", nil)), table.Put(r.sized("x", table.MaxItemBytes+1))))
	r.finds(table.Query{}, "")
}

func updateToLimit(r *room) {
	item := r.sized("x", table.MaxItemBytes-3)
	r.put(item)
	r.do(table.Update(item.Key, []table.Edit{table.Set("ab", table.Bool(true))}))
}

func updateTooLarge(r *room) {
	item := r.sized("x", table.MaxItemBytes-3)
	r.put(item)
	r.overLimit(r.transact(table.Update(item.Key, []table.Edit{table.Set("abc", table.Bool(true))})))
	r.holds(item.Key, item.Attrs)
}

func tooManyActions(r *room) {
	var actions []table.Action
	for i := range table.MaxActions + 1 {
		actions = append(actions, table.Put(r.numbered(i)))
	}
	r.overLimit(r.transact(actions...))
	r.finds(table.Query{}, "")
}

func (r *room) large(n int) (actions []table.Action) {
	for i := range n {
		actions = append(actions, table.Put(r.sized(fmt.Sprint(i), 380<<10)))
	}
	return actions
}

func fullTransaction(r *room) {
	r.do(r.large(10)...)
	r.finds(table.Query{}, "0 1 2 3 4 5 6 7 8 9")
}

func transactionTooLarge(r *room) {
	r.overLimit(r.transact(r.large(12)...))
	r.finds(table.Query{}, "")
}

func longestKeys(r *room) {
	p := r.Name()
	p += strings.Repeat("p", 2048-len(p))
	item := table.Item{
		Key:   table.Key{P: p, S: strings.Repeat("s", table.MaxKeyBytes)},
		Attrs: table.Attrs{table.G1P: table.S(p), table.G1S: table.S(strings.Repeat("i", table.MaxKeyBytes))},
	}
	r.put(item)
	r.holds(item.Key, item.Attrs)
	r.eventually(func() error { return count(r.query(table.Query{P: p, Index: true}), 1) })
}

func (r *room) keys(n int) (keys []table.Key) {
	for i := range n {
		keys = append(keys, r.numbered(i).Key)
	}
	return keys
}

func fullBatch(r *room) {
	r.put(r.numbered(7), r.numbered(99))
	items, err := r.db.BatchGet(r.Context(), r.keys(table.MaxBatchGet))
	if err != nil || len(items) != 2 {
		r.Fatalf("%v %v, want two items", items, err)
	}
}

func batchTooLarge(r *room) {
	_, err := r.db.BatchGet(r.Context(), r.keys(table.MaxBatchGet+1))
	r.overLimit(err)
}

// count is an error unless the page has so many items.
func count(page table.Page, want int) error {
	if len(page.Items) != want {
		return fmt.Errorf("%d items, want %d", len(page.Items), want)
	}
	return nil
}
