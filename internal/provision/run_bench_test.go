package provision_test

import (
	"testing"
)

// BenchmarkUnchangedRun is a full sync that finds nothing to do, per user.
func BenchmarkUnchangedRun(b *testing.B) {
	const users = 1000
	w := newWorks(b)
	w.crowd(users, w.give("meeting", -1))
	w.rest()
	b.ReportAllocs()
	for b.Loop() {
		w.sync()
		w.rest()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*users), "ns/user")
}
