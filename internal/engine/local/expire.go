package local

import (
	"context"
	"time"
)

// Expire deletes the items of Work whose time (attribute table.TTL) is before now, and
// says how many they were. DynamoDB does that by itself within days; here the host calls
// it now and then. It consumes nothing.
func (db *DB) Expire(ctx context.Context, now time.Time) (int, error) {
	deleted := 0
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return deleted, err
		}
		var n int
		err := db.storage.commit(ctx, func(r reader) (d decision) {
			d, n = expired(r, now)
			return d
		})
		if err != nil {
			return deleted, err
		}
		deleted += n
		more = n == trimBatch
	}
	return deleted, nil
}

// expired finds the first items to delete, with their entries.
func expired(r reader, now time.Time) (d decision, n int) {
	s := span{string(expirySpace), expiryTime(now.Unix())}
	r.walk(s, false, func(entry, _ string) bool {
		stored := entry[expiryPrefixBytes:]
		d.err = d.remove(r, entry, stored)
		n++
		return d.err == nil && n < trimBatch
	})
	return d, n
}

// remove deletes the stored item with its entries.
func (d *decision) remove(r reader, entry, stored string) error {
	key, err := parseItemKey(stored)
	if err != nil {
		return err
	}
	attrs, err := image(r.get(stored))
	if err != nil {
		return err
	}
	d.writes = append(d.writes, write{key: entry}, write{key: stored})
	d.move(indexKey(key, attrs), "")
	return nil
}
