package main

import "syscall"

// cpu is the processor time of this process so far in nanoseconds, all threads, user and system.
func cpu() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // there is always one of oneself
	}
	return float64(used.Utime.Nano() + used.Stime.Nano())
}

// enough is how long something is measured: 100 ms of processor time, as the peers are.
const enough = 1e8

// measure is the processor time of one call of do, in nanoseconds, over as many calls as take enough time, after a warm-up of as long.
func measure(do func() error) (float64, error) {
	calls := 1
	for {
		spent, err := calling(do, calls)
		if err != nil {
			return 0, err
		}
		if spent >= enough {
			break
		}
		calls *= 2
	}
	spent, err := calling(do, calls)
	return spent / float64(calls), err
}

// calling is the processor time of so many calls.
func calling(do func() error, calls int) (float64, error) {
	began := cpu()
	for range calls {
		if err := do(); err != nil {
			return 0, err
		}
	}
	return cpu() - began, nil
}
