package scenario_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"usersync/internal/scenario"
)

// sentence is one of the product's description, from states to runs, with what shows that it holds: stories here, scenarios of the packages rule and plan, which
// need no more than those, and tests elsewhere.
type sentence struct {
	Section   int      `json:"section"`
	Sentence  string   `json:"sentence"`
	Scenarios []string `json:"scenarios"` // folders of testdata/scenarios
	Rule      []string `json:"rule"`      // folders of ../rule/testdata/scenarios
	Plan      []string `json:"plan"`      // folders of ../plan/testdata/scenarios
	Tests     []string `json:"tests"`     // "package/TestName"
}

func sentences(t *testing.T) []sentence {
	t.Helper()
	text, err := os.ReadFile("testdata/sentences.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []sentence
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// Every sentence has something that shows it, and everything that is named is there.
func TestEverySentenceIsShown(t *testing.T) {
	for _, s := range sentences(t) {
		if len(s.Scenarios)+len(s.Rule)+len(s.Plan)+len(s.Tests) == 0 {
			t.Errorf("nothing shows %q", s.Sentence)
		}
		for _, name := range s.Rule {
			isThere(t, "../rule/testdata/scenarios", name)
		}
		for _, name := range s.Plan {
			isThere(t, "../plan/testdata/scenarios", name)
		}
		for _, name := range s.Tests {
			testIsThere(t, name)
		}
	}
}

// A story shows the sentences that it quotes, word for word, and the list of sentences names it there.
func TestStoriesQuoteTheSentencesTheyShow(t *testing.T) {
	quoted := map[string][]string{}
	for _, folder := range folders(t) {
		story, err := scenario.Read(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, sentence := range story.Shows {
			quoted[sentence] = append(quoted[sentence], story.Name)
		}
	}
	for _, s := range sentences(t) {
		if !slices.Equal(quoted[s.Sentence], s.Scenarios) {
			t.Errorf("%q: testdata/sentences.json names %v, and about.txt of these quote it: %v", s.Sentence, s.Scenarios, quoted[s.Sentence])
		}
		delete(quoted, s.Sentence)
	}
	for sentence, stories := range quoted {
		t.Errorf("%v quote what is no sentence of testdata/sentences.json: %q", stories, sentence)
	}
}

func isThere(t *testing.T, root, name string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(root, name, "expected.json")); err != nil {
		t.Errorf("there is no scenario %s: %v", name, err)
	}
}

// testIsThere looks for a test function in another package of this module.
func testIsThere(t *testing.T, name string) {
	t.Helper()
	pkg, function, _ := strings.Cut(name, "/")
	files, err := filepath.Glob(filepath.Join("..", pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("\nfunc "+function+"(t *testing.T)")) {
			return
		}
	}
	t.Errorf("there is no test %s", name)
}
