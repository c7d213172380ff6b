package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// expectation is what is asked of the product, and what it shall say. Of objects only the members that are named count; lists are compared whole.
type expectation struct {
	Users     map[string]any `yaml:"users"`     // account users; none: there is no such
	Directory map[string]any `yaml:"directory"` // users that the provider pushed; none: there is no such
	Mails     list           `yaml:"mails"`     // all that ever went out, by name: "ann default en"
	Seats     object         `yaml:"seats"`     // "1 of 2", "3 of unlimited"
	Waiting   map[string]any `yaml:"waiting"`   // who stands in a line, in order
	Failures  list           `yaml:"failures"`  // the whole board: "out_of_seats ben cid"
	Rules     list           `yaml:"rules"`     // what is live, strongest first
	Draft     list           `yaml:"draft"`     // how it differs from what is live: "sales changed"; empty: there is none
	Plan      map[string]any `yaml:"plan"`      // a plan, by its name
	Changes   map[string]any `yaml:"changes"`   // of a plan, by its name: everybody whom it would change, and how
	Holds     list           `yaml:"holds"`     // newest first: "plan open, 3 users"
	Held      map[string]any `yaml:"held"`      // who is in a hold: "the hold" is the only open one
	Run       any            `yaml:"run"`       // the newest run
	Runs      list           `yaml:"runs"`      // newest first: "full done"
	Results   list           `yaml:"results"`   // of "the run": everybody, and what was found
	Timeline  map[string]any `yaml:"timeline"`  // of a user, newest first
	Sync      any            `yaml:"sync"`      // the sync page
	Get       map[string]any `yaml:"get"`       // anything else, by its path
}

const none = "none"

// expect asks for everything that is expected, and lists all that is otherwise.
func (p *player) expect(e expectation) error {
	var wrong []string
	add := func(where string, want any, got func() (any, error)) {
		if have, err := got(); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", where, err))
		} else {
			wrong = append(wrong, match(where, want, have)...)
		}
	}
	for _, noun := range p.nouns(e) {
		for _, name := range slices.Sorted(maps.Keys(noun.want)) {
			add(strings.TrimSpace(noun.name+" "+name), noun.want[name], func() (any, error) { return noun.got(name) })
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("not as expected:\n\t%s", strings.Join(wrong, "\n\t"))
	}
	return nil
}

// noun is a member of an expectation: what is wanted by name, and how to ask for one.
type noun struct {
	name string
	want map[string]any
	got  func(name string) (any, error)
}

func (p *player) nouns(e expectation) []noun {
	return []noun{
		{"user", filled(e.Users), p.user},
		{"directory user", e.Directory, p.directoryUser},
		{"mails", alone(p.wantedMails(e.Mails)), func(string) (any, error) { return p.mails(), nil }},
		{"seats of", e.Seats, p.seats},
		{"line of", e.Waiting, p.line},
		{"failures", alone(e.Failures), func(string) (any, error) { return p.failures() }},
		{"rules", alone(e.Rules), func(string) (any, error) { return p.rules() }},
		{"draft", alone(e.Draft), func(string) (any, error) { return p.draft() }},
		{"plan", e.Plan, func(name string) (any, error) { return p.read("/plans/{" + name + "}") }},
		{"changes of", e.Changes, func(name string) (any, error) { return p.changes(name) }},
		{"holds", alone(e.Holds), func(string) (any, error) { return p.holds() }},
		{"held in", e.Held, p.held},
		{"newest run", one(e.Run), func(string) (any, error) { return p.newestRun() }},
		{"runs", alone(e.Runs), func(string) (any, error) { return p.runs() }},
		{"results", alone(e.Results), func(string) (any, error) { return p.results() }},
		{"timeline of", e.Timeline, p.timeline},
		{"sync", one(e.Sync), func(string) (any, error) { return p.read("/sync") }},
		{"", e.Get, func(path string) (any, error) { return p.read(path) }},
	}
}

// one is something that is expected once, if at all.
func one(want any) map[string]any {
	if want == nil {
		return nil
	}
	return map[string]any{"": want}
}

// alone is a list that is expected once, and may be empty.
func alone(want list) map[string]any {
	if want == nil {
		return nil
	}
	return map[string]any{"": anys(want)}
}

func anys[T any](all []T) []any {
	out := make([]any, len(all))
	for i, item := range all {
		out[i] = item
	}
	return out
}

// compare fails with what is not as expected.
func (p *player) compare(where string, want, got any) error {
	if wrong := match(where, want, got); len(wrong) > 0 {
		return fmt.Errorf("not as expected:\n\t%s", strings.Join(wrong, "\n\t"))
	}
	return nil
}
