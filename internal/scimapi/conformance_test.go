package scimapi_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	named    = regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w+)`")
	point    = regexp.MustCompile("`(\\d\\d)_(\\w+)`")
)

// A table of tests is worth what its names are worth.
func TestTheConformanceTableNamesTestsThatExist(t *testing.T) {
	document, err := os.ReadFile("../../docs/scim-conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	source, exists := testsBelow(t, "..")
	for _, match := range named.FindAllStringSubmatch(string(document), -1) {
		if !exists[match[1]] {
			t.Errorf("there is no %s", match[1])
		}
	}
	points := map[string]bool{}
	for _, match := range point.FindAllStringSubmatch(string(document), -1) {
		points[match[1]] = true
		if !strings.Contains(source, `{"`+match[2]+`", (*house)`) {
			t.Errorf("no point is called %s", match[2])
		}
	}
	if len(points) != 40 {
		t.Errorf("%d points are in the table", len(points))
	}
}

// testsBelow is the text of all tests below a directory, and the names of them.
func testsBelow(t *testing.T, root string) (source string, names map[string]bool) {
	t.Helper()
	var all strings.Builder
	names = map[string]bool{}
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
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
	for _, match := range testFunc.FindAllStringSubmatch(all.String(), -1) {
		names[match[1]] = true
	}
	return all.String(), names
}
