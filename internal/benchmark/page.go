package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// writePage writes what was measured, for people.
func writePage(o options, in inputs, r results, units []useCase, all companies) error {
	var p page
	machine, err := describe(o)
	if err != nil {
		return err
	}
	p.text("# Benchmarks\n\nWritten by `make bench`; do not edit. %s", machine)
	p.text("Numbers are processor time, user and system, as each process counts its own: medians of %d rounds in which the subjects took turns, with the same inputs ([`internal/benchmark/inputs.json`](../internal/benchmark/inputs.json)). "+
		"Our server answers without what comes after a change (resolver, mails), which the peers have nothing of. Everything that it promises is kept: names are unique, totals exact, memberships change on both sides in one transaction.", o.rounds)
	p.text("## Goals")
	p.row("goal", "what", "usersync", "compared with", "ratio", "at most", "reached")
	p.rule("---", "---", "--:", "--:", "--:", "--:", "---")
	for _, v := range append(goals(r, in), all.goals()...) {
		p.row(v.id, v.what, v.ours, v.other, v.ratio, v.goal, yes(v.reached))
	}
	p.text("\n## Request units (P6)\n\nWhat DynamoDB would charge, as the engine meters it, and calls one after the other. The goals leave room for audit and events, which are not written yet. " +
		"`TestUseCasesCostWhatTheyCost` in `internal/benchmark` holds the numbers.")
	p.row("use case", "read", "at most", "write", "at most", "calls", "at most", "reached")
	p.rule("---", "--:", "--:", "--:", "--:", "--:", "--:", "---")
	for _, u := range units {
		p.row(u.name, fmt.Sprint(u.spent.Read), most(u.goal.Read, u.free), fmt.Sprint(u.spent.Write), most(u.goal.Write, false),
			fmt.Sprint(u.spent.Calls), most(float64(u.goal.Calls), u.goal.Calls == 0), yes(u.reached()))
	}
	p.text("\n## Requests over HTTP\n\nA client of 8 connections; the processor time of the server for one request, and for one row of a list.")
	p.table(r, append(append([]string{}, requests...), "list"), ours, onFile, jackson, scimmy)
	p.text("\n## Functions\n\nFilters and PATCH in the process itself. The library has the members of a group as a list in memory; ours are stored, both sides of each membership with the user's fence, on the memory engine.")
	p.table(r, functionNames(in), ours, parser)
	p.text("\n## Rules\n\nWhat one user gets by 1,000 rules, the user being in 50 groups of 1,000 that have a rule each, 200 users taking turns. All engines have decided the same on everybody before anything is timed. " +
		"Ours is what `rule.Set.Quick` says: products, slots and who gives them. It asks for no memory (`TestQuickNeedsNoMemory`). The engines say which rules match, each in the fastest way that was found to ask it " +
		"([`tools/bench/rules`](../tools/bench/rules)).")
	p.table(r, []string{ruleName}, ours, celGo, opa, cedarGo)
	all.write(&p)
	if err := os.WriteFile(o.page, []byte(p.String()), 0o644); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

// page is Markdown in the making.
type page struct{ strings.Builder }

func (p *page) text(format string, args ...any) { fmt.Fprintf(p, format+"\n\n", args...) }

func (p *page) row(cells ...string) { fmt.Fprintf(p, "| %s |\n", strings.Join(cells, " | ")) }

func (p *page) rule(cells ...string) { fmt.Fprintf(p, "|%s|\n", strings.Join(cells, "|")) }

// table has a row for each name and a column for each subject.
func (p *page) table(r results, names []string, subjects ...string) {
	p.row(append([]string{""}, subjects...)...)
	p.rule(append([]string{"---"}, strings.Split(strings.Repeat("--: ", len(subjects))[:4*len(subjects)-1], " ")...)...)
	for _, name := range names {
		cells := []string{name}
		for _, s := range subjects {
			cells = append(cells, micro(r.median(s, name)))
		}
		p.row(cells...)
	}
}

func functionNames(in inputs) (names []string) {
	for _, name := range filterNames(in) {
		names = append(names, "parse/"+name)
	}
	for _, name := range filterNames(in) {
		names = append(names, "evaluate/"+name)
	}
	for _, name := range patchNames(in) {
		names = append(names, "patch/"+name)
	}
	for _, size := range in.Groups {
		names = append(names, fmt.Sprintf("member-add/%d", size), fmt.Sprintf("member-remove/%d", size))
	}
	return names
}

func yes(reached bool) string {
	if reached {
		return "yes"
	}
	return "**no**"
}

func most(n float64, free bool) string {
	if free {
		return "-"
	}
	return fmt.Sprint(n)
}

// describe names the machine and the peers by their versions.
func describe(o options) (string, error) {
	node, err := exec.Command(o.node, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask Node for its version: %w", err)
	}
	text, err := os.ReadFile("tools/bench/package.json")
	if err != nil {
		return "", err
	}
	var peers struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := json.Unmarshal(text, &peers); err != nil {
		return "", err
	}
	var names []string
	for _, name := range []string{"@boxyhq/saml-jackson", "scimmy", "scimmy-routers", "scim2-parse-filter", "scim-patch"} {
		names = append(names, name+" "+peers.Dependencies[name])
	}
	engines, err := ruleEngines()
	if err != nil {
		return "", err
	}
	names = append(names, engines...)
	return fmt.Sprintf("The machine: %d cores, %s, Node %s. The peers: %s.",
		runtime.NumCPU(), runtime.Version(), strings.TrimSpace(string(node)), strings.Join(names, ", ")), nil
}
