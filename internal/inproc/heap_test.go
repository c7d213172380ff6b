package inproc_test

import (
	"runtime/debug"
	"testing"

	"usersync/internal/inproc"
)

func TestTheEnvironmentDecidesOnTheHeap(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))

	t.Setenv("GOGC", "100")
	inproc.RoomyHeap()
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("%d %%, though the environment says 100", got)
	}
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	inproc.RoomyHeap()
	if got := debug.SetGCPercent(100); got != 400 {
		t.Errorf("%d %%, want 400", got)
	}
}
