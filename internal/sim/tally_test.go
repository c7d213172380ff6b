package sim

import (
	"maps"
	"slices"
	"sync"
	"testing"
)

// tally counts over many worlds what went wrong in them, and what the product did.
type tally struct {
	mu            sync.Mutex
	worlds, steps int
	fired         [mishaps]int
	deeds         map[string]int
}

func (s *tally) add(w *world) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.worlds++
	s.steps += w.steps
	for m, n := range w.fired {
		s.fired[m] += n
	}
	for deed, n := range w.deeds {
		s.deeds[deed] += n
	}
}

func (s *tally) report(t *testing.T) {
	t.Logf("%d worlds, %d steps each", s.worlds, s.steps/max(1, s.worlds))
	for _, deed := range slices.Sorted(maps.Keys(s.deeds)) {
		t.Logf("%8d  %s", s.deeds[deed], deed)
	}
	for m, n := range s.fired {
		t.Logf("%8d  %s", n, menu[m].name)
	}
}

// enough checks that every mishap struck, and everything rare was done, so often that it is no wonder that nothing was found.
func (s *tally) enough(t *testing.T) {
	for m, n := range s.fired {
		if n < 100 {
			t.Errorf("%s: happened %d times, want at least 100", menu[m].name, n)
		}
	}
	for _, deed := range rare {
		if s.deeds[deed] < 20 {
			t.Errorf("%s: happened %d times, want at least 20", deed, s.deeds[deed])
		}
	}
}

// rare is what the product must have done now and then, or the checks of it have looked at nothing.
var rare = []string{
	"plan applied that withholds", "plan not applied: plan_held", "plan not applied: plan_stale", "somebody resolved as a plan said",
	"hold of a plan: approved", "hold of a plan: rejected", "hold of a plan: expired", "hold of a plan: void", "hold of a connection: approved",
	"loss that was approved", "loss counted by an allowance", "scheduled run started", "HTTP answer 4xx",
	"listed: mail_bounced", "listed: mail_suppressed", "listed: mail_rejected", "report settled a mail that was claimed",
	"second mail after a quarter of an hour of silence", "circuit opened: mail_paused", "circuit opened: mail_quota", "circuit opened: mail_setup",
	"circuit stayed open behind a probe", "circuit closed",
}
