package local

import (
	"context"

	"usersync/internal/table"
)

// trimBatch limits the records that one commit of Trim forgets, or of Expire deletes, so that writers need not wait long.
const trimBatch = 1000

// Changes returns up to limit changes of Core with Seq > after in the order of their commits.
func (db *DB) Changes(ctx context.Context, after uint64, limit int) ([]table.Change, error) {
	if err := ctx.Err(); err != nil || limit <= 0 {
		return nil, err
	}
	var changes []table.Change
	err := db.storage.read(func(r reader) (err error) {
		s := under(string(streamSpace))
		s.from = streamKey(after) + "\x00"
		r.walk(s, false, func(key, value string) bool {
			var c table.Change
			if c, err = decodeChange(key, value); err == nil {
				changes = append(changes, c)
			}
			return err == nil && len(changes) < limit
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

// Wake returns a channel that is closed at the next commit that changes Core.
func (db *DB) Wake() <-chan struct{} {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.bell == nil {
		db.bell = make(chan struct{})
	}
	return db.bell
}

func (db *DB) wake() {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.bell != nil {
		close(db.bell)
		db.bell = nil
	}
}

// Trim forgets all changes with Seq <= upTo.
func (db *DB) Trim(ctx context.Context, upTo uint64) error {
	s := span{streamKey(0), streamKey(upTo) + "\x00"}
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := db.storage.commit(ctx, func(r reader) (d decision) {
			d, more = db.forget(r, s)
			return d
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// forget takes out the oldest records of a span, keeping in mind how far the numbers went.
func (db *DB) forget(r reader, s span) (d decision, more bool) {
	r.walk(s, false, func(key, _ string) bool {
		d.writes = append(d.writes, write{key: key})
		return len(d.writes) < trimBatch
	})
	if len(d.writes) == 0 {
		return d, false
	}
	more = len(d.writes) == trimBatch
	d.writes = append(d.writes, write{seqKey, streamKey(db.seq)})
	return d, more
}
