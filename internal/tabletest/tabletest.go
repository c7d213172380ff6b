// Package tabletest is the one battery for all engines of package table: what DynamoDB
// is documented to do, as small named checks. An engine's own test calls Run, and
// RunStream when the engine keeps a change stream.
//
// It relies on nothing that only an embedded engine can promise: a reader of the index
// waits for it, nobody counts on a Next that DynamoDB may leave out, and a lost race is
// tried again. It does not test durability, nor speed.
package tabletest

import (
	"testing"

	"usersync/internal/table"
)

// check is one promise of table.Table.
type check struct {
	name string
	run  func(*room)
}

// group is the checks on one subject, which share a database.
type group struct {
	name   string
	checks []check
}

// Run tests an engine. open is called once per group of checks and must return an empty
// database, which it closes by t.Cleanup. The checks keep to partitions named after themselves.
func Run(t *testing.T, open func(t testing.TB) table.Table) {
	groups := []group{
		{"conditions", conditionChecks()},
		{"writes", writeChecks()},
		{"edits", editChecks()},
		{"transactions", transactionChecks()},
		{"limits", limitChecks()},
		{"malformed", malformedChecks()},
		{"reads", readChecks()},
		{"queries", queryChecks()},
		{"pages", pageChecks()},
		{"index", indexChecks()},
		{"units", unitChecks()},
		{"races", raceChecks()},
		{"copies", copyChecks()},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			db := open(t)
			for _, c := range g.checks {
				t.Run(c.name, func(t *testing.T) { c.run(&room{T: t, db: db}) })
			}
		})
	}
}
