package local_test

import (
	"path/filepath"
	"testing"

	"usersync/internal/engine/local"
	"usersync/internal/table"
	"usersync/internal/tabletest"
)

// open makes an empty database of each kind and closes it behind the test.
var open = map[string]func(testing.TB) *local.DB{
	"memory": func(t testing.TB) *local.DB { return closing(t, local.Memory()) },
	"file":   func(t testing.TB) *local.DB { return closing(t, openAt(t, filepath.Join(t.TempDir(), "db"))) },
}

func openAt(t testing.TB, path string, opts ...local.Option) *local.DB {
	t.Helper()
	db, err := local.Open(path, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func closing(t testing.TB, db *local.DB) *local.DB {
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

func TestBattery(t *testing.T) {
	for name, open := range open {
		t.Run(name, func(t *testing.T) {
			tabletest.Run(t, func(t testing.TB) table.Table { return open(t) })
		})
	}
}

func TestStreamBattery(t *testing.T) {
	for name, open := range open {
		t.Run(name, func(t *testing.T) {
			tabletest.RunStream(t, func(t testing.TB) tabletest.Streamed { return open(t) })
		})
	}
}
