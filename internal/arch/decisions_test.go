package arch_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDecisionsHaveNumbersOfTheirOwn: a record is cited by its number, so no two may have the same, and the index names each.
func TestDecisionsHaveNumbersOfTheirOwn(t *testing.T) {
	const folder = "../../docs/decisions"
	index, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := filepath.Glob(filepath.Join(folder, "0*.md"))
	if err != nil || len(records) == 0 {
		t.Fatal("no records", err)
	}
	taken := map[string]string{}
	for _, path := range records {
		name := filepath.Base(path)
		number, _, _ := strings.Cut(name, "-")
		if other, twice := taken[number]; twice {
			t.Errorf("%s and %s have one number", other, name)
		}
		taken[number] = name
		if !strings.Contains(string(index), name) {
			t.Errorf("the index does not name %s", name)
		}
	}
}
