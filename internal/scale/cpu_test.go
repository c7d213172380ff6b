package scale

import (
	"context"
	"syscall"
	"testing"
	"time"

	"usersync/internal/scim/patch"
)

// TestOneMemberTakesTheSameTimeInAnyGroup: the CPU time of one member who comes and goes, in a group of 100,000, is at most twice that in a group
// of 1,000. Both are measured in turn, and the best round of each counts.
func TestOneMemberTakesTheSameTimeInAnyGroup(t *testing.T) {
	w := newWorld(t)
	best := map[int]time.Duration{}
	for range 8 {
		for _, size := range []int{1_000, crowd} {
			before := cpuTime(t)
			for n := range 100 {
				w.must(w.patch(context.Background(), w.groups[size], patch.Remove, w.users[n]))
				w.must(w.patch(context.Background(), w.groups[size], patch.Add, w.users[n]))
			}
			took := cpuTime(t) - before
			if known, ok := best[size]; !ok || took < known {
				best[size] = took
			}
		}
	}
	t.Logf("200 changes: %v in a group of 1,000, %v in one of 100,000", best[1_000], best[crowd])
	if best[crowd] > 2*best[1_000] {
		t.Errorf("a group of 100,000 takes %v, one of 1,000 takes %v", best[crowd], best[1_000])
	}
}

// cpuTime is what this process has used of the processors.
func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkLargeGroup says what changes of a group of 100,000 take of the table.
func BenchmarkLargeGroup(b *testing.B) {
	w := newWorld(b)
	for _, bench := range []struct {
		name  string
		users int
	}{{"one member", 1}, {"100 members", 100}, {"1,000 members", 1_000}} {
		b.Run(bench.name, func(b *testing.B) {
			group, members := w.groups[crowd], w.users[:bench.users]
			used := w.cost(func(ctx context.Context) {
				for b.Loop() {
					w.must(w.patch(ctx, group, patch.Remove, members...))
					w.must(w.patch(ctx, group, patch.Add, members...))
				}
			})
			changes := 2 * float64(b.N)
			b.ReportMetric(used.Read/changes, "read-units/change")
			b.ReportMetric(used.Write/changes, "write-units/change")
			b.ReportMetric(float64(used.Calls)/changes, "calls/change")
		})
	}
}
