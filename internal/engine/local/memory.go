package local

import (
	"context"
	"sync"

	"github.com/tidwall/btree"
)

// memory is a storage without a file: everything happens in the caller's goroutine.
type memory struct {
	mu     sync.RWMutex
	tree   btree.Map[string, string]
	closed bool
	wake   func()
}

func (m *memory) read(fn func(reader) error) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.closed {
		return ErrClosed
	}
	return fn((*memoryView)(&m.tree))
}

func (m *memory) commit(_ context.Context, decide decide) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	d := decide((*memoryView)(&m.tree))
	if d.err != nil {
		return d.err
	}
	for _, w := range d.writes {
		if w.value == "" {
			m.tree.Delete(w.key)
		} else {
			m.tree.Set(w.key, w.value)
		}
	}
	if d.wakes {
		m.wake()
	}
	return nil
}

func (m *memory) close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.tree.Clear()
	return nil
}

type memoryView btree.Map[string, string]

func (v *memoryView) get(key string) string {
	value, _ := (*btree.Map[string, string])(v).Get(key)
	return value
}

func (v *memoryView) walk(s span, desc bool, see func(key, value string) bool) {
	tree := (*btree.Map[string, string])(v)
	if desc {
		tree.Descend(s.to, func(key, value string) bool {
			return key == s.to || key >= s.from && see(key, value)
		})
		return
	}
	tree.Ascend(s.from, func(key, value string) bool { return key < s.to && see(key, value) })
}
