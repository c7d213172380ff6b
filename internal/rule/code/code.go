// Package code writes a rule set as text that people keep in files, YAML or JSON, and reads it back. Reading is strict: every fault is named by line and column,
// together with what package rule finds wrong with the rules themselves.
//
// It stores nothing, looks nothing up and mints no ids: what the directory and the account have, the caller says (Known). Comments are not kept, and which rules go
// live, and when, is for the caller to decide.
package code

import (
	"fmt"

	"usersync/internal/fault"
	"usersync/internal/rule"
)

// Limits of a file.
const (
	MaxBytes  = 1 << 20
	maxDepth  = 8  // levels; a rule set needs five
	maxFaults = 20 // that are named at once
)

// Mark is what the member "format" of a file says.
const Mark = "usersync/rules/1"

// Format is how a file is written.
type Format string

// The formats.
const (
	YAML Format = "yaml"
	JSON Format = "json"
)

// Known is what the names and ids in a file can refer to.
type Known struct {
	Policy *rule.Policy        // products, user groups, templates, assignable roles; its rules do not matter
	Named  map[string][]string // the directory groups that have a name, by the names that File.GroupNames lists
	Gone   map[string]bool     // directory groups, of those that File.GroupIDs lists, that there are not
}

// File is a rule set as it was read, before names are looked up.
type File struct {
	entries []entry
}

// entry is one rule of a file, and the node that it was read from.
type entry struct {
	rule      rule.Rule
	groupName string // only where there is no id
	node      *node
}

// Parse reads a file. fault.TooLarge above MaxBytes; fault.Malformed (invalid_rules_file) where it is no YAML or JSON, and fault.Invalid (invalid_rules) where
// it is no rule set; both name line and column.
func Parse(text []byte, format Format) (*File, error) {
	root, err := parse(text, format)
	if err != nil {
		return nil, err
	}
	r := &reader{}
	file := r.file(root)
	return file, r.err()
}

// GroupNames lists the names of directory groups that have to be looked up, each once.
func (f *File) GroupNames() []string {
	return once(f.entries, func(e entry) []string { return []string{e.groupName} })
}

// GroupIDs lists the ids of directory groups that the file names, in rules and their conditions, each once.
func (f *File) GroupIDs() []string {
	return once(f.entries, func(e entry) []string {
		return append([]string{e.rule.Group}, rule.ConditionGroups(e.rule.Condition)...)
	})
}

func once(entries []entry, of func(entry) []string) []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, e := range entries {
		for _, text := range of(e) {
			if !seen[text] {
				seen[text] = true
				out = append(out, text)
			}
		}
	}
	return out
}

// Rules are the rules of the file, strongest first, with names replaced by ids, each judged by rule.Check. A rule without an id in the file has none here. fault.Invalid
// (invalid_rules) names what is wrong by path, line and column: at most 20 faults.
func (f *File) Rules(known Known) ([]rule.Rule, error) {
	r := &reader{has: newInventory(known.Policy)}
	rules := make([]rule.Rule, len(f.entries))
	for i, e := range f.entries {
		rules[i] = r.named(e, known, fmt.Sprintf("rules[%d]", i))
	}
	policy := *known.Policy
	policy.Rules = rules
	for i, err := range rule.CheckAll(&policy) {
		r.judge(f.entries[i].node, err, fmt.Sprintf("rules[%d]", i))
	}
	return rules, r.err()
}

// Decode is Parse and File.Rules in one, for callers who know everything beforehand.
func Decode(text []byte, format Format, known Known) ([]rule.Rule, error) {
	file, err := Parse(text, format)
	if err != nil {
		return nil, err
	}
	return file.Rules(known)
}

func tooLarge() error {
	return fault.New(fault.TooLarge, "rules_file_too_large", "A file of rules has at most %d bytes.", MaxBytes)
}
