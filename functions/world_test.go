package functions_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/apptest"
	"usersync/internal/engine/dynamo"
	"usersync/internal/inproc"
	"usersync/internal/job"
	"usersync/internal/lambdatest"
	"usersync/internal/standin"
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

// world is the sample account in tables of its own, with queues and a mail service around it.
type world struct {
	t       *testing.T
	store   *store.Store
	account access.Account
	queues  map[job.Queue]*standin.Queue
	ses     *standin.SES
	known   map[string]string // values of variables that stand-ins give
	logs    string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	stand, sqs, ses := standin.Dynoxide(t), standin.NewSQS(t), standin.NewSES(t)
	names := stand.Tables(t)
	db := dynamo.New(stand.Client(), names)
	if err := apptest.Sample(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: store.New(db), account: inproc.AccountOf(apptest.SampleAccount), queues: map[job.Queue]*standin.Queue{}, ses: ses}
	w.known = map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB": stand.URL, "AWS_ENDPOINT_URL_SQS": sqs.URL, "AWS_ENDPOINT_URL_SESV2": ses.URL,
		"USERSYNC_TABLE_CORE": names.Core, "USERSYNC_TABLE_WORK": names.Work,
	}
	for _, name := range []job.Queue{job.Hot, job.Bulk, job.Mail} {
		q := sqs.Queue("usersync-dev-"+string(name), standin.QueueOptions{}) // as the events name them
		w.queues[name] = q
		w.known["USERSYNC_QUEUE_"+strings.ToUpper(string(name))] = q.URL
	}
	return w
}

// env is what events/env.json says for a function, with the stand-ins of this world in it.
func (w *world) env(function string) map[string]string {
	w.t.Helper()
	var all map[string]map[string]string
	text, err := os.ReadFile("../events/env.json")
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	env := all[strings.ToUpper(function[:1])+function[1:]]
	for name := range env {
		if value, ok := w.known[name]; ok {
			env[name] = value
		}
	}
	return env
}

// invoke feeds an event to the real bootstrap of a function.
func (w *world) invoke(function string, event json.RawMessage) (json.RawMessage, error) {
	w.t.Helper()
	s, err := lambdatest.Start(lambdatest.Function{
		Name: "usersync-dev-" + function, Path: filepath.Join(bootstraps, function), Env: w.env(function), Timeout: 20 * time.Second,
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

// messages is what is in a queue; each must be in its account's group.
func (w *world) messages(name job.Queue) []job.Message {
	w.t.Helper()
	var all []job.Message
	for _, kept := range w.queues[name].Messages() {
		var m job.Message
		if err := json.Unmarshal([]byte(kept.Body), &m); err != nil {
			w.t.Fatal(err)
		}
		if m.Account != apptest.SampleAccount || kept.Group != m.Account {
			w.t.Errorf("message %+v in group %q", m, kept.Group)
		}
		all = append(all, m)
	}
	return all
}

func (w *world) ctx() context.Context { return w.t.Context() }

// exit starts a function that is to refuse, and returns its log.
func exit(t *testing.T, function string, env map[string]string) string {
	t.Helper()
	s, err := lambdatest.Start(lambdatest.Function{Name: function, Path: filepath.Join(bootstraps, function), Env: env, Timeout: 5 * time.Second})
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
