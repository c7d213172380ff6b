package mail_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"usersync/internal/cloud/mail"
	"usersync/internal/notify"
)

const eventHead = `{"source":"aws.ses","time":"2026-11-22T08:30:25Z","detail":{"mail":{"messageId":"m1","timestamp":"2026-11-22T08:30:24.120Z","tags":{"intent":["01ACME_01ANN_welcome-1"]}},`

func TestWhatSESSays(t *testing.T) {
	at := "2026-11-22T09:00:00.000Z"
	tests := []struct {
		detail string
		became notify.Became
		why    string
		at     string
	}{
		{`"eventType":"Send"`, notify.Taken, "", "2026-11-22T08:30:24.120Z"},
		{`"eventType":"Delivery","delivery":{"timestamp":"` + at + `"}`, notify.Delivered, "", at},
		{`"eventType":"DeliveryDelay","deliveryDelay":{"delayType":"TransientCommunicationFailure","timestamp":"` + at + `"}`, notify.Delayed, "transient_communication_failure", at},
		{`"eventType":"Reject","reject":{"reason":"Bad content"}`, notify.Refused, "bad_content", "2026-11-22T08:30:24.120Z"},
		{`"eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"NoEmail","timestamp":"` + at + `"}`, notify.Bounced, "no_email", at},
		{`"eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"Suppressed","timestamp":"` + at + `"}`, notify.Suppressed, "suppressed", at},
		{`"eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"OnAccountSuppressionList","timestamp":"` + at + `"}`, notify.Suppressed, "on_account_suppression_list", at},
		{`"eventType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"MailboxFull","timestamp":"` + at + `"}`, notify.SoftBounced, "mailbox_full", at},
		{`"eventType":"Bounce","bounce":{"bounceType":"Undetermined","bounceSubType":"Undetermined"}`, notify.SoftBounced, "undetermined", "2026-11-22T08:30:25.000Z"},
		{`"eventType":"Complaint","complaint":{"complaintFeedbackType":"auth-failure","timestamp":"` + at + `"}`, notify.Complained, "auth_failure", at},
		{`"eventType":"Complaint","complaint":{"timestamp":"` + at + `"}`, notify.Complained, "", at},
		{`"eventType":"Complaint","complaint":{"complaintFeedbackType":"not-spam","timestamp":"` + at + `"}`, notify.Taken, "", at},
		{`"eventType":"Complaint","complaint":{"complaintSubType":"OnAccountSuppressionList","timestamp":"` + at + `"}`, notify.Suppressed, "on_account_suppression_list", at},
		{`"eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"<b>É\u0000 ann@example.com"}`, notify.Bounced, "b_ann_example_com", "2026-11-22T08:30:25.000Z"},
	}
	for _, tt := range tests {
		account, r, known, err := mail.ReadEvent([]byte(eventHead + tt.detail + "}}"))
		want := notify.Report{User: "01ANN", Intent: "welcome#1", Became: tt.became, SentID: "m1", Why: tt.why}
		want.At, _ = time.Parse(time.RFC3339Nano, tt.at)
		if err != nil || !known || account != "01ACME" || r != want {
			t.Errorf("%s:\n got %s %+v %t %v\nwant %+v", tt.detail, account, r, known, err, want)
		}
	}
}

func TestWhatIsNobodysOrNoEvent(t *testing.T) {
	for _, passed := range []string{
		eventHead + `"eventType":"Open"}}`,
		eventHead + `"eventType":"Rendering Failure"}}`,
		`{"source":"aws.ses","detail":{"eventType":"Send","mail":{}}}`,
		`{"source":"aws.ses","detail":{"eventType":"Send","mail":{"tags":{"intent":["hello"]}}}}`,
		`{"source":"aws.ses","detail":{"eventType":"Send","mail":{"tags":{"intent":["a_b_welcome-1","a_b_welcome-2"]}}}}`,
	} {
		if _, _, known, err := mail.ReadEvent([]byte(passed)); known || err != nil {
			t.Errorf("%s: %t, %v", passed, known, err)
		}
	}
	for _, bad := range []string{``, `[]`, `{}`, `{"source":"aws.s3","detail":{"eventType":"Send"}}`, `{"source":"aws.ses","detail":{}}`, `{"source":"aws.ses","detail":{"eventType":"Send","mail":{"timestamp":7}}}`} {
		if _, _, known, err := mail.ReadEvent([]byte(bad)); known || err == nil {
			t.Errorf("%q is taken for an event", bad)
		}
	}
}

// FuzzReadEvent: whatever a record holds, what is read of it is an intent of the ledger's form, and a reason of plain words.
func FuzzReadEvent(f *testing.F) {
	files, err := filepath.Glob("../../../events/mailevents-*.json")
	if err != nil || len(files) == 0 {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		var batch struct{ Records []struct{ Body string } }
		if err := json.Unmarshal(text, &batch); err != nil {
			f.Fatal(err)
		}
		for _, r := range batch.Records {
			f.Add([]byte(r.Body))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		account, r, known, err := mail.ReadEvent(body)
		if !known || err != nil {
			return
		}
		if account == "" || r.User == "" || !strings.Contains(r.Intent, "#") || strings.ContainsAny(account+r.User, "._") {
			t.Errorf("%q %+v", account, r)
		}
		if len(r.Why) > 60 || strings.Trim(r.Why, "abcdefghijklmnopqrstuvwxyz_") != "" {
			t.Errorf("reason %q", r.Why)
		}
	})
}
