package local_test

import (
	"strings"
	"testing"

	"usersync/internal/engine/local"
	"usersync/internal/table"
)

// sized is an item of about so many KB, never more.
func sized(s string, kb int) table.Item {
	return table.Item{Key: at(s), Attrs: table.Attrs{"pad": table.S(strings.Repeat("x", kb<<10-100))}}
}

func at(s string) table.Key { return table.Key{P: "p", S: s} }

// TestUnitsThatDynamoDBDoesNotReport is about what is documented, but not in any answer.
func TestUnitsThatDynamoDBDoesNotReport(t *testing.T) {
	entry := table.Attrs{table.G1P: table.S("list"), table.G1S: table.S(strings.Repeat("s", 1024))}
	for _, row := range []struct {
		name    string
		actions []table.Action
		units   float64
	}{
		{"a refused write, by the item in its way", []table.Action{table.Put(sized("3", 9), table.NotExists())}, 3},
		{"a refused write of a missing item", []table.Action{table.Put(sized("new", 9), table.Exists())}, 1},
		{"a refused transaction, twice each", []table.Action{table.Put(sized("3", 9), table.NotExists()), table.Put(sized("new", 9))}, 6 + 2},
		{"a lone check is a transaction", []table.Action{table.Check(at("3"), table.Exists())}, 6},
		{"a lone refused check", []table.Action{table.Check(at("3"), table.NotExists())}, 6},
		{"index entries cost no double", []table.Action{
			table.Update(at("listed"), []table.Edit{table.Set(table.G1S, table.S("z"))}), table.Check(at("3"), table.Exists()),
		}, 2 + 2 + 6},
		{"an index entry of more than 1 KB", []table.Action{table.Put(table.Item{Key: at("new"), Attrs: entry})}, 2 + 2},
		{"an edit that turns out to be refused", []table.Action{table.Update(at("3"), []table.Edit{table.Add("pad", 1)})}, 0},
		{"a malformed request", nil, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			db := local.Memory()
			listed := table.Item{Key: at("listed"), Attrs: table.Attrs{table.G1P: table.S("list"), table.G1S: table.S("a")}}
			must(t, db.Transact(t.Context(), []table.Action{table.Put(sized("3", 3)), table.Put(listed)}))
			var meter table.Meter
			_ = db.Transact(table.WithMeter(t.Context(), &meter), row.actions) // the refusals are the battery's
			if got := meter.Usage().Write; got != row.units {
				t.Errorf("consumed %v, want %v", got, row.units)
			}
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
