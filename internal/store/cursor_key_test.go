package store

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/table"
)

func TestTheFirstCursorKeyStays(t *testing.T) {
	s := New(local.Memory())
	for _, fresh := range []string{"first", "second", "third"} {
		if key, err := s.CursorKey(t.Context(), []byte(fresh)); err != nil || string(key) != "first" {
			t.Errorf("%q, %v", key, err)
		}
	}
}

// late is a table in which somebody stores a key between our look and our write, or nobody does and the write is refused all the same.
type late struct {
	table.Table
	theirs []byte
	looked bool
	broken error
}

func (l *late) Get(context.Context, table.Key) (table.Item, bool, error) {
	if !l.looked || l.theirs == nil {
		l.looked = true
		return table.Item{}, false, l.broken
	}
	return table.Item{Attrs: table.Attrs{attrKey: table.B(l.theirs)}}, true, nil
}

func (l *late) Transact(context.Context, []table.Action) error {
	return &table.CanceledError{Reasons: []table.Reason{{Code: table.ConditionFailed}}}
}

func TestACursorKeyThatSomebodyElseStoredFirst(t *testing.T) {
	key, err := New(&late{theirs: []byte("theirs")}).CursorKey(t.Context(), []byte("ours"))
	if err != nil || !bytes.Equal(key, []byte("theirs")) {
		t.Errorf("%q, %v", key, err)
	}
	if _, err := New(&late{}).CursorKey(t.Context(), []byte("ours")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a refusal without a key: %v", err)
	}
	broken := errors.New("broken")
	if _, err := New(&late{broken: broken}).CursorKey(t.Context(), []byte("ours")); !errors.Is(err, broken) {
		t.Errorf("a read that fails: %v", err)
	}
}
