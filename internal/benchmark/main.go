// Package main measures usersync beside other SCIM servers and libraries, in one run on one machine with the same inputs, and writes
// docs/benchmarks.md: `make bench` runs it.
//
// What is compared is processor time, user and system, as each process counts its own: it moves far less with the load of a machine than the time on the
// wall does. Subjects take turns in rounds, and the median of the rounds counts. What DynamoDB would charge is counted and not timed (units.go).
//
// It is no test: nothing fails when a goal is missed; the table says so. The parts that can be exact are tests beside it.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"strconv"

	"usersync/internal/inproc"
)

// options are the flags.
type options struct {
	rounds int
	out    string // folder of the raw numbers
	page   string // the page that is written
	node   string // what starts the scripts of the peers
	rules  string // the program of tools/bench/rules
}

func main() {
	log.SetFlags(0)
	if len(os.Args) == 3 && os.Args[1] == "serve" {
		if err := serve(os.Args[2]); err != nil {
			log.Fatal(err)
		}
		return
	}
	if len(os.Args) == 4 && os.Args[1] == "company" {
		people, err := strconv.Atoi(os.Args[3])
		if err == nil {
			err = company(context.Background(), os.Args[2], people)
		}
		if err != nil {
			log.Fatal(err)
		}
		return
	}
	var o options
	flag.IntVar(&o.rounds, "rounds", 5, "how often everything is measured")
	flag.StringVar(&o.out, "out", ".bench", "folder for the raw numbers")
	flag.StringVar(&o.page, "page", "docs/benchmarks.md", "the page to write")
	flag.StringVar(&o.node, "node", "node", "the program that runs the peers")
	flag.StringVar(&o.rules, "rules", "bin/benchmark-rules", "the program that measures rules beside policy engines")
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, o options) error {
	in, err := readInputs()
	if err != nil {
		return err
	}
	inproc.RoomyHeap() // as in `usersync serve`
	r := results{}
	units, err := measureUnits(ctx)
	if err != nil {
		return err
	}
	all, err := measureCompanies(ctx)
	if err != nil {
		return err
	}
	if err := rules(ctx, o, r); err != nil {
		return err
	}
	if err := functions(ctx, o, in, r); err != nil {
		return err
	}
	if err := servers(ctx, o, in, r); err != nil {
		return err
	}
	if err := r.save(o.out); err != nil {
		return err
	}
	return writePage(o, in, r, units, all)
}

// inputs is what both sides are measured on.
type inputs struct {
	User    map[string]any `json:"user"`
	Filters []struct {
		Name string `json:"name"`
		Text string `json:"text"`
	} `json:"filters"`
	Patches []struct {
		Name       string `json:"name"`
		Operations []any  `json:"operations"`
	} `json:"patches"`
	Groups []int `json:"groups"` // members
}

func readInputs() (in inputs, err error) {
	text, err := os.ReadFile("internal/benchmark/inputs.json")
	if err != nil {
		return in, fmt.Errorf("run this from the top of the checkout: %w", err)
	}
	return in, json.Unmarshal(text, &in)
}
