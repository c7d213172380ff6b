package lambda_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/cloud/lambda"
)

// sample reads one of the sample events, which `sam local invoke` reads as well.
func sample(t testing.TB, name string) json.RawMessage {
	t.Helper()
	event, err := os.ReadFile(filepath.Join("..", "..", "..", "events", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return event
}

// account is the account of all samples.
const account = "01JD8Q3V5TBC4X7N2M6R9K0HWE"

// journal is a log to look into.
type journal struct{ bytes.Buffer }

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(j, nil)) }

// mentions fails the test unless every text is in the log.
func (j *journal) mentions(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(j.String(), text) {
			t.Errorf("the log does not mention %q:\n%s", text, j.String())
		}
	}
}

// noon is when every test takes place.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

// play calls a handler that must not fail.
func play(t testing.TB, h lambda.Handler, event json.RawMessage) any {
	t.Helper()
	answer, err := h(context.Background(), event)
	if err != nil {
		t.Fatalf("the invocation failed: %v", err)
	}
	return answer
}

// TestTheSampleKeys: a test that plays a sample to the whole product makes credentials of these texts.
func TestTheSampleKeys(t *testing.T) {
	for name, want := range map[string]string{"scim-list-filter": "samplescim", "admin-rules-list": "sampleadmi"} {
		var r seen
		play(t, lambda.HTTP(watch(t, &r), lambda.HTTPOptions{Log: (&journal{}).logger()}), sample(t, name))
		if id, ok := access.Parse(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")); !ok || id != want {
			t.Errorf("%s: key %q, well-formed %v", name, id, ok)
		}
	}
}

// TestAWrongTriggerIsNamed plays every kind of event to every kind of function.
func TestAWrongTriggerIsNamed(t *testing.T) {
	log := (&journal{}).logger()
	handlers := map[string]lambda.Handler{
		"scim-no-auth":     lambda.HTTP(nil, lambda.HTTPOptions{Log: log}),
		"resolver-hot":     lambda.Queue(nil, lambda.QueueOptions{Log: log}),
		"relay-bell":       lambda.Stream(nil, lambda.StreamOptions{Log: log}),
		"tick-minute":      lambda.Schedule(log),
		"admin-rules-list": lambda.HTTP(nil, lambda.HTTPOptions{Log: log}),
	}
	events := map[string]json.RawMessage{
		"nothing": json.RawMessage(`{}`), "null": json.RawMessage(`null`), "a list": json.RawMessage(`[]`), "no JSON": json.RawMessage(`{"a`),
		"records of a text": json.RawMessage(`{"Records":"x","httpMethod":1,"detail-type":2}`),
	}
	for _, other := range []string{"resolver-hot", "relay-bell", "scim-no-auth", "tick-minute"} {
		events[other] = sample(t, other)
	}
	for function, handler := range handlers {
		for name, event := range events {
			if name == function || name == "scim-no-auth" && function == "admin-rules-list" {
				continue
			}
			if _, err := handler(context.Background(), event); err == nil || !strings.Contains(err.Error(), "check which trigger") {
				t.Errorf("%s took %s: %v", function, name, err)
			}
		}
	}
}
