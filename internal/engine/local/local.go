// Package local is package table on an embedded engine: one bbolt file with group
// commit, or nothing but memory. Both behave as DynamoDB is documented to, limits,
// refusals and consumed units included; everything but the bare ordered map is shared.
//
// It knows no keys of the product, serves one process only, and does not imitate
// throttling, lost answers or the lag of an index: a simulation puts those around it.
package local

import (
	"errors"
	"fmt"
	"sync"

	"go.etcd.io/bbolt"

	"usersync/internal/table"
)

var (
	_ table.Table  = (*DB)(nil)
	_ table.Stream = (*DB)(nil)
)

// ErrClosed is the error of everything that is asked of a closed database.
var ErrClosed = errors.New("the database is closed")

// DB is a database. It is safe for concurrent use.
type DB struct {
	storage storage
	seq     uint64 // number of the newest change; belongs to whoever decides

	mu   sync.Mutex
	bell chan struct{} // what Wake handed out; nil until somebody asks
}

// Option changes how Open works.
type Option func(*bbolt.Options)

// NoSync leaves commits to the operating system: fast, and for benchmarks and
// throw-away data only, as a power failure may damage the whole file.
func NoSync() Option { return func(o *bbolt.Options) { o.NoSync = true } }

// Open opens the database in the file, or makes a new one; the directory must exist.
// One process at a time may have it. A transaction is answered when the disk has it.
func Open(path string, opts ...Option) (*DB, error) {
	var o bbolt.Options
	for _, opt := range opts {
		opt(&o)
	}
	f, err := openFile(path, o)
	if err != nil {
		return nil, err
	}
	db := &DB{storage: f}
	f.wake = db.wake
	if err := f.prepare(db); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), f.bolt.Close())
	}
	go f.run()
	return db, nil
}

// Memory makes an empty database without a file. It starts no goroutine and does everything in its caller's.
func Memory() *DB {
	m := &memory{}
	db := &DB{storage: m}
	m.wake = db.wake
	return db
}

// Close waits for the commit under way and lets go of the file. Whoever waits for a commit not begun gets ErrClosed.
func (db *DB) Close() error { return db.storage.close() }
