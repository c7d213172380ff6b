package apptest

import "time"

// Soon asks every so often until the answer is yes, and says whether it came within a time.
// It is for what runs beside the test, in another process or on a clock that is not the test's: there is nothing to wait on but its answers.
func Soon(within, every time.Duration, ask func() bool) bool {
	last := time.After(within)
	again := time.NewTicker(every)
	defer again.Stop()
	for !ask() {
		select {
		case <-again.C:
		case <-last:
			return ask()
		}
	}
	return true
}
