package lambda_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"usersync/internal/cloud/lambda"
	"usersync/internal/job"
)

func TestWhatNobodyOfOursSentIsParked(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON": "hello", "half": `{"k":"resolve"`, "nothing": ``, "no kind": `{"a":"` + account + `"}`, "no account": `{"k":"resolve"}`,
		"the keys of another account": `{"k":"resolve","a":"01JD8Q3V5TBC4X7N2M6R9K0HW#"}`, "a wrong type": `{"k":"resolve","a":7}`,
	} {
		d := newDesk(done)
		event, _ := json.Marshal(events.SQSEvent{Records: []events.SQSMessage{{MessageId: "m", Body: body, EventSource: "aws:sqs", EventSourceARN: "arn:hot"}}})
		if failed := d.failed(t, context.Background(), event); len(failed) != 0 || !slices.Equal(d.steps, []string{"park hot m undecodable"}) {
			t.Errorf("%s: failed %q, steps %q", name, failed, d.steps)
		}
	}
}

func TestParkingIsLoggedAndCounted(t *testing.T) {
	var log journal
	message := job.Message{Kind: job.ResolveUser, Account: account, User: "u"}
	lambda.LogParked(log.logger(), atNoon)(context.Background(), lambda.Parked{Queue: "hot", Record: "m", Message: message, Reason: "gone"})
	var line struct {
		Level, Queue, Record, Kind, Account, User, Reason string
		RecordsParked                                     int
		AWS                                               struct {
			Timestamp         int64
			CloudWatchMetrics []struct {
				Namespace  string
				Dimensions [][]string
				Metrics    []struct{ Name, Unit string }
			}
		} `json:"_aws"`
	}
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line.Level != "ERROR" || line.Record != "m" || line.Kind != "resolve" || line.Account != account || line.User != "u" || line.Reason != "gone" {
		t.Errorf("line %s", log.String())
	}
	m := line.AWS.CloudWatchMetrics
	if line.AWS.Timestamp != noon.UnixMilli() || len(m) != 1 || m[0].Namespace != "usersync" || m[0].Dimensions[0][0] != "Queue" ||
		m[0].Metrics[0].Name != "RecordsParked" || line.RecordsParked != 1 || line.Queue != "hot" {
		t.Errorf("no metric: %s", log.String())
	}
}
