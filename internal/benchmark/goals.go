package main

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"usersync/internal/scim/filter"
)

// verdict is one goal with what was measured.
type verdict struct {
	id, what          string
	ours, other, goal string
	ratio             string
	reached           bool
}

// requests are the kinds of requests that the goal for a server's processor time is about.
var requests = []string{"create", "hit", "miss", "get", "patch", "member-add", "member-remove"}

// geometric is the geometric mean of a server's requests.
func (r results) geometric(subject string) float64 {
	sum := 0.0
	for _, name := range requests {
		sum += math.Log(r.median(subject, name))
	}
	return math.Exp(sum / float64(len(requests)))
}

// goals compares what was measured with the goals.
func goals(r results, in inputs) []verdict {
	all := []verdict{
		r.serverGoal("server, geometric mean of 7 requests, memory engines", ours, jackson, 6),
		r.serverGoal("the same, ours on a file without waiting for the disk", onFile, jackson, 6),
		r.serverGoal("server, memory engines", ours, scimmy, 30),
		r.serverGoal("the same, ours on a file", onFile, scimmy, 30),
	}
	row := r.median(ours, "list")
	all = append(all, verdict{
		id: "P2", what: "list, per row of a page", ours: micro(row), other: jackson + " " + micro(r.median(jackson, "list")),
		ratio: ratio(row, r.median(jackson, "list")), goal: "4 µs", reached: row <= 4000,
	})
	most := mostAllocations(in)
	all = append(all,
		r.worstOf("P3", "filter, parse", "parse/", filterNames(in), 1.0/4, "1/4"),
		verdict{id: "P3", what: "filter, parse: allocations", ours: fmt.Sprint(most), goal: "2", reached: most <= 2},
		r.worstOf("P3", "filter, evaluate", "evaluate/", filterNames(in), 1.0/3, "1/3"),
		r.worstOf("P4", "PATCH of a user", "patch/", patchNames(in), 1.0/2, "1/2"),
	)
	for _, step := range []string{"member-add", "member-remove"} {
		large, small := r.median(ours, step+"/100000"), r.median(ours, step+"/1000")
		all = append(all, verdict{
			id: "P5", what: step + ", group of 100,000 beside 1,000", ours: micro(large), other: "1,000: " + micro(small),
			ratio: ratio(large, small), goal: "2", reached: large <= 2*small,
		})
	}
	return append(all, ruleGoals(r)...)
}

func (r results) serverGoal(what, subject, peer string, factor float64) verdict {
	mine, theirs := r.geometric(subject), r.geometric(peer)
	return verdict{
		id: "P1", what: what, ours: micro(mine), other: peer + " " + micro(theirs), ratio: ratio(mine, theirs),
		goal: fmt.Sprintf("1/%v = %.3f", factor, 1/factor), reached: mine*factor <= theirs,
	}
}

// worstOf is the goal for functions, judged by the input on which we are worst.
func (r results) worstOf(id, what, prefix string, names []string, most float64, goal string) verdict {
	var worst string
	share := func(name string) float64 { return r.median(ours, prefix+name) / r.median(parser, prefix+name) }
	for _, name := range names {
		if worst == "" || share(name) > share(worst) {
			worst = name
		}
	}
	mine, theirs := r.median(ours, prefix+worst), r.median(parser, prefix+worst)
	return verdict{id, what + ", worst input (" + worst + ")", micro(mine), "npm " + micro(theirs), goal, ratio(mine, theirs), mine <= most*theirs}
}

func filterNames(in inputs) (names []string) {
	for _, f := range in.Filters {
		names = append(names, f.Name)
	}
	return names
}

func patchNames(in inputs) (names []string) {
	for _, p := range in.Patches {
		names = append(names, p.Name)
	}
	return names
}

// mostAllocations is how often parsing a filter asks for memory, at most.
func mostAllocations(in inputs) (most int) {
	for _, f := range in.Filters {
		most = max(most, int(testing.AllocsPerRun(100, func() { _, _ = filter.Parse(f.Text) })))
	}
	return most
}

// micro writes nanoseconds as microseconds.
func micro(ns float64) string {
	switch us := ns / 1000; {
	case us >= 100:
		return fmt.Sprintf("%.0f µs", us)
	case us >= 1:
		return fmt.Sprintf("%.1f µs", us)
	default:
		return fmt.Sprintf("%.2f µs", us)
	}
}

func ratio(a, b float64) string { return strings.TrimSuffix(fmt.Sprintf("%.3f", a/b), "0") }
