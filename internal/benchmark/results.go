package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The subjects.
const (
	ours    = "usersync"      // on the memory engine, as the peers are
	onFile  = "usersync-file" // on the file engine, without waiting for the disk
	parser  = "scim2-parse-filter and scim-patch"
	jackson = "saml-jackson"
	scimmy  = "scimmy"
)

// results is nanoseconds of processor time for one operation: by subject, then by name, one for each round.
type results map[string]map[string][]float64

func (r results) add(subject, name string, ns float64) {
	if r[subject] == nil {
		r[subject] = map[string][]float64{}
	}
	r[subject][name] = append(r[subject][name], ns)
}

// median is the middle of the rounds; 0 when there are none.
func (r results) median(subject, name string) float64 {
	all := slices.Sorted(slices.Values(r[subject][name]))
	switch n := len(all); {
	case n == 0:
		return 0
	case n%2 == 0:
		return (all[n/2-1] + all[n/2]) / 2
	default:
		return all[n/2]
	}
}

// save writes a file for each subject, in the form that benchstat reads.
func (r results) save(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("save results: %w", err)
	}
	for subject, byName := range r {
		var text strings.Builder
		for _, name := range slices.Sorted(maps.Keys(byName)) {
			for _, ns := range byName[name] {
				fmt.Fprintf(&text, "Benchmark%s 1 %.1f cpu-ns/op\n", title(name), ns)
			}
		}
		file := filepath.Join(folder, strings.ReplaceAll(subject, " ", "-")+".txt")
		if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
			return fmt.Errorf("save results: %w", err)
		}
	}
	return nil
}

// title is a name with a capital, which Go's format of benchmarks asks for.
func title(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
