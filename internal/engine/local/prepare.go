package local

import (
	"errors"

	"go.etcd.io/bbolt"
)

// format is the version of the way in which the file is laid out.
const format = "1"

const (
	formatKey = string(metaSpace) + "format"
	seqKey    = string(metaSpace) + "seq" // the newest change when the stream was trimmed last, as its stream key
)

var errFormat = errors.New("a newer usersync wrote this file; run that version, or restore an older backup")

// prepare signs a new file, refuses a foreign format, and tells db where its stream ended.
func (f *file) prepare(db *DB) error {
	return f.bolt.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucket)
		switch (fileView{b}).get(formatKey) {
		case "":
			if err := b.Put([]byte(formatKey), []byte(format)); err != nil {
				return err
			}
		case format:
		default:
			return errFormat
		}
		db.seq = newest(fileView{b})
		return nil
	})
}

// newest is the number of the newest change ever made. Trim keeps it, so that numbers are never used twice.
func newest(r reader) uint64 {
	last := r.get(seqKey)
	r.walk(under(string(streamSpace)), true, func(key, _ string) bool {
		last = max(last, key)
		return false
	})
	if len(last) != len(streamKey(0)) {
		return 0
	}
	return sequence(last)
}
