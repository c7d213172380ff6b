package tabletest

import (
	"strings"

	"usersync/internal/table"
)

const kb = 1 << 10

// unitChecks is what requests consume, as the DynamoDB Developer Guide has it under
// "Capacity unit consumption". What a refusal consumes is documented, but DynamoDB does not report it.
func unitChecks() []check {
	var all []check
	for _, row := range readCosts {
		all = append(all, check{row.name, func(r *room) {
			r.put(r.sized("kb", kb), r.sized("4kb", 4*kb), r.sized("4kb+1", 4*kb+1))
			r.consumes(table.Usage{Calls: 1, Read: row.units}, row.read)
		}})
	}
	for _, row := range writeCosts {
		all = append(all, check{row.name, func(r *room) {
			r.put(r.sized("kb", kb), r.sized("3kb", 3*kb), r.listed("listed", "1"))
			r.consumes(table.Usage{Calls: 1, Write: row.units}, func(m *room) { m.do(row.actions(r)...) })
		}})
	}
	return append(all, check{"index read", indexReadUnits}, check{"several calls", severalUnits})
}

// consumes demands the usage of what do does.
func (r *room) consumes(want table.Usage, do func(*room)) {
	r.Helper()
	m := metered{db: r.db, meter: &table.Meter{}}
	do(&room{T: r.T, db: m})
	if got := m.meter.Usage(); got != want {
		r.Fatalf("consumed %+v, want %+v", got, want)
	}
}

// gets reads one item, there or not.
func gets(s string) func(*room) {
	return func(m *room) {
		if _, _, err := m.db.Get(m.Context(), m.key(s)); err != nil {
			m.Fatal(err)
		}
	}
}

var readCosts = []struct {
	name  string
	units float64
	read  func(*room)
}{
	{"get of a missing item", 1, gets("none")},
	{"get of 1 KB", 1, gets("kb")},
	{"get of 4 KB", 1, gets("4kb")},
	{"get of 4 KB and a byte", 2, gets("4kb+1")},
	{"batch, each by its own", 5, func(m *room) { m.batch(m.key("none"), m.key("kb"), m.key("4kb"), m.key("4kb+1")) }},
	{"query, the sum once", 3, func(m *room) { m.query(table.Query{P: m.Name()}) }},
	{"query, eventual", 1.5, func(m *room) { m.query(table.Query{P: m.Name(), Eventual: true}) }},
	{"query of one page", 1, func(m *room) { m.query(table.Query{P: m.Name(), Limit: 1}) }},
	{"query of nothing", 1, func(m *room) { m.query(table.Query{P: m.Name(), Prefix: "none"}) }},
	{"query of nothing, eventual", 0.5, func(m *room) { m.query(table.Query{P: m.Name(), Prefix: "none", Eventual: true}) }},
}

var writeCosts = []struct {
	name    string
	units   float64
	actions func(*room) []table.Action
}{
	{"put of 1 KB", 1, alone(func(r *room) table.Action { return table.Put(r.sized("new", kb)) })},
	{"put of 1 KB and a byte", 2, alone(func(r *room) table.Action { return table.Put(r.sized("new", kb+1)) })},
	{"put over a larger item", 3, alone(func(r *room) table.Action { return table.Put(r.item("3kb", nil)) })},
	{"put over a smaller item", 5, alone(func(r *room) table.Action { return table.Put(r.sized("3kb", 5*kb)) })},
	{"update within 1 KB", 1, alone(func(r *room) table.Action {
		return table.Update(r.key("new"), []table.Edit{table.Set("a", table.N(1))})
	})},
	{"update beyond 1 KB", 2, alone(func(r *room) table.Action {
		return table.Update(r.key("kb"), []table.Edit{table.Set("a", table.N(1))})
	})},
	{"update to a smaller item", 3, alone(func(r *room) table.Action {
		return table.Update(r.key("3kb"), []table.Edit{table.Remove("pad")})
	})},
	{"delete", 3, alone(func(r *room) table.Action { return table.Delete(r.key("3kb")) })},
	{"delete of a missing item", 1, alone(func(r *room) table.Action { return table.Delete(r.key("none")) })},
	{"transaction, twice each", 2 + 4 + 6 + 2, func(r *room) []table.Action {
		return []table.Action{
			table.Put(r.sized("new", kb)), table.Put(r.sized("newer", kb+1)),
			table.Check(r.key("3kb"), table.Exists()), table.Delete(r.key("none")),
		}
	}},
	{"put with an index entry", 2, alone(func(r *room) table.Action { return table.Put(r.listed("new", "1")) })},
	{"update that moves the index entry", 3, alone(func(r *room) table.Action {
		return table.Update(r.key("listed"), []table.Edit{table.Set(table.G1S, table.S("2"))})
	})},
	{"update that leaves the index", 2, alone(func(r *room) table.Action {
		return table.Update(r.key("listed"), []table.Edit{table.Remove(table.G1S)})
	})},
	{"update that leaves the index entry alone", 1, alone(func(r *room) table.Action {
		return table.Update(r.key("listed"), []table.Edit{table.Add("n", 1)})
	})},
	{"delete with an index entry", 2, alone(func(r *room) table.Action { return table.Delete(r.key("listed")) })},
}

func indexReadUnits(r *room) {
	large := r.listed("a", "1")
	large.Attrs["pad"] = table.S(strings.Repeat("x", 10*kb))
	r.put(large, r.listed("b", "2"))
	r.lists(table.Query{}, "a b")
	r.consumes(table.Usage{Calls: 1, Read: 0.5}, func(m *room) { m.query(table.Query{P: m.Name(), Index: true}) })
}

func severalUnits(r *room) {
	r.consumes(table.Usage{Calls: 3, Read: 1, Write: 2}, func(m *room) {
		m.put(m.sized("a", kb), m.sized("b", kb))
		m.holds(m.key("a"), m.sized("a", kb).Attrs)
	})
}
