package rule_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sentence is one of the rules' description, with what shows that it holds: scenario folders here and in package plan, and tests elsewhere.
type sentence struct {
	Section   int      `json:"section"`
	Sentence  string   `json:"sentence"`
	Scenarios []string `json:"scenarios"` // folders of testdata/scenarios
	Plan      []string `json:"plan"`      // folders of ../plan/testdata/scenarios
	Tests     []string `json:"tests"`     // "package/TestName"
}

// Every sentence has something that shows it, everything that is named is there, and no scenario stands for nothing.
func TestEverySentenceIsShown(t *testing.T) {
	var sentences []sentence
	read(t, "testdata", "sentences.json", &sentences)
	var shown []string
	for _, s := range sentences {
		if len(s.Scenarios)+len(s.Plan)+len(s.Tests) == 0 {
			t.Errorf("nothing shows %q", s.Sentence)
		}
		shown = append(shown, s.Scenarios...)
		folders(t, "testdata/scenarios", s.Scenarios)
		folders(t, "../plan/testdata/scenarios", s.Plan)
		for _, name := range s.Tests {
			testIsThere(t, name)
		}
	}
	all, err := filepath.Glob("testdata/scenarios/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range all {
		if !slices.Contains(shown, filepath.Base(folder)) {
			t.Errorf("%s stands for no sentence of testdata/sentences.json", folder)
		}
	}
}

func folders(t *testing.T, root string, names []string) {
	t.Helper()
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(root, name, "expected.json")); err != nil {
			t.Errorf("there is no scenario %s: %v", name, err)
		}
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
