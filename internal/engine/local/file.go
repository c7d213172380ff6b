package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// lockWait is how long Open waits for another process to let go of the file: a restarted server may meet its predecessor.
const lockWait = time.Second

var bucket = []byte("usersync")

// file is a storage in one bbolt file. One goroutine commits: what was asked for while
// it wrote the last commit to the disk goes into the next, with one fsync for all.
type file struct {
	bolt    *bbolt.DB
	queue   chan *request // unbuffered: what was received will be answered
	closing chan struct{}
	stopped chan struct{}
	once    sync.Once
	wake    func()
}

func openFile(path string, o bbolt.Options) (*file, error) {
	o.Timeout, o.FreelistType, o.NoFreelistSync = lockWait, bbolt.FreelistMapType, true
	db, err := bbolt.Open(path, 0o600, &o)
	if err != nil {
		return nil, explain(path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(bucket)
		return err
	})
	if err != nil {
		return nil, errors.Join(explain(path, err), db.Close())
	}
	return &file{bolt: db, queue: make(chan *request), closing: make(chan struct{}), stopped: make(chan struct{}), wake: func() {}}, nil
}

// explain says what to do about a file that does not open.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("open database %s: another process holds it; stop the other usersync, or choose another data directory: %w", path, err)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum):
		return fmt.Errorf("open database %s: it is not a usersync database, or it is damaged; move it away, or restore a backup: %w", path, err)
	}
	if info, gone := os.Stat(path); gone == nil && info.Mode().IsRegular() && !errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("open database %s: it is not a usersync database, or it is damaged; move it away, or restore a backup: %w", path, err)
	}
	return fmt.Errorf("open database %s: make sure that the directory exists and can be written: %w", path, err)
}

func (f *file) read(fn func(reader) error) error {
	err := f.bolt.View(func(tx *bbolt.Tx) error { return fn(fileView{tx.Bucket(bucket)}) })
	if errors.Is(err, bolterrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	return err
}

// commit waits for the disk even when ctx ends meanwhile: the outcome of what was handed over is always known.
func (f *file) commit(ctx context.Context, d decide) error {
	r := &request{decide: d, done: make(chan error, 1)}
	select {
	case f.queue <- r:
		return <-r.done
	case <-f.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *file) close() error {
	f.once.Do(func() { close(f.closing) })
	<-f.stopped
	return f.bolt.Close()
}

type fileView struct{ *bbolt.Bucket }

func (v fileView) get(key string) string { return string(v.Get([]byte(key))) }

func (v fileView) walk(s span, desc bool, see func(key, value string) bool) {
	c := v.Cursor()
	if desc {
		for k, value := lastBefore(c, s.to); k != nil && string(k) >= s.from && see(string(k), string(value)); k, value = c.Prev() {
		}
		return
	}
	for k, value := c.Seek([]byte(s.from)); k != nil && string(k) < s.to && see(string(k), string(value)); k, value = c.Next() {
	}
}

func lastBefore(c *bbolt.Cursor, key string) (k, value []byte) {
	if behind, _ := c.Seek([]byte(key)); behind == nil {
		return c.Last()
	}
	return c.Prev()
}
