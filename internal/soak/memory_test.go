package soak

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// mib is what sizes are told in.
const mib = 1 << 20

// resident is the memory of a process that is its own: not the pages of its file, which the system takes back when it likes. Where the system does not tell them
// apart it is all that is resident. Bytes.
func resident(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for _, name := range []string{"RssAnon:", "VmRSS:"} {
		if _, rest, found := strings.Cut(string(status), name); found {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("process %d tells nothing of its memory", pid)
}

// gauge reads the memory of a process again and again.
type gauge struct {
	pid     int
	samples []int64
	stop    chan struct{}
	done    chan struct{}
}

func watch(pid int, every time.Duration) *gauge {
	g := &gauge{pid: pid, stop: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(g.done)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-g.stop:
				return
			case <-tick.C:
				if size, err := resident(pid); err == nil {
					g.samples = append(g.samples, size)
				}
			}
		}
	}()
	return g
}

// flat fails when the process needs more in the last quarter than in the second one, or ever more than limit.
func (g *gauge) flat(t *testing.T, limit int64) {
	close(g.stop)
	<-g.done
	n := len(g.samples)
	if n < 8 {
		t.Fatalf("memory was read %d times", n)
	}
	early, late, most := middle(g.samples[n/4:n/2]), middle(g.samples[n-n/4:]), slices.Max(g.samples)
	t.Logf("memory: %d MiB in the second quarter, %d MiB in the last, %d MiB at the most", early/mib, late/mib, most/mib)
	if late > early*5/4+32*mib {
		t.Errorf("memory grew from %d to %d MiB", early/mib, late/mib)
	}
	if most > limit {
		t.Errorf("memory reached %d MiB, the limit is %d", most/mib, limit/mib)
	}
}

func middle(samples []int64) int64 {
	sorted := slices.Sorted(slices.Values(samples))
	return sorted[len(sorted)/2]
}
