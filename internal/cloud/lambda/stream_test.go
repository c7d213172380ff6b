package lambda_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"usersync/internal/cloud/lambda"
	"usersync/internal/provision"
	"usersync/internal/store"
	"usersync/internal/table"
)

// goOnFrom plays a batch and returns the sequence number that is reported, or "".
func goOnFrom(t testing.TB, ctx context.Context, log *journal, relay func(context.Context, []table.Change) error, event json.RawMessage) string {
	t.Helper()
	answer, err := lambda.Stream(relay, lambda.StreamOptions{Log: log.logger(), Now: atNoon})(ctx, event)
	if err != nil {
		t.Fatal(err)
	}
	report := answer.(events.DynamoDBEventResponse)
	switch {
	case report.BatchItemFailures == nil || len(report.BatchItemFailures) > 1:
		t.Fatalf("Lambda would start over: %+v", report)
	case len(report.BatchItemFailures) == 0:
		return ""
	case report.BatchItemFailures[0].ItemIdentifier == "":
		t.Fatal("an empty number means the whole batch")
	}
	return report.BatchItemFailures[0].ItemIdentifier
}

// images are stream records, one an element, numbered from 1.
func images(records ...string) json.RawMessage {
	for i, r := range records {
		records[i] = fmt.Sprintf(`{"eventSource":"aws:dynamodb","eventName":%s,"SequenceNumber":"%d"}}`, r, i+1)
	}
	return json.RawMessage(`{"Records":[` + strings.Join(records, ",") + `]}`)
}

// inserted is the record of a new item under a partition key.
func inserted(p string) string {
	return `"INSERT","dynamodb":{"Keys":{"P":{"S":"` + p + `"},"S":{"S":"s"}},"NewImage":{"P":{"S":"` + p + `"},"S":{"S":"s"},"n":{"N":"7"}}`
}

