package scale

import (
	"testing"

	"usersync/internal/engine/local"
)

// TestAnUnchangedSyncWritesNothingForAPerson: a full sync that finds everybody as they should be looks at all of them, and writes for chunks alone.
func TestAnUnchangedSyncWritesNothingForAPerson(t *testing.T) {
	const people, rules = 2_000, 100
	db := local.Memory()
	defer func() { _ = db.Close() }()
	c, err := NewCompany(t.Context(), db)
	ok(t, err)
	ok(t, c.Fill(t.Context(), people, rules))
	ok(t, c.Start(t.Context()))
	defer c.Close()
	ok(t, c.Publish(t.Context(), c.Rules))
	ok(t, c.Publish(t.Context(), c.SyncOn))
	ok(t, c.Mailed(t.Context()))
	before, mails := c.Used(), c.Mails.Load()
	run, err := c.Sync(t.Context())
	ok(t, err)
	after := c.Used()
	if run.Done != people || run.Changed != 0 || run.Failed != 0 || c.Mails.Load() != mails {
		t.Errorf("%+v, %d mails", run, c.Mails.Load()-mails)
	}
	read, written := (after.Read-before.Read)/people, (after.Write-before.Write)/people
	t.Logf("%.2f read units, %.2f write units for each of %d people", read, written, people)
	if written > 0.25 || read > 5 {
		t.Errorf("%.2f read units, %.2f write units for a person: more than the bookkeeping of chunks", read, written)
	}
}
