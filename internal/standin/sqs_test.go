package standin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/standin"
)

// ask makes an operation of SQS's JSON protocol and returns the answer, or the error's code.
func ask(t *testing.T, s *standin.SQS, operation, body string) (answer map[string]any, code string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "AmazonSQS."+operation)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if res.StatusCode == http.StatusOK {
		return answer, ""
	}
	text, _ := answer["__type"].(string)
	return answer, strings.TrimPrefix(text, "com.amazonaws.sqs#")
}

func TestSQSRefusesWhatSQSRefuses(t *testing.T) {
	s := standin.NewSQS(t)
	url := s.Queue("q", standin.QueueOptions{}).URL
	entries := func(n int, id string) string {
		list := make([]string, n)
		for i := range list {
			list[i] = `{"Id":"` + id + `","MessageBody":"m"}`
		}
		return `{"QueueUrl":"` + url + `","Entries":[` + strings.Join(list, ",") + `]}`
	}
	tests := []struct{ name, operation, body, code string }{
		{"no JSON", "SendMessage", "{", "InvalidParameterValue"},
		{"an unknown queue", "SendMessage", `{"QueueUrl":"` + url + `x","MessageBody":"m"}`, "QueueDoesNotExist"},
		{"an unknown operation", "PurgeQueue", `{"QueueUrl":"` + url + `"}`, "InvalidAction"},
		{"no body", "SendMessage", `{"QueueUrl":"` + url + `"}`, "InvalidParameterValue"},
		{"a delay of over 15 minutes", "SendMessage", `{"QueueUrl":"` + url + `","MessageBody":"m","DelaySeconds":901}`, "InvalidParameterValue"},
		{"a long group", "SendMessage", `{"QueueUrl":"` + url + `","MessageBody":"m","MessageGroupId":"` + strings.Repeat("g", 129) + `"}`, "InvalidParameterValue"},
		{"an empty batch", "SendMessageBatch", entries(0, ""), "EmptyBatchRequest"},
		{"eleven entries", "DeleteMessageBatch", strings.Replace(entries(11, "a"), `"a"`, `"b"`, 1), "BatchEntryIdsNotDistinct"},
		{"a strange id", "SendMessageBatch", entries(1, "a b"), "InvalidBatchEntryId"},
		{"a message that is not in flight", "ChangeMessageVisibility", `{"QueueUrl":"` + url + `","ReceiptHandle":"r","VisibilityTimeout":1}`, "MessageNotInflight"},
		{"no visibility", "ChangeMessageVisibility", `{"QueueUrl":"` + url + `","ReceiptHandle":"r"}`, "InvalidParameterValue"},
		{"no receipt", "DeleteMessage", `{"QueueUrl":"` + url + `"}`, "ReceiptHandleIsInvalid"},
	}
	for _, tt := range tests {
		if _, code := ask(t, s, tt.operation, tt.body); code != tt.code {
			t.Errorf("%s: %q, want %s", tt.name, code, tt.code)
		}
	}
	if answer, code := ask(t, s, "SendMessageBatch", entries(1, "a")); code != "" || len(answer["Successful"].([]any)) != 1 {
		t.Errorf("a good batch: %v", answer)
	}
}

func TestAMessageHidesComesBackAndIsGivenUp(t *testing.T) {
	s, now := standin.NewSQS(t), time.Now()
	s.Now = func() time.Time { return now }
	dead := s.Queue("dead", standin.QueueOptions{})
	q := s.Queue("q", standin.QueueOptions{Visibility: time.Minute, DeadLetter: dead, MaxReceive: 2})
	q.Send("body", "group", 10*time.Second)
	if got := q.Receive(10); len(got) != 0 {
		t.Fatalf("received before its time: %+v", got)
	}
	now = now.Add(10 * time.Second)
	first := q.Receive(10)
	if len(first) != 1 || first[0].Received != 1 || first[0].Group != "group" || len(q.Receive(10)) != 0 {
		t.Fatalf("received %+v", first)
	}
	if !q.Hide(first[0].Receipt, 5*time.Second) || q.Hidden(first[0].ID) != 5*time.Second {
		t.Error("it cannot be hidden for less time")
	}
	now = now.Add(5 * time.Second)
	second := q.Receive(10)
	if len(second) != 1 || second[0].Received != 2 || q.Delete(first[0].Receipt) || q.Hide(first[0].Receipt, 0) {
		t.Fatalf("received %+v, or an old receipt is good", second)
	}
	now = now.Add(time.Minute)
	if got := q.Receive(10); len(got) != 0 || len(dead.Messages()) != 1 || dead.Messages()[0].Body != "body" {
		t.Errorf("after two tries: %+v, dead %+v", got, dead.Messages())
	}
}
