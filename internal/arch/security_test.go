package arch_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testFunction = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	namedTest    = regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w+)`")
	namedStory   = regexp.MustCompile("`(S\\d\\d_\\w+)`")
	story        = regexp.MustCompile(`"(S\d\d_\w+)"`)
)

// A table of tests is worth what its names are worth: each is there, and none is missing in the table.
func TestSecurityTableNamesTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	document, source := string(text), testSource(t)
	tests, stories := namesIn(testFunction, source), namesIn(story, source)
	for name := range namesIn(namedTest, document) {
		if !tests[name] {
			t.Errorf("there is no %s", name)
		}
	}
	told := namesIn(namedStory, document)
	for name := range told {
		if !stories[name] {
			t.Errorf("there is no subtest %s", name)
		}
	}
	for name := range stories {
		if !told[name] {
			t.Errorf("%s is not in the table", name)
		}
	}
	for n := 1; n <= 22; n++ {
		if !strings.Contains(document, fmt.Sprintf("\n| S%d |", n)) {
			t.Errorf("S%d is not in the table", n)
		}
	}
}

func namesIn(pattern *regexp.Regexp, text string) map[string]bool {
	names := map[string]bool{}
	for _, match := range pattern.FindAllStringSubmatch(text, -1) {
		names[match[1]] = true
	}
	return names
}

// testSource is the text of all tests below internal.
func testSource(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
