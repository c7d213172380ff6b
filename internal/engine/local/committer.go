package local

import (
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"usersync/internal/table"
)

// maxBatch limits how many requests share one commit, and so how long the first of them waits.
const maxBatch = 256

// request is one caller's wish, to be decided and answered by the committer.
type request struct {
	decide decide
	done   chan error
	err    error
}

// run commits until the storage closes.
func (f *file) run() {
	defer close(f.stopped)
	for {
		select {
		case r := <-f.queue:
			f.commitAll(f.gather(r))
		case <-f.closing:
			return
		}
	}
}

// gather takes along everyone who waits already.
func (f *file) gather(first *request) []*request {
	batch := []*request{first}
	for len(batch) < maxBatch {
		select {
		case r := <-f.queue:
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// commitAll decides each request in turn, writes them together and answers all of them
// when the disk has it. When the disk fails nobody is told of a success, nor of a
// refusal that may rest on a neighbour's lost write.
func (f *file) commitAll(batch []*request) {
	wakes, err := f.write(batch)
	if wakes && err == nil {
		f.wake()
	}
	for _, r := range batch {
		if err != nil {
			r.err = err
		}
		r.done <- r.err
	}
}

func (f *file) write(batch []*request) (wakes bool, err error) {
	tx, err := f.bolt.Begin(true)
	if err != nil {
		return false, fmt.Errorf("engine/local: begin a commit: %w", err)
	}
	dirty := false
	for _, r := range batch {
		d := r.decide(fileView{tx.Bucket(bucket)})
		if r.err = d.err; r.err != nil {
			continue
		}
		if err := put(tx.Bucket(bucket), d.writes); err != nil {
			return false, errors.Join(fmt.Errorf("engine/local: write: %w", err), tx.Rollback())
		}
		wakes = wakes || d.wakes
		dirty = dirty || len(d.writes) > 0
	}
	if !dirty {
		return false, tx.Rollback()
	}
	if err := tx.Commit(); err != nil {
		return false, &table.AmbiguousError{Cause: err}
	}
	return wakes, nil
}

func put(b *bbolt.Bucket, writes []write) error {
	for _, w := range writes {
		var err error
		if w.value == "" {
			err = b.Delete([]byte(w.key))
		} else {
			err = b.Put([]byte(w.key), []byte(w.value))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
