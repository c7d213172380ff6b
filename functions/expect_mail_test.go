package functions_test

import (
	"encoding/json"
	"slices"
	"testing"

	"usersync/internal/apptest"
	"usersync/internal/notify"
	"usersync/internal/provision"
)

// became checks what is known of a user's welcome mail, and which failure the user has because of it.
func (w *world) became(n int, want notify.Became, why, failure string) {
	w.t.Helper()
	in, err := w.store.MailIntent(w.ctx(), w.account, apptest.SampleUser(n), "welcome#1")
	if err != nil || in.State != notify.Sent || in.SentID == "" || in.Became != want || in.BecameWhy != why || in.Failed != failure {
		w.t.Errorf("user %d: the ledger says %+v, %v", n, in, err)
	}
	if failure == "" {
		return
	}
	failing, _, err := w.store.Failing(w.ctx(), w.account, failure, "", 9)
	if err != nil || !slices.ContainsFunc(failing, func(f provision.FailedUser) bool { return f.User == apptest.SampleUser(n) }) {
		w.t.Errorf("%s: %+v, %v", failure, failing, err)
	}
}

// mailDelivered: SES speaks before the mailer has recorded anything, and of a mail that is nobody's here.
func mailDelivered(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	w.became(1, notify.Delivered, "", "")
	parked(w, 0, "")
}

// mailsCameBack: a bounce behind a delivery, one of an address that SES knows, one for now; and a record that is no event.
func mailsCameBack(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	w.became(1, notify.Bounced, "no_email", "mail_bounced")
	w.became(2, notify.Suppressed, "on_account_suppression_list", "mail_suppressed")
	w.became(3, notify.SoftBounced, "mailbox_full", "mail_bounced")
	if f, err := w.store.CountFailing(w.ctx(), w.account, "mail_bounced", 9); err != nil || f.Users != 2 {
		w.t.Errorf("%d users bounced, %v", f.Users, err)
	}
	parked(w, 1, "undecodable")
}

func mailsInTrouble(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	w.became(1, notify.Complained, "abuse", "")
	w.became(2, notify.Delayed, "mailbox_full", "")
	w.became(3, notify.Refused, "bad_content", "mail_rejected")
}

// A batch that comes twice changes nothing more.
func TestReportsThatComeTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	event := sampleEvent(t, "mailevents-bounced.json")
	for range 2 {
		answer, err := w.invoke("mailevents", event)
		if err != nil {
			t.Fatal(err)
		}
		mailsCameBack(w, answer)
	}
}
