package scale

import (
	"runtime/metrics"
	"sync/atomic"
	"time"
)

// held is how much memory the process holds at this moment, in bytes: the heap, stacks and all that Go's runtime needs, without what it has given back and without the
// pages of files that the system keeps in memory and takes away as it likes.
func held() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}

// MemoryWatch notes the most memory that the process holds, but for pages of files.
type MemoryWatch struct {
	peak atomic.Uint64
	end  chan struct{}
	done chan struct{}
}

// WatchMemory begins to look again and again.
func WatchMemory(every time.Duration) *MemoryWatch {
	w := &MemoryWatch{end: make(chan struct{}), done: make(chan struct{})}
	w.look()
	go func() {
		defer close(w.done)
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				w.look()
			case <-w.end:
				return
			}
		}
	}()
	return w
}

func (w *MemoryWatch) look() { w.peak.Store(max(w.peak.Load(), held())) }

// Peak is the most so far, in bytes.
func (w *MemoryWatch) Peak() uint64 { return w.peak.Load() }

// Stop ends the watch and says what the most was.
func (w *MemoryWatch) Stop() uint64 {
	close(w.end)
	<-w.done
	w.look()
	return w.Peak()
}
