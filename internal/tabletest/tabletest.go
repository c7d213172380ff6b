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

// Difference is a promise that a stand-in for a database is known not to keep, though the database does.
type Difference struct {
	Check string // group and name, "units/query of nothing"
	Why   string // what it does instead, and where it is documented otherwise
	// Stands shows it on an empty database and is false once the stand-in has been mended: then the check fails until
	// the difference is struck off.
	Stands func(t testing.TB, db table.Table) bool
}

// Run tests an engine. open is called once per group of checks and must return an empty
// database, which it closes by t.Cleanup. The checks keep to partitions named after themselves.
//
// A known difference is shown and logged in place of its check.
func Run(t *testing.T, open func(t testing.TB) table.Table, known ...Difference) {
	differs := map[string]Difference{}
	for _, d := range known {
		differs[d.Check] = d
	}
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
				run := c.run
				if d, ok := differs[g.name+"/"+c.name]; ok {
					run = d.show
					delete(differs, d.Check)
				}
				t.Run(c.name, func(t *testing.T) { run(&room{T: t, db: db}) })
			}
		})
	}
	for name := range differs {
		t.Errorf("a known difference of %q, which is no check", name)
	}
}

// show is run in place of the check.
func (d Difference) show(r *room) {
	if !d.Stands(r, r.db) {
		r.Fatalf("no longer so: strike the difference off. It was: %s", d.Why)
	}
	r.Logf("KNOWN DIFFERENCE of the stand-in: %s", d.Why)
}
