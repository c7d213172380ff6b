package tabletest

import (
	"fmt"

	"usersync/internal/table"
)

func transactionChecks() []check {
	return []check{
		{"100 actions", hundredActions},
		{"100 actions, some refused, each with its reason", hundredReasons},
		{"all verbs at once", allVerbs},
		{"one failed check stops all", failedCheckStops},
		{"conditions see the items as they were", conditionsSeeBefore},
		{"over all tables", overAllTables},
	}
}

func (r *room) numbered(i int) table.Item {
	return r.item(fmt.Sprintf("%03d", i), table.Attrs{"n": table.N(int64(i))})
}

func hundredActions(r *room) {
	var actions []table.Action
	for i := range table.MaxActions {
		actions = append(actions, table.Put(r.numbered(i), table.NotExists()))
	}
	r.do(actions...)
	items := r.walk(table.Query{P: r.Name()})
	if len(items) != table.MaxActions {
		r.Fatalf("%d items, want %d", len(items), table.MaxActions)
	}
	for i, item := range items {
		if want := r.numbered(i); item.Key != want.Key || !item.Attrs.Equal(want.Attrs) {
			r.Fatalf("item %d is %v", i, item)
		}
	}
}

func hundredReasons(r *room) {
	taken := map[int]bool{0: true, 41: true, 99: true}
	var actions []table.Action
	for i := range table.MaxActions {
		if taken[i] {
			r.put(r.numbered(i))
		}
		actions = append(actions, table.Put(r.item(r.numbered(i).Key.S, nil), table.NotExists()))
	}
	for i, reason := range r.refused(actions...) {
		if failed(reason) != taken[i] || (reason.Item != nil) != taken[i] {
			r.Fatalf("reason %d is %+v", i, reason)
		}
		if taken[i] && !reason.Item.Attrs.Equal(r.numbered(i).Attrs) {
			r.Fatalf("reason %d has the item %v", i, reason.Item)
		}
	}
	r.finds(table.Query{}, "000 041 099")
}

func allVerbs(r *room) {
	r.put(r.item("updated", table.Attrs{"n": table.N(1)}), r.item("deleted", nil), r.item("checked", nil))
	r.do(
		table.Put(r.item("put", nil), table.NotExists()),
		table.Update(r.key("updated"), []table.Edit{table.Add("n", 1)}, table.Equals("n", table.N(1))),
		table.Delete(r.key("deleted"), table.Exists()),
		table.Check(r.key("checked"), table.Exists()),
	)
	r.finds(table.Query{}, "checked put updated")
	r.holds(r.key("updated"), table.Attrs{"n": table.N(2)})
}

func failedCheckStops(r *room) {
	r.put(r.item("old", table.Attrs{"n": table.N(1)}))
	reasons := r.refused(
		table.Put(r.item("new", nil)),
		table.Delete(r.key("old")),
		table.Check(r.key("none"), table.Exists()),
	)
	if failed(reasons[0]) || failed(reasons[1]) || !failed(reasons[2]) {
		r.Fatalf("reasons %+v, want the last alone to have failed", reasons)
	}
	r.finds(table.Query{}, "old")
}

func conditionsSeeBefore(r *room) {
	r.put(r.item("x", table.Attrs{"n": table.N(1)}))
	add := table.Update(r.key("x"), []table.Edit{table.Add("n", 1)}, table.AtMost("n", table.N(1)))
	r.do(add, table.Put(r.item("y", nil)))
	r.refused(add, table.Delete(r.key("y")))
	r.holds(r.key("x"), table.Attrs{"n": table.N(2)})
	r.holds(r.key("y"), table.Attrs{})
}

func overAllTables(r *room) {
	core, work, audit := r.item("x", nil), r.item("x", nil), r.item("x", nil)
	work.Key.Table, audit.Key.Table = table.Work, table.Audit
	r.put(work)
	r.refused(table.Put(core), table.Put(work, table.NotExists()), table.Put(audit))
	r.lacks(core.Key)
	r.lacks(audit.Key)
	r.do(table.Put(core), table.Delete(work.Key), table.Put(audit))
	r.holds(core.Key, table.Attrs{})
	r.lacks(work.Key)
	r.holds(audit.Key, table.Attrs{})
}
