package dynamo_test

import (
	"context"
	"testing"

	"usersync/internal/table"
	"usersync/internal/tabletest"
)

// What dynoxide 1.2.1 does otherwise. It asks SQLite with LIKE, which ignores the case of ASCII letters and ends a
// text at a NUL; sqlite.org/lang_expr.html, section 5. For DynamoDB see the API Reference, Query, KeyConditionExpression:
// begins_with is true if the value begins with the operand, and strings compare by their UTF-8 bytes.
var (
	ignoresCase = tabletest.Difference{
		Check:  "pages/continuation keeps to the range",
		Why:    "begins_with ignores the case of letters",
		Stands: func(t testing.TB, db table.Table) bool { return beginning(t, db, "case", "A", "a") > 0 },
	}
	endsAtNUL = tabletest.Difference{
		Check:  "index/ranges",
		Why:    "begins_with ends its operand at a NUL",
		Stands: func(t testing.TB, db table.Table) bool { return beginning(t, db, "nul", "a", "a\x00") > 0 },
	}
)

// What DynamoDB Local 3.3.1 does otherwise: it computes consumed units by rules of its own.
var (
	countsNoMissingItem = tabletest.Difference{
		Check:  "units/batch, each by its own",
		Why:    "missing items of a batch are free; Developer Guide, \"Capacity unit consumption for read operations\": reading an item that does not exist consumes as well",
		Stands: func(t testing.TB, db table.Table) bool { return consumed(t, batchOfNothing(db)).Read == 0 },
	}
	countsNoEmptyQuery = tabletest.Difference{
		Check:  "units/query of nothing",
		Why:    "a query that finds nothing is free; in the service it consumes the smallest read",
		Stands: func(t testing.TB, db table.Table) bool { return consumed(t, queryOfNothing(db, false)).Read == 0 },
	}
	countsNoEmptyEventualQuery = tabletest.Difference{
		Check:  "units/query of nothing, eventual",
		Why:    "as above",
		Stands: func(t testing.TB, db table.Table) bool { return consumed(t, queryOfNothing(db, true)).Read == 0 },
	}
	countsTransactionsOnce = tabletest.Difference{
		Check:  "units/transaction, twice each",
		Why:    "a write in a transaction counts once; Developer Guide, \"Amazon DynamoDB Transactions: How it works\", capacity management: two units per KB, to prepare and to commit",
		Stands: func(t testing.TB, db table.Table) bool { return consumed(t, twoWrites(db)).Write == 2 },
	}
)

// beginning is how many keys begin with the prefix in a partition that has the one key.
func beginning(t testing.TB, db table.Table, partition, key, prefix string) int {
	t.Helper()
	do(t, db, table.Put(table.Item{Key: table.Key{P: partition, S: key}}))
	page, err := db.Query(t.Context(), table.Query{P: partition, Prefix: prefix, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return len(page.Items)
}

func batchOfNothing(db table.Table) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := db.BatchGet(ctx, []table.Key{{P: "none", S: "none"}})
		return err
	}
}

func queryOfNothing(db table.Table, eventual bool) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := db.Query(ctx, table.Query{P: "none", Eventual: eventual})
		return err
	}
}

func twoWrites(db table.Table) func(context.Context) error {
	return func(ctx context.Context) error {
		return db.Transact(ctx, []table.Action{
			table.Put(table.Item{Key: table.Key{P: "units", S: "a"}}), table.Put(table.Item{Key: table.Key{P: "units", S: "b"}}),
		})
	}
}

// consumed is the usage of a call that succeeds.
func consumed(t testing.TB, call func(context.Context) error) table.Usage {
	t.Helper()
	var meter table.Meter
	if err := call(table.WithMeter(t.Context(), &meter)); err != nil {
		t.Fatal(err)
	}
	return meter.Usage()
}

func do(t testing.TB, db table.Table, actions ...table.Action) {
	t.Helper()
	if err := db.Transact(t.Context(), actions); err != nil {
		t.Fatal(err)
	}
}
