package main

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"usersync/internal/cli"
)

//go:generate go test . -run TestTheReferenceIsUpToDate -update

var update = flag.Bool("update", false, "write docs/cli.md anew")

// TestTheReferenceIsUpToDate holds docs/cli.md against what --help says.
func TestTheReferenceIsUpToDate(t *testing.T) {
	var want bytes.Buffer
	if err := cli.Reference(&want, &root{}); err != nil {
		t.Fatal(err)
	}
	const path = "../../docs/cli.md"
	if *update {
		if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("docs/cli.md is not what the commands say: run go generate ./cmd/usersync (%v)", err)
	}
}
