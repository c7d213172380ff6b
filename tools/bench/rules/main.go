// Package main measures the rules of usersync beside policy engines, in one process with the same inputs: `make bench` runs it and reads what it prints, one JSON
// object a line. It is a module of its own, so that the engines are no part of the product.
//
// Before anything is timed everybody gives every user the same decision: the rules that match, and what follows from them.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"reflect"
	"syscall"
)

// engine works decisions out.
type engine struct {
	name   string
	decide func(user int) decision
}

func main() {
	log.SetFlags(0)
	w := newWorld()
	engines := []engine{w.usersync()}
	for _, make := range []func(*world) (engine, error){newCEL, newOPA, newCedar} {
		e, err := make(w)
		if err != nil {
			log.Fatal(err)
		}
		engines = append(engines, e)
	}
	for user := range w.users {
		want := w.oracle(user)
		for _, e := range engines {
			if got := e.decide(user); !reflect.DeepEqual(got, want) {
				log.Fatalf("%s decides otherwise for user %d: %+v, want %+v", e.name, user, got, want)
			}
		}
	}
	report("usersync", measure(w.quick()))
	for _, e := range engines[1:] {
		report(e.name, measure(func(user int) { e.decide(user) }))
	}
}

func report(name string, ns float64) {
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"subject": name, "name": "rules", "ns": ns}); err != nil {
		log.Fatal(fmt.Errorf("report: %w", err))
	}
}

// enough is how long something is measured: 200 ms of processor time, after a warm-up of as long.
const enough = 2e8

// measure is the processor time of one decision in nanoseconds, users taking turns.
func measure(decide func(user int)) float64 {
	calls := users
	for {
		if spent := calling(decide, calls); spent >= enough {
			return calling(decide, calls) / float64(calls)
		}
		calls *= 2
	}
}

func calling(decide func(user int), calls int) float64 {
	began := cpu()
	for i := range calls {
		decide(i % users)
	}
	return cpu() - began
}

// cpu is the processor time of this process so far, all threads, user and system.
func cpu() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // there is always one of oneself
	}
	return float64(used.Utime.Nano() + used.Stime.Nano())
}
