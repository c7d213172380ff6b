package main_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"usersync/internal/apptest"
)

// binary is the product, built once for all tests of this package.
var binary string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "usersync-test")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if binary, err = apptest.Build(dir, "usersync/cmd/usersync"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// serve starts the product on a new data folder and waits until it is ready.
func serve(t testing.TB, args ...string) *apptest.Process {
	t.Helper()
	return apptest.Serve(t, binary, args...)
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}
