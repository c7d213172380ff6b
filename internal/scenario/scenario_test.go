package scenario_test

import (
	"path/filepath"
	"testing"

	"usersync/internal/scenario"
)

func folders(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/scenarios/*")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestScenarios(t *testing.T) {
	for _, folder := range folders(t) {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			story, err := scenario.Read(folder)
			if err != nil {
				t.Fatal(err)
			}
			scenario.Play(t, story, newStage(t))
		})
	}
}
