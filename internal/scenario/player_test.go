package scenario_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"usersync/internal/scenario"
)

// witness is a test that may fail without failing its own.
type witness struct {
	testing.TB
	said string
}

func (w *witness) Helper() {}

func (w *witness) Fatalf(format string, args ...any) {
	w.said = fmt.Sprintf(format, args...)
	panic(errFatal)
}

// errFatal ends a story as Fatalf ends a test.
var errFatal = fmt.Errorf("the story failed")

// write makes a folder of a story.
func write(t *testing.T, given, steps string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{"about.txt": "About.\n\n> A sentence.\n", "given.yaml": given, "steps.yaml": steps} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const oneSeller = `
people: [ann]
groups: {Sales: [ann]}
products: [{key: meeting, seats: 1}]
rules: [{name: sales, group: Sales, products: [meeting]}]
`

// failure plays a story with one seller and returns what it fails with; "" where it does not.
func failure(t *testing.T, on scenario.Stage, steps string) string {
	t.Helper()
	story, err := scenario.Read(write(t, oneSeller, steps))
	if err != nil {
		t.Fatal(err)
	}
	w := &witness{TB: t}
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(errFatal) {
				panic(r)
			}
		}()
		scenario.Play(w, story, on)
	}()
	return w.said
}

// A story that expects what is not so fails, and says where.
func TestWhatIsNotAsExpectedIsSaid(t *testing.T) {
	tests := []struct{ steps, said string }{
		{`[{expect: {users: {ann: {state: suspended}}}}]`, "user ann.state is active, want suspended"},
		{`[{expect: {users: {ann: {products: []}}}}]`, "user ann.products is [meeting by sales], want []"},
		{`[{expect: {users: {ann: none}}}]`, "user ann is map["},
		{`[{expect: {users: {ben: none}}}]`, `nobody and nothing is called "ben" here`},
		{`[{expect: {mails: []}}]`, "mails is [ann default en], want []"},
		{`[{expect: {seats: {meeting: 0 of 1}}}]`, "seats of meeting is 1 of 1, want 0 of 1"},
		{`[{expect: {failures: [internal ann]}}]`, "failures is [], want [internal ann]"},
		{`[{expect: {waiting: {meeting: [ann]}}}]`, "line of meeting is [], want [ann]"},
		{`[{expect: {rules: []}}]`, "rules is [sales], want []"},
		{`[{expect: {draft: [sales changed]}}]`, "draft is [], want [sales changed]"},
		{`[{expect: {timeline: {ann: []}}}]`, "timeline of ann is [mail.sent mail.decided outcome inputs], want []"},
		{`[{expect: {sync: {enabled: false}}}]`, "sync.enabled is true, want false"},
		{`[{join: {Sales: ben}}]`, `nobody and nothing is called "ben" here`},
		{`[{remove product: meeting}]`, "409"},
		{`[{remove product: meeting, refused: 409 other}]`, `want the refusal "409 other"`},
		{`[{suspend: ann, refused: 409 in_use}]`, `want the refusal "409 in_use", got none`},
		{`[{suspend: ann, restore: ann}]`, "a step does exactly one thing"},
		{`[{note: nothing}]`, "a step does exactly one thing"},
	}
	for _, test := range tests {
		t.Run(test.steps, func(t *testing.T) {
			said := failure(t, newStage(t), test.steps)
			if !strings.Contains(said, test.said) {
				t.Errorf("it says %q, want %q", said, test.said)
			}
		})
	}
}

// mute has a mail service that shall report what it delivers, and does not.
type mute struct{ *stage }

func (mute) Reports() bool { return true }

// A mail that nobody hears of any more fails the story that looks at the timeline.
func TestReportsOfDeliveriesMustCome(t *testing.T) {
	const steps, want = `[{expect: {timeline: {ann: [mail.sent, mail.decided, outcome inputs]}}}]`, "0 mails are said to be delivered, want 1"
	if said := failure(t, mute{newStage(t)}, steps); !strings.Contains(said, want) {
		t.Errorf("it says %q, want %q", said, want)
	}
}

// A story with a word that nobody knows is none.
func TestStoriesThatCannotBeRead(t *testing.T) {
	for steps, said := range map[string]string{
		`[{jump: high}]`:                      "field jump not found",
		`[{expect: {weather: fine}}]`:         "field weather not found",
		`{expect: {}}`:                        "cannot unmarshal",
		`[{wait: soon}]`:                      "cannot unmarshal",
		"[{push: [ann]}]\n---\n[{push: ann}]": "more than one document",
	} {
		if _, err := scenario.Read(write(t, "{}", steps)); err == nil || !strings.Contains(err.Error(), said) {
			t.Errorf("%s: %v, want %q", steps, err, said)
		}
	}
	if _, err := scenario.Read(t.TempDir()); err == nil {
		t.Error("an empty folder is a story")
	}
}
