package lambda_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/cloud/lambda"
	"usersync/internal/job"
	"usersync/internal/notify"
)

func TestReportsAreHandledEachForItself(t *testing.T) {
	d := newDesk(done)
	read := func(body []byte) (string, notify.Report, bool, error) {
		var m job.Message
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatal(err)
		}
		switch m.User {
		case "garbled":
			return "", notify.Report{}, false, errors.New("no event")
		case "foreign":
			return "", notify.Report{}, false, nil
		case "strange":
			return "no account", notify.Report{User: m.User}, true, nil
		default:
			return account, notify.Report{User: m.User, Intent: "welcome#1"}, true, nil
		}
	}
	var heard []string
	handle := func(_ context.Context, a access.Account, r notify.Report) job.Verdict {
		heard = append(heard, a.ID()+" "+r.User)
		if r.User == "again" {
			return job.Again(time.Minute, "busy")
		}
		return job.Done()
	}
	answer := play(t, lambda.Reports(read, handle, d.options), batchOf(
		record{"a", 1}, record{"garbled", 1}, record{"foreign", 1}, record{"strange", 1}, record{"again", 1}))
	if text, err := json.Marshal(answer); err != nil || string(text) != `{"batchItemFailures":[{"itemIdentifier":"id-again"}]}` {
		t.Errorf("answered %s, %v", text, err)
	}
	if !slices.Equal(heard, []string{account + " a", account + " again"}) {
		t.Errorf("heard %q", heard)
	}
	if !slices.Contains(d.steps, "park hot id-garbled undecodable") {
		t.Errorf("steps: %q", d.steps)
	}
}
