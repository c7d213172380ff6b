package app_test

import (
	"bytes"
	"strings"
	"testing"

	"usersync/internal/app"
	"usersync/internal/engine/local"
)

func TestOneKeyForAllProcesses(t *testing.T) {
	db := local.Memory()
	process := func(chance string) *app.App { return app.New(app.Config{DB: db, Random: strings.NewReader(chance)}) }
	one, other := process(strings.Repeat("1", 32)), process(strings.Repeat("2", 32))
	first, err := one.CursorKey(t.Context())
	if err != nil || len(first) != 32 {
		t.Fatalf("%d bytes, %v", len(first), err)
	}
	for range 2 {
		if key, err := other.CursorKey(t.Context()); err != nil || !bytes.Equal(key, first) {
			t.Errorf("another key in another process: %v", err)
		}
	}
	if _, err := process("too short").CursorKey(t.Context()); err == nil {
		t.Error("a key of too little chance")
	}
}
