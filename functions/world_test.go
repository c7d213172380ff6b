package functions_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/apptest"
	"usersync/internal/inproc"
	"usersync/internal/lambdatest"
	"usersync/internal/localcloud"
	"usersync/internal/store"
)

// bootstraps is the folder of the functions, built once for all tests of this package.
var bootstraps string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "usersync-functions")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	bootstraps = dir
	if err := lambdatest.Build(dir, "./functions/..."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// world is the sample account with everything that a function needs around it.
type world struct {
	*localcloud.Surroundings
	t       *testing.T
	store   *store.Store
	account access.Account
	logs    string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	around := localcloud.Surround(t)
	return &world{Surroundings: around, t: t, store: store.New(around.Table), account: inproc.AccountOf(apptest.SampleAccount)}
}

// invoke feeds an event to the real bootstrap of a function.
func (w *world) invoke(function string, event json.RawMessage) (json.RawMessage, error) {
	w.t.Helper()
	s, err := lambdatest.Start(lambdatest.Function{
		Name: "usersync-dev-" + function, Path: filepath.Join(bootstraps, function), Env: w.Env(function), Timeout: 20 * time.Second,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	answer, err := s.Invoke(w.t.Context(), event)
	_ = s.Close()
	w.logs = s.Logs()
	w.t.Cleanup(func() {
		if w.t.Failed() {
			w.t.Logf("log of %s:\n%s", function, w.logs)
		}
	})
	return answer, err
}

func (w *world) ctx() context.Context { return w.t.Context() }

// exit starts a function that is to refuse, and returns its log.
func exit(t *testing.T, function string, env map[string]string) string {
	t.Helper()
	s, err := lambdatest.Start(lambdatest.Function{Name: function, Path: filepath.Join(bootstraps, function), Env: env, Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	_, err = s.Invoke(t.Context(), []byte("{}"))
	var failed *lambdatest.FunctionError
	if !errors.As(err, &failed) || failed.Type != "Runtime.ExitError" {
		t.Errorf("it starts: %v", err)
	}
	return s.Logs()
}

// sampleEvent reads one of the sample events.
func sampleEvent(t *testing.T, file string) []byte {
	t.Helper()
	event, err := os.ReadFile(filepath.Join("..", "events", file))
	if err != nil {
		t.Fatal(err)
	}
	return event
}
