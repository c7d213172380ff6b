package queue_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"usersync/internal/cloud/lambda"
	"usersync/internal/cloud/queue"
	"usersync/internal/fault"
	"usersync/internal/job"
)

var _ lambda.Receipts = (*queue.Queues)(nil)

// call is one request as SQS reads it.
type call struct {
	Action            string
	QueueURL          string `json:"QueueUrl"`
	ReceiptHandle     string
	VisibilityTimeout *int
	Entries           []struct {
		ID             string `json:"Id"`
		MessageBody    string
		MessageGroupID string `json:"MessageGroupId"`
		DelaySeconds   int
		ReceiptHandle  string
	}
}

// standIn is an SQS that notes what it is asked.
type standIn struct {
	*queue.Queues
	calls []call
	// refuse says which entries of a call are refused; an entry "*" fails the whole call.
	refuse func(calls int, c call) (ids []string)
}

func newStandIn(t *testing.T, refuse func(calls int, c call) []string) *standIn {
	t.Helper()
	s := &standIn{refuse: refuse}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client := sqs.New(sqs.Options{
		Region: "eu-west-1", BaseEndpoint: &server.URL, Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
	s.Queues = &queue.Queues{Client: client, URLs: map[job.Queue]string{
		job.Hot:  "https://sqs.eu-west-1.amazonaws.com/123456789012/usersync-dev-hot",
		job.Bulk: "https://sqs.eu-west-1.amazonaws.com/123456789012/usersync-dev-bulk",
	}}
	return s
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := call{Action: strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS.")}
	if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
		http.Error(w, "no JSON", http.StatusBadRequest)
		return
	}
	s.calls = append(s.calls, c)
	var refused []string
	if s.refuse != nil {
		refused = s.refuse(len(s.calls), c)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if slices.Contains(refused, "*") {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, `{"__type":"com.amazonaws.sqs#RequestThrottled","message":"slow down"}`)
		return
	}
	failed := []map[string]any{}
	for _, id := range refused {
		failed = append(failed, map[string]any{"Id": id, "Code": "InternalError", "SenderFault": false})
	}
	json.NewEncoder(w).Encode(map[string]any{"Successful": []any{}, "Failed": failed})
}

// sizes is how many entries each call had.
func (s *standIn) sizes() (sizes []int) {
	for _, c := range s.calls {
		sizes = append(sizes, len(c.Entries))
	}
	return sizes
}

const account = "01JD8Q3V5TBC4X7N2M6R9K0HWE"

func messages(n int) []job.Message {
	out := make([]job.Message, n)
	for i := range out {
		out[i] = job.Message{Kind: job.ResolveUser, Account: account, User: fmt.Sprint(i), Version: 7}
	}
	return out
}

func TestMessagesGoInTens(t *testing.T) {
	s := newStandIn(t, nil)
	if err := s.Send(context.Background(), job.Hot, messages(23)...); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.sizes(), []int{10, 10, 3}) {
		t.Errorf("calls of %v", s.sizes())
	}
	n := 0
	for _, c := range s.calls {
		if c.Action != "SendMessageBatch" || !strings.HasSuffix(c.QueueURL, "usersync-dev-hot") {
			t.Errorf("call %+v", c)
		}
		for _, e := range c.Entries {
			var m job.Message
			if err := json.Unmarshal([]byte(e.MessageBody), &m); err != nil || m != messages(23)[n] || len(e.MessageBody) > 300 {
				t.Errorf("message %d: %s", n, e.MessageBody)
			}
			if e.MessageGroupID != account || e.DelaySeconds != 0 {
				t.Errorf("message %d: group %q, delay %d", n, e.MessageGroupID, e.DelaySeconds)
			}
			n++
		}
	}
	if err := s.Send(context.Background(), job.Hot); err != nil || len(s.calls) != 3 {
		t.Errorf("nothing to send: %d calls, %v", len(s.calls), err)
	}
}

func TestWaitsAreCutToWhatSQSCanDo(t *testing.T) {
	for after, want := range map[time.Duration]int{-time.Hour: 0, 0: 0, time.Millisecond: 1, 90 * time.Second: 90, 15 * time.Minute: 900, time.Hour: 900} {
		s := newStandIn(t, nil)
		if err := s.SendLater(context.Background(), job.Bulk, after, messages(1)...); err != nil || s.calls[0].Entries[0].DelaySeconds != want {
			t.Errorf("%v: %+v, %v", after, s.calls, err)
		}
	}
}

func TestWhatIsRefusedIsSentOnceMore(t *testing.T) {
	tests := []struct {
		name   string
		refuse func(calls int, c call) []string
		sizes  []int
		ok     bool
	}{
		{"two of the first ten, once", func(calls int, _ call) []string {
			if calls == 1 {
				return []string{"3", "7"}
			}
			return nil
		}, []int{10, 2, 2}, true},
		{"one, always", func(int, call) []string { return []string{"3"} }, []int{10, 1}, false},
		{"another the second time", func(calls int, _ call) []string { return [][]string{{"3", "7"}, {"7"}}[calls-1] }, []int{10, 2}, false},
		{"a whole call", func(int, call) []string { return []string{"*"} }, []int{10}, false},
		{"an unknown one", func(int, call) []string { return []string{"99"} }, []int{10, 2}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStandIn(t, tt.refuse)
			err := s.Send(context.Background(), job.Hot, messages(12)...)
			if !slices.Equal(s.sizes(), tt.sizes) || (err == nil) != tt.ok {
				t.Errorf("calls of %v, %v", s.sizes(), err)
			}
			if err != nil && (!fault.Is(err, fault.Unavailable) || fault.Code(err) != "queue") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestAQueueThatIsNotSetIsNamed(t *testing.T) {
	s := newStandIn(t, nil)
	if err := s.Send(context.Background(), job.Mail, messages(1)...); err == nil || !strings.Contains(err.Error(), `"mail"`) || len(s.calls) != 0 {
		t.Errorf("error %v", err)
	}
}
