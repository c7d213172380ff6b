package standin

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Limits of SQS.
const (
	sqsBatch      = 10
	sqsBytes      = 1 << 20 // a message, and a batch
	sqsMaxDelay   = 900     // seconds
	sqsMaxHide    = 43200   // seconds
	sqsGroupChars = 128
)

// sqsError is an error as the JSON protocol writes it.
type sqsError struct {
	Code    string `json:"__type"`
	Message string `json:"message"`
}

func refusal(code, message string) *sqsError {
	return &sqsError{"com.amazonaws.sqs#" + code, message}
}

// request is what is read of any operation.
type request struct {
	QueueURL          string  `json:"QueueUrl"`
	Entries           []entry `json:"Entries"`
	entry                     // of operations without a batch
	VisibilityTimeout *int    `json:"VisibilityTimeout"`
}

type entry struct {
	ID                string `json:"Id"`
	MessageBody       string `json:"MessageBody"`
	DelaySeconds      int    `json:"DelaySeconds"`
	MessageGroupID    string `json:"MessageGroupId"`
	ReceiptHandle     string `json:"ReceiptHandle"`
	VisibilityTimeout *int   `json:"VisibilityTimeout"`
}

// serve answers an operation of the SDK, in SQS's JSON protocol.
func (s *SQS) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	answer, refused := s.operate(operation, r)
	if refused != nil {
		w.WriteHeader(http.StatusBadRequest)
		answer = refused
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func (s *SQS) operate(operation string, r *http.Request) (any, *sqsError) {
	var in request
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, refusal("InvalidParameterValue", "the body is no JSON")
	}
	s.mu.Lock()
	q := s.byURL(in.QueueURL)
	s.mu.Unlock()
	if q == nil {
		return nil, refusal("QueueDoesNotExist", "The specified queue does not exist.")
	}
	if s.Refuse != nil {
		if code := s.Refuse(operation, q.Name); code != "" {
			return nil, refusal(code, "refused by the test")
		}
	}
	switch operation {
	case "SendMessage":
		return sendOne(q, in.entry)
	case "SendMessageBatch":
		return inBatch(in.Entries, func(e entry) (map[string]any, *sqsError) { return sendOne(q, e) })
	case "DeleteMessage":
		return deleteOne(q, in.entry)
	case "DeleteMessageBatch":
		return inBatch(in.Entries, func(e entry) (map[string]any, *sqsError) { return deleteOne(q, e) })
	case "ChangeMessageVisibility":
		in.entry.VisibilityTimeout = in.VisibilityTimeout
		return hideOne(q, in.entry)
	case "ChangeMessageVisibilityBatch":
		return inBatch(in.Entries, func(e entry) (map[string]any, *sqsError) { return hideOne(q, e) })
	default:
		return nil, refusal("InvalidAction", "The stand-in does not know the operation "+operation+".")
	}
}

var entryID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,80}$`)

// inBatch carries out each entry on its own.
func inBatch(entries []entry, do func(entry) (map[string]any, *sqsError)) (any, *sqsError) {
	if refused := checkBatch(entries); refused != nil {
		return nil, refused
	}
	successful, failed := []any{}, []any{}
	for _, e := range entries {
		result, refused := do(e)
		if refused != nil {
			failed = append(failed, map[string]any{"Id": e.ID, "Code": refused.Code, "Message": refused.Message, "SenderFault": true})
			continue
		}
		result["Id"] = e.ID
		successful = append(successful, result)
	}
	return map[string]any{"Successful": successful, "Failed": failed}, nil
}

func checkBatch(entries []entry) *sqsError {
	seen, bytes := map[string]bool{}, 0
	for _, e := range entries {
		if !entryID.MatchString(e.ID) {
			return refusal("InvalidBatchEntryId", "An entry's id is not made of letters, digits, hyphens and underscores.")
		}
		if seen[e.ID] {
			return refusal("BatchEntryIdsNotDistinct", "Two entries have one id.")
		}
		seen[e.ID] = true
		bytes += len(e.MessageBody)
	}
	switch {
	case len(entries) == 0:
		return refusal("EmptyBatchRequest", "There are no entries.")
	case len(entries) > sqsBatch:
		return refusal("TooManyEntriesInBatchRequest", "More than 10 entries.")
	case bytes > sqsBytes:
		return refusal("BatchRequestTooLong", "The batch is over 1 MiB.")
	}
	return nil
}

func sendOne(q *Queue, e entry) (map[string]any, *sqsError) {
	switch {
	case e.MessageBody == "" || len(e.MessageBody) > sqsBytes:
		return nil, refusal("InvalidParameterValue", "The body is empty or over 1 MiB.")
	case e.DelaySeconds < 0 || e.DelaySeconds > sqsMaxDelay:
		return nil, refusal("InvalidParameterValue", "DelaySeconds must be 0 to 900.")
	case len(e.MessageGroupID) > sqsGroupChars:
		return nil, refusal("InvalidParameterValue", "MessageGroupId is over 128 characters.")
	}
	id := q.Send(e.MessageBody, e.MessageGroupID, time.Duration(e.DelaySeconds)*time.Second)
	return map[string]any{"MessageId": id, "MD5OfMessageBody": digest(e.MessageBody)}, nil
}

// deleteOne succeeds with an old receipt too, as SQS does.
func deleteOne(q *Queue, e entry) (map[string]any, *sqsError) {
	if e.ReceiptHandle == "" {
		return nil, refusal("ReceiptHandleIsInvalid", "There is no receipt handle.")
	}
	q.Delete(e.ReceiptHandle)
	return map[string]any{}, nil
}

func hideOne(q *Queue, e entry) (map[string]any, *sqsError) {
	switch {
	case e.VisibilityTimeout == nil || *e.VisibilityTimeout < 0 || *e.VisibilityTimeout > sqsMaxHide:
		return nil, refusal("InvalidParameterValue", "VisibilityTimeout must be 0 to 43200.")
	case !q.Hide(e.ReceiptHandle, time.Duration(*e.VisibilityTimeout)*time.Second):
		return nil, refusal("MessageNotInflight", "The message is not in flight under this receipt handle.")
	}
	return map[string]any{}, nil
}
