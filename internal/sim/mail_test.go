package sim

import "testing"

// The shape of runs that look for mutants of the mail feedback and the circuit is fair: the right protocol survives it.
func TestMailedWorldsAreFair(t *testing.T) {
	sum := tally{deeds: map[string]int{}}
	for seed := range number("RATES", 150) {
		w := play(uint64(seed), mailed, nil)
		sum.add(w)
		for _, problem := range w.failed {
			t.Errorf("seed %d: %s", seed, problem)
		}
	}
	sum.report(t)
}