func TestRecordsAreReadAsTheLocalEngineDeliversThem(t *testing.T) {
	keys := `"dynamodb":{"Keys":{"P":{"S":"p"},"S":{"S":"s"}},`
	event := images(
		`"INSERT",`+keys+`"NewImage":{"P":{"S":"p"},"S":{"S":"s"},"s":{"S":"ü"},"e":{"S":""},"n":{"N":"-9223372036854775808"},"t":{"BOOL":true},"f":{"BOOL":false},"b":{"B":"AP8="}}`,
		`"MODIFY",`+keys+`"NewImage":{"P":{"S":"p"},"S":{"S":"s"},"n":{"N":"2"}},"OldImage":{"P":{"S":"p"},"S":{"S":"s"}}`,
		`"REMOVE",`+keys+`"OldImage":{"P":{"S":"p"},"S":{"S":"s"},"n":{"N":"2"}}`,
	)
	var got []table.Change
	relay := func(_ context.Context, changes []table.Change) error {
		got = append(got, changes...)
		return nil
	}
	if from := goOnFrom(t, context.Background(), &journal{}, relay, event); from != "" {
		t.Errorf("go on from %s", from)
	}
	key := table.Key{Table: table.Core, P: "p", S: "s"}
	want := []table.Change{
		{Key: key, New: table.Attrs{
			"s": table.S("ü"), "e": table.S(""), "n": table.N(-1 << 63), "t": table.Bool(true), "f": table.Bool(false), "b": table.B([]byte{0, 255}),
		}},
		{Key: key, Old: table.Attrs{}, New: table.Attrs{"n": table.N(2)}},
		{Key: key, Old: table.Attrs{"n": table.N(2)}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheFirstChangeThatCannotBeRelayedIsReported(t *testing.T) {
	busy := errors.New("busy")
	for _, tt := range []struct {
		name     string
		bad      string // partitions that fail
		together bool   // the batch as a whole fails always
		panics   bool
		want     string
		relayed  string
	}{
		{"none", "", false, false, "", "abcd"},
		{"the first", "a", false, false, "1", ""},
		{"one in the middle", "c", false, false, "3", "ab"},
		{"several", "bd", false, false, "2", "a"},
		{"only the whole at once", "", true, false, "", "abcd"},
		{"by a panic", "d", false, true, "4", "abc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var relayed string
			relay := func(_ context.Context, changes []table.Change) error {
				for _, c := range changes {
					switch bad := strings.Contains(tt.bad, c.Key.P) && tt.bad != ""; {
					case bad && tt.panics:
						panic("no such thing")
					case bad || tt.together && len(changes) > 1:
						return busy
					}
				}
				for _, c := range changes {
					relayed += c.Key.P
				}
				return nil
			}
			var log journal
			event := images(inserted("a"), inserted("b"), inserted("c"), inserted("d"))
			if from := goOnFrom(t, context.Background(), &log, relay, event); from != tt.want || relayed != tt.relayed {
				t.Errorf("go on from %q, relayed %q", from, relayed)
			}
			if tt.want != "" {
				log.mentions(t, "stream stands still", `"sequence":"`+tt.want+`"`)
			}
		})
	}
}

func TestARecordThatCannotBeReadTakesNoneAlong(t *testing.T) {
	keys := `"dynamodb":{"Keys":{"P":{"S":"p"},"S":{"S":"s"}},`
	for name, record := range map[string]string{
		"a list":             `"INSERT",` + keys + `"NewImage":{"x":{"L":[]}}`,
		"a set":              `"INSERT",` + keys + `"NewImage":{"x":{"SS":["secret"]}}`,
		"null":               `"INSERT",` + keys + `"NewImage":{"x":{"NULL":true}}`,
		"a fraction":         `"INSERT",` + keys + `"NewImage":{"x":{"N":"1.5"}}`,
		"a number too large": `"INSERT",` + keys + `"NewImage":{"x":{"N":"9223372036854775808"}}`,
		"a bare number":      `"INSERT",` + keys + `"NewImage":{"x":{"N":1}}`,
		"no base64":          `"INSERT",` + keys + `"NewImage":{"x":{"B":"secret!"}}`,
		"no string":          `"INSERT",` + keys + `"NewImage":{"x":{"S":null}}`,
		"two types":          `"INSERT",` + keys + `"NewImage":{"x":{"S":"secret","N":"1"}}`,
		"no type":            `"INSERT",` + keys + `"NewImage":{"x":"secret"}`,
		"an old image":       `"MODIFY",` + keys + `"NewImage":{},"OldImage":{"x":{"M":{}}}`,
		"no images":          `"MODIFY",` + keys + `"x":1`,
		"one image":          `"MODIFY",` + keys + `"NewImage":{}`,
		"no new one":         `"INSERT",` + keys + `"OldImage":{}`,
		"no event":           `"",` + keys + `"OldImage":{}`,
		"no key":             `"INSERT","dynamodb":{"Keys":{"P":{"S":"p"}},"NewImage":{}`,
		"another's key":      `"INSERT","dynamodb":{"Keys":{"P":{"N":"1"},"S":{"S":"s"}},"NewImage":{}`,
	} {
		var relayed int
		relay := func(_ context.Context, changes []table.Change) error {
			relayed += len(changes)
			return nil
		}
		var log journal
		if from := goOnFrom(t, context.Background(), &log, relay, images(inserted("a"), record, inserted("b"))); from != "" || relayed != 2 {
			t.Errorf("%s: go on from %q, relayed %d", name, from, relayed)
		}
		log.mentions(t, "cannot be read", `"sequence":"2"`, `"RecordsParked":1`)
		if strings.Contains(log.String(), "secret") {
			t.Errorf("%s: the log holds data: %s", name, log.String())
		}
		if from := goOnFrom(t, context.Background(), &log, relay, images(record)); from != "" {
			t.Errorf("%s alone: go on from %q", name, from)
		}
	}
}

func TestNothingIsRelayedWhenTimeIsOver(t *testing.T) {
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(lambda.Margin))
	defer cancel()
	relay := func(context.Context, []table.Change) error {
		t.Error("relayed")
		return nil
	}
	if from := goOnFrom(t, ctx, &journal{}, relay, images(inserted("a"))); from != "1" {
		t.Errorf("go on from %q", from)
	}
}

// TestTheSampleChangesCallForWork reads the samples as the product does.
func TestTheSampleChangesCallForWork(t *testing.T) {
	for name, want := range map[string][]provision.SignalKind{
		"relay-bell":         {provision.BellRung}, // once: the second change meets a bell that rings
		"relay-run-and-mail": {provision.RunCreated, provision.MailDue, provision.JournalCreated},
	} {
		var kinds []provision.SignalKind
		relay := func(_ context.Context, changes []table.Change) error {
			for _, c := range changes {
				if s, ok := store.Signal(c, lambda.AccountOf); ok {
					kinds = append(kinds, s.Kind)
					if s.Account.ID() != account {
						t.Errorf("%s: of account %q", name, s.Account.ID())
					}
				}
			}
			return nil
		}
		if from := goOnFrom(t, context.Background(), &journal{}, relay, sample(t, name)); from != "" || !slices.Equal(kinds, want) {
			t.Errorf("%s: %v, want %v; go on from %q", name, kinds, want, from)
		}
	}
}

func FuzzStream(f *testing.F) {
	f.Add([]byte(sample(f, "relay-bell")))
	f.Add([]byte(sample(f, "relay-run-and-mail")))
	f.Fuzz(func(t *testing.T, event []byte) {
		h := lambda.Stream(func(_ context.Context, changes []table.Change) error {
			for _, c := range changes {
				if c.Key.P == "" || c.Key.S == "" || c.Old == nil && c.New == nil {
					t.Errorf("a change of nothing: %+v", c)
				}
			}
			return nil
		}, lambda.StreamOptions{Log: (&journal{}).logger(), Now: atNoon})
		if answer, err := h(context.Background(), event); err == nil && answer.(events.DynamoDBEventResponse).BatchItemFailures == nil {
			t.Error("Lambda would start over")
		}
	})
}
