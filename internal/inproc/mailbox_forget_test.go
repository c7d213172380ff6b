package inproc_test

import (
	"testing"

	"usersync/internal/inproc"
	"usersync/internal/notify"
)

// TestWhoIsForgottenIsInNoMail: mails to the person go, and test mails that show the person's values to somebody else. All others stay.
func TestWhoIsForgottenIsInNoMail(t *testing.T) {
	mailboxes(t, func(t *testing.T, b *inproc.Mailbox) {
		for number, person := range map[string]string{"test#1": "01ANN", "test#10": "01BOB", "test#2": ""} {
			m := welcomeTo("Ann")
			m.Intent, m.Person = notify.IntentID(acme, notify.TestUser, number), person
			send(t, b, m)
		}
		for _, user := range []string{"01ANN", "01ANNA"} {
			m := welcomeTo("Ann")
			m.Intent = notify.IntentID(acme, user, "welcome#1")
			send(t, b, m)
		}
		for range 2 {
			if err := b.ForgetUser(t.Context(), acme, "01ANN"); err != nil {
				t.Fatal(err)
			}
		}
		left := map[string]bool{}
		mails, err := b.Items(t.Context(), acme)
		for _, m := range mails {
			left[m.ID] = true
		}
		account := acme.ID()
		if err != nil || len(left) != 3 || !left[account+".test.test-10"] || !left[account+".test.test-2"] || !left[account+".01ANNA.welcome-1"] {
			t.Errorf("left: %v, %v", left, err)
		}
	})
}
