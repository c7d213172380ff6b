package throttle

import (
	"fmt"
	"testing"
	"time"
)

var (
	usual = Rate{PerSecond: 200, Burst: 400}
	noon  = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

func TestASteadySenderNeverWaits(t *testing.T) {
	var b Buckets
	for i := range 10 * 60 * 100 { // ten minutes of 100 a second
		if wait := b.Take("a", usual, noon.Add(time.Duration(i)*10*time.Millisecond), 1); wait != 0 {
			t.Fatalf("request %d has to wait %v", i, wait)
		}
	}
}

func TestAFloodIsToldWhenToComeBackAndNobodyElseWaits(t *testing.T) {
	var b Buckets
	for i := range usual.Burst {
		if wait := b.Take("flood", usual, noon, 1); wait != 0 {
			t.Fatalf("request %d of the burst has to wait %v", i, wait)
		}
	}
	wait := b.Take("flood", usual, noon, 1)
	if wait != 5*time.Millisecond {
		t.Fatalf("has to wait %v, want a two-hundredth of a second", wait)
	}
	if b.Take("quiet", usual, noon, 1) != 0 {
		t.Error("another sender has to wait")
	}
	if b.Take("flood", usual, noon.Add(wait), 1) != 0 {
		t.Error("still has to wait when the time is over")
	}
	if b.Take("flood", usual, noon.Add(wait), 1) == 0 {
		t.Error("two for one")
	}
}

func TestALargePieceIsTakenAndOwed(t *testing.T) {
	var b Buckets
	for range 4 {
		if b.Take("a", usual, noon, 100) != 0 {
			t.Fatal("a piece within the burst has to wait")
		}
	}
	if b.Take("a", usual, noon.Add(10*time.Millisecond), 100) != 0 {
		t.Error("one is there, so the piece is taken")
	}
	if wait := b.Take("a", usual, noon.Add(10*time.Millisecond), 0); wait < 490*time.Millisecond || wait > 500*time.Millisecond {
		t.Errorf("waits %v for a debt of 98", wait)
	}
	b.Owe("a", usual, noon.Add(10*time.Millisecond), 1000)
	if wait := b.Take("a", usual, noon.Add(10*time.Millisecond), 1); wait > 3*time.Second {
		t.Errorf("waits %v: one piece is owed as a burst at most", wait)
	}
}

func TestALookTakesNothing(t *testing.T) {
	var b Buckets
	one := Rate{PerSecond: 1, Burst: 1}
	for range 10 {
		if b.Take("a", one, noon, 0) != 0 {
			t.Fatal("a look has taken something")
		}
	}
	if b.Take("a", one, noon, 1) != 0 || b.Take("a", one, noon, 0) != time.Second {
		t.Error("an empty bucket looks full")
	}
}

func TestANewRateHoldsAtOnce(t *testing.T) {
	var b Buckets
	for range usual.Burst {
		b.Take("a", usual, noon, 1)
	}
	faster := Rate{PerSecond: 1000, Burst: 2000}
	if wait := b.Take("a", faster, noon, 1); wait != time.Millisecond {
		t.Errorf("waits %v at 1,000 a second", wait)
	}
}

func TestMemoryEnds(t *testing.T) {
	var b Buckets
	b.Take("known", Rate{PerSecond: 0.001, Burst: 1}, noon, 1)
	for i := range 5 * remembered {
		b.Take(fmt.Sprint(i), usual, noon, 1)
		if i%1000 == 0 && b.Take("known", Rate{PerSecond: 0.001, Burst: 1}, noon, 0) == 0 {
			t.Fatal("a sender who comes again and again was forgotten")
		}
	}
	if n := len(b.young) + len(b.old); n > 2*remembered {
		t.Errorf("%d senders are remembered", n)
	}
}

func BenchmarkTake(b *testing.B) {
	var buckets Buckets
	b.ReportAllocs()
	now := noon
	for b.Loop() {
		now = now.Add(time.Millisecond)
		buckets.Take("a", usual, now, 1)
	}
}
