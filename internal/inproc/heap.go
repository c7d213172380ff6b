package inproc

import (
	"os"
	"runtime/debug"
)

// The heap of a server: nearly all that a request needs is gone with its answer, so collecting late costs little memory and saves a good part of the
// processor's time. Near the limit it is collected as often as need be; the limit itself can be passed by what really is in use.
const (
	heapGrowth = 400       // percent of what is in use
	heapLimit  = 384 << 20 // bytes
)

// RoomyHeap sets how the heap of a serving process is collected, unless the environment says so (GOGC, GOMEMLIMIT).
func RoomyHeap() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(heapGrowth)
	debug.SetMemoryLimit(heapLimit)
}
