package local_test

import (
	"fmt"
	"testing"
	"time"

	"usersync/internal/engine/local"
	"usersync/internal/table"
)

var now = time.Unix(1_800_000_000, 0)

func TestExpire(t *testing.T) {
	item := func(in table.Name, s string, ttl table.Value) table.Action {
		attrs := table.Attrs{table.TTL: ttl, table.G1P: table.S("list"), table.G1S: table.S(s)}
		return table.Put(table.Item{Key: table.Key{Table: in, P: "p", S: s}, Attrs: attrs})
	}
	for kind, open := range open {
		t.Run(kind, func(t *testing.T) {
			db := open(t)
			must(t, db.Transact(t.Context(), []table.Action{
				item(table.Work, "past", table.N(now.Unix()-1)),
				item(table.Work, "long past", table.N(-5)),
				item(table.Work, "now", table.N(now.Unix())),
				item(table.Work, "future", table.N(now.Unix()+1)),
				item(table.Work, "text", table.S("5")),
				item(table.Work, "put off", table.N(5)),
				item(table.Work, "deleted", table.N(5)),
				item(table.Core, "core", table.N(5)),
			}))
			must(t, db.Transact(t.Context(), []table.Action{
				table.Update(table.Key{Table: table.Work, P: "p", S: "put off"}, []table.Edit{table.Set(table.TTL, table.N(now.Unix()+9))}),
				table.Delete(table.Key{Table: table.Work, P: "p", S: "deleted"}),
			}))
			expires(t, db, now, 2)
			expires(t, db, now, 0)
			finds(t, db, table.Query{Table: table.Work, P: "p"}, "future now put off text")
			finds(t, db, table.Query{Table: table.Work, P: "list", Index: true}, "future now put off text")
			finds(t, db, table.Query{P: "p"}, "core")
			expires(t, db, now.Add(time.Hour), 3)
			finds(t, db, table.Query{Table: table.Work, P: "p"}, "text")
		})
	}
}

func expires(t *testing.T, db *local.DB, now time.Time, want int) {
	t.Helper()
	if n, err := db.Expire(t.Context(), now); err != nil || n != want {
		t.Fatalf("%d items expired, %v; want %d", n, err, want)
	}
}

// finds demands one page of exactly these sort keys.
func finds(t *testing.T, db *local.DB, q table.Query, want string) table.Page {
	t.Helper()
	page, err := db.Query(t.Context(), q)
	must(t, err)
	got := ""
	for i, item := range page.Items {
		if i > 0 {
			got += " "
		}
		got += item.Key.S
	}
	if got != want {
		t.Fatalf("found %q, want %q", got, want)
	}
	return page
}

func TestManyExpire(t *testing.T) {
	const many = 2500 // more than one commit takes
	db := local.Memory()
	for i := range many {
		item := table.Item{Key: table.Key{Table: table.Work, P: "p", S: fmt.Sprint(i)}, Attrs: table.Attrs{table.TTL: table.N(int64(i))}}
		must(t, db.Transact(t.Context(), []table.Action{table.Put(item)}))
	}
	expires(t, db, now, many)
	finds(t, db, table.Query{Table: table.Work, P: "p"}, "")
}
