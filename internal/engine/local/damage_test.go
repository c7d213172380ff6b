package local

import (
	"context"
	"errors"
	"testing"
	"time"

	"usersync/internal/table"
)

// TestDamageIsReported plants records that no reader can understand.
func TestDamageIsReported(t *testing.T) {
	key := table.Key{Table: table.Work, P: "p", S: "s"}
	list := table.Attrs{table.G1P: table.S("p"), table.G1S: table.S("s")}
	for name, plant := range map[string][]write{
		"item":         {{itemKey(key), "\x05"}},
		"key":          {{itemKey(key) + "x", encode(nil)}},
		"index entry":  {{indexKey(key, list) + "x", present}},
		"change":       {{streamKey(1), "\x05"}},
		"expiry entry": {{expiryTime(0) + "b", present}},
		"expired item": {{expiryTime(0) + itemKey(key), present}, {itemKey(key), "\x05"}},
	} {
		db := Memory()
		if err := db.storage.commit(t.Context(), func(reader) decision { return decision{writes: plant} }); err != nil {
			t.Fatal(err)
		}
		if !found(t.Context(), db, key) {
			t.Errorf("%s: nobody noticed", name)
		}
	}
}

// found reports whether any call meets the damage.
func found(ctx context.Context, db *DB, key table.Key) bool {
	_, _, getErr := db.Get(ctx, key)
	_, queryErr := db.Query(ctx, table.Query{Table: key.Table, P: key.P})
	_, indexErr := db.Query(ctx, table.Query{Table: key.Table, P: key.P, Index: true})
	_, changesErr := db.Changes(ctx, 0, 10)
	n, expireErr := db.Expire(ctx, time.Unix(1, 0))
	writeErr := db.Transact(ctx, []table.Action{table.Delete(key)})
	return n == 0 && errors.Join(getErr, queryErr, indexErr, changesErr, expireErr, writeErr) != nil
}
