package adminapi_test

import (
	"fmt"
	"strings"
	"testing"

	"usersync/internal/adminapi"
	"usersync/internal/notify"
	"usersync/internal/provision"
)

// posted is a world in which somebody's welcome mail was sent and lies in the mailbox.
func posted(t *testing.T) (w *world, user, mail string) {
	t.Helper()
	w = newWorld(t)
	w.config.Users = &provision.UserReader{Users: w.store, Policies: w.store, Seats: w.store}
	user = w.person("ann@example.com")
	w.as("POST /products", `{"key":"p","name":"P"}`).ok()
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"p"}]}`, w.group("Sales", user))).ok()
	w.as("POST /users/" + user + "/sync").ok()
	in, err := w.store.MailIntent(t.Context(), w.account, user, "welcome#1")
	must(t, err)
	must(t, w.store.SettleMail(t.Context(), w.account, in, notify.Ending{State: notify.Sent, At: w.now}))
	mail = notify.IntentID(w.account, user, "welcome#1")
	w.mails.mails = []adminapi.Mail{{ID: mail, To: "ann@example.com", Subject: "Hi", Text: "t", HTML: "<script>alert(1)</script>", At: w.now}}
	return w, user, mail
}

func TestAMailOfTheMailbox(t *testing.T) {
	w, _, mail := posted(t)
	w.as("GET /mailbox/" + mail).ok().has(`{"to":"ann@example.com","headers":[{"name":"To","value":"ann@example.com"},{"name":"Subject","value":"a b"},{"name":"Message-ID"}]}`)
	page := w.as("GET /mailbox/" + mail + "/html").ok()
	policy := page.header.Get("Content-Security-Policy")
	if page.header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.HasPrefix(policy, "sandbox; default-src 'none'") || strings.Contains(policy, "allow-") || strings.Contains(policy, "script-src") {
		t.Errorf("the page may do too much: %v", page.header)
	}
	if page.text != "<script>alert(1)</script>" {
		t.Errorf("the page is %q", page.text)
	}
	for _, line := range []string{"GET /mailbox/x", "GET /mailbox/x/html", "POST /mailbox/x/bounce", "POST /mailbox/x/complaint"} {
		w.as(line).fails(404, "mail_not_found")
	}
	w.as("POST /mailbox/"+mail+"/bounce", `{"kind":"sideways"}`).fails(422, "invalid_body")
}

func TestABounceGoesTheWayOfTheMailServices(t *testing.T) {
	tests := []struct{ what, body, state, reason, failure string }{
		{"bounce", ``, "bounced", "no_email", "mail_bounced"},
		{"bounce", `{"kind":"permanent"}`, "bounced", "no_email", "mail_bounced"},
		{"bounce", `{"kind":"transient"}`, "bounced", "mailbox_full", "mail_bounced"},
		{"bounce", `{"kind":"suppressed"}`, "suppressed", "on_account_suppression_list", "mail_suppressed"},
		{"complaint", ``, "complained", "abuse", ""},
	}
	for _, tt := range tests {
		t.Run(tt.what+tt.body, func(t *testing.T) {
			w, user, mail := posted(t)
			body := []string{tt.body}
			if tt.body == "" {
				body = nil
			}
			w.as("POST /mailbox/"+mail+"/"+tt.what, body...).ok()
			w.as("GET /users/" + user).ok().has(fmt.Sprintf(`{"welcomeMail":{"state":%q,"reason":%q,"at":"2026-03-02T09:00:00.000Z"}}`, tt.state, tt.reason))
			w.as("GET /users/" + user + "/timeline?limit=1").ok().has(fmt.Sprintf(`{"items":[{"kind":"mail.%s","mail":{"name":"welcome#1","reason":%q}}]}`, tt.state, tt.reason))
			failures := w.as("GET /sync/failures").ok()
			if tt.failure == "" {
				failures.has(`{"items":[]}`)
				return
			}
			failures.has(fmt.Sprintf(`{"items":[{"code":%q,"users":1}]}`, tt.failure))
			w.as("GET /sync/failures/" + tt.failure + "/users").ok().has(fmt.Sprintf(`{"items":[{"userId":%q}]}`, user))
		})
	}
}
