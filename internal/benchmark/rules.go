package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"
)

// The policy engines that rules are measured beside, as tools/bench/rules names them.
const (
	celGo   = "cel-go"
	opa     = "OPA"
	cedarGo = "cedar-go"
)

// ruleName is the name of the one thing that is measured of rules: to decide on one user.
const ruleName = "rules"

// rules measures the rules, ours and those of policy engines, in a program of its own: the engines are no part of this module.
func rules(ctx context.Context, o options, r results) error {
	for round := range o.rounds {
		log.Printf("rules, round %d of %d", round+1, o.rounds)
		program := exec.CommandContext(ctx, o.rules)
		program.Stderr = os.Stderr
		out, err := program.Output()
		if err != nil {
			return fmt.Errorf("policy engines: %w", err)
		}
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			var line struct {
				Subject, Name string
				NS            float64
			}
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
				return fmt.Errorf("policy engines: %w", err)
			}
			r.add(line.Subject, line.Name, line.NS)
		}
	}
	return nil
}

// ruleGoals are the goals for rules: users on one core in a second, and how many times as long the engines take.
func ruleGoals(r results) []verdict {
	mine := r.median(ours, ruleName)
	all := []verdict{{
		id: "P8", what: "rules, users in a second on one core", ours: fmt.Sprintf("%.2f million", 1e3/mine), goal: "1 million or more", reached: mine <= 1000,
	}}
	for _, peer := range []struct {
		name   string
		factor float64
	}{{celGo, 150}, {opa, 400}, {cedarGo, 1500}} {
		theirs := r.median(peer.name, ruleName)
		all = append(all, verdict{
			id: "P8", what: "rules, decision on one user", ours: micro(mine), other: peer.name + " " + micro(theirs), ratio: fmt.Sprintf("1/%.0f", theirs/mine),
			goal: fmt.Sprintf("1/%.0f", peer.factor), reached: mine*peer.factor <= theirs,
		})
	}
	return all
}

// ruleEngines names the engines by their versions.
func ruleEngines() (names []string, err error) {
	text, err := os.ReadFile("tools/bench/rules/go.mod")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		module, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, engine := range []struct{ module, name string }{{"cel.dev/cel-go", celGo}, {"github.com/open-policy-agent/opa", opa}, {"github.com/cedar-policy/cedar-go", cedarGo}} {
			if module == engine.module {
				names = append(names, engine.name+" "+strings.TrimPrefix(version, "v"))
			}
		}
	}
	return names, nil
}
