package tabletest

import (
	"fmt"
	"slices"

	"usersync/internal/table"
)

func pageChecks() []check {
	var all []check
	for _, desc := range []bool{false, true} {
		for _, limit := range []int{1, 2, 3, 7, 10, 11} {
			all = append(all, check{fmt.Sprintf("ten items by %d, backwards %v", limit, desc), func(r *room) { pageBy(r, limit, desc) }})
		}
	}
	return append(all,
		check{"a page ends at 1 MB", pageOfBytes},
		check{"a page ends at 1 MB backwards", pageOfBytesBackwards},
		check{"the limit comes before 1 MB", pageOfBytesLimited},
		check{"continuation keeps to the range", pageInRange},
		check{"continuation behind a deleted item", pageBehindDeleted},
		check{"new items while reading", pageWithNew},
	)
}

func pageBy(r *room, limit int, desc bool) {
	var want []table.Item
	for i := range 10 {
		want = append(want, r.numbered(i))
	}
	r.put(want...)
	if desc {
		slices.Reverse(want)
	}
	q := table.Query{P: r.Name(), Limit: limit, Desc: desc}
	if page := r.query(q); len(page.Items) != min(limit, 10) || limit < 10 && page.Next.IsZero() {
		r.Fatalf("a page of %d items, Next %v", len(page.Items), page.Next)
	}
	if items := r.walk(q); sortKeys(items) != sortKeys(want) {
		r.Fatalf("found %q, want %q", sortKeys(items), sortKeys(want))
	}
}

// heavy puts five items of 300 KB.
func heavy(r *room) {
	for i := range 5 {
		r.put(r.sized(fmt.Sprint(i), 300<<10))
	}
}

func pageOfBytes(r *room) {
	heavy(r)
	page := r.query(table.Query{P: r.Name()})
	if n := len(page.Items); n < 3 || n > 4 || page.Next.IsZero() {
		r.Fatalf("a page of %d items of 300 KB, Next %v; want 1 MB of them and a Next", n, page.Next)
	}
	r.finds(table.Query{}, "0 1 2 3 4")
}

func pageOfBytesBackwards(r *room) {
	heavy(r)
	if page := r.query(table.Query{P: r.Name(), Desc: true}); len(page.Items) > 4 || page.Next.IsZero() {
		r.Fatalf("a page of %d items of 300 KB, Next %v; want 1 MB of them and a Next", len(page.Items), page.Next)
	}
	r.finds(table.Query{Desc: true}, "4 3 2 1 0")
}

func pageOfBytesLimited(r *room) {
	heavy(r)
	if page := r.query(table.Query{P: r.Name(), Limit: 2}); sortKeys(page.Items) != "0 1" || page.Next.IsZero() {
		r.Fatalf("a page with %q, Next %v", sortKeys(page.Items), page.Next)
	}
	r.finds(table.Query{Limit: 2}, "0 1 2 3 4")
}

func pageInRange(r *room) {
	for _, s := range []string{"a1", "a2", "a3", "b1", "A1"} {
		r.put(r.item(s, nil))
	}
	r.finds(table.Query{Prefix: "a", Limit: 1}, "a1 a2 a3")
	r.finds(table.Query{Prefix: "a", Limit: 1, Desc: true}, "a3 a2 a1")
	r.finds(table.Query{From: "a2", To: "a3", Limit: 1}, "a2 a3")
}

func pageBehindDeleted(r *room) {
	r.put(r.item("a", nil), r.item("b", nil), r.item("c", nil))
	page := r.query(table.Query{P: r.Name(), Limit: 2})
	r.do(table.Delete(r.key("b")))
	r.finds(table.Query{Start: page.Next}, "c")
	r.finds(table.Query{Start: page.Next, Desc: true}, "a")
}

func pageWithNew(r *room) {
	r.put(r.item("b", nil), r.item("d", nil))
	page := r.query(table.Query{P: r.Name(), Limit: 1})
	r.put(r.item("a", nil), r.item("c", nil))
	r.finds(table.Query{Start: page.Next}, "c d")
}
