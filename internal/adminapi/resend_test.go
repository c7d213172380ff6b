package adminapi_test

import (
	"fmt"
	"testing"
	"time"

	"usersync/internal/audit"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/scim"
)

// posted has a user's mail sent.
func (w *world) posted(user, name string) {
	w.t.Helper()
	in, err := w.store.MailIntent(w.t.Context(), w.account, user, name)
	must(w.t, err)
	must(w.t, w.store.SettleMail(w.t.Context(), w.account, in, notify.Ending{State: notify.Sent, At: w.now, SentID: "1"}))
}

// welcomed is a world in which Ann has a product and was sent her welcome mail.
func welcomed(t *testing.T) (w *world, ann, group string) {
	t.Helper()
	w = newWorld(t)
	w.config.Users = &provision.UserReader{Users: w.store, Policies: w.store, Seats: w.store}
	ann = w.person("ann@example.com")
	group = w.group("Sales", ann)
	w.as("POST /products", `{"key":"meeting","name":"Meeting"}`).ok()
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting"}],"language":"de"}`, group)).ok()
	w.as("POST /users/" + ann + "/sync").ok()
	w.posted(ann, "welcome#1")
	return w, ann, group
}

func TestAWelcomeMailIsSentAnewWhenSomebodyAsks(t *testing.T) {
	w, ann, _ := welcomed(t)
	w.now = w.now.Add(time.Minute)
	again := w.as("POST /users/"+ann+"/resend-welcome", `{"note":"went to the old address"}`).ok().has(`{"number":2,"template":"default","language":"de"}`)
	if again.status != 202 {
		t.Errorf("answered %d", again.status)
	}
	in, err := w.store.MailIntent(t.Context(), w.account, ann, "welcome#2")
	if must(t, err); in.State != notify.Due || in.Language != "de" || in.Tries != 0 || in.Asked == "" {
		t.Errorf("made %+v", in)
	}
	w.as("GET /users/" + ann).ok().has(`{"welcomeMail":{"template":"default","state":"due"}}`)
	w.as("GET /users/" + ann + "/timeline?limit=1").ok().has(`{"items":[{"kind":"mail.decided","by":"` + in.Asked + `","mail":{"name":"welcome#2"}}]}`)
	w.as("GET /audit?action=" + string(audit.ResendWelcome)).ok().has(`{"items":[{"subject":"` + ann + `","note":"went to the old address"}]}`)
	w.as("POST /users/"+ann+"/resend-welcome").fails(409, "mail_pending")
	w.posted(ann, "welcome#2")
	w.as("GET /users/" + ann).ok().has(`{"welcomeMail":{"state":"sent"}}`)
}

func TestResendsAreCounted(t *testing.T) {
	w, ann, _ := welcomed(t)
	resend := "POST /users/" + ann + "/resend-welcome"
	for number := 2; number <= 4; number++ {
		w.now = w.now.Add(time.Hour)
		w.as(resend).ok().has(fmt.Sprintf(`{"number":%d}`, number))
		w.posted(ann, fmt.Sprintf("welcome#%d", number))
	}
	refused := w.as(resend).fails(429, "resend_limit")
	if after := refused.header.Get("Retry-After"); after != "79200" { // the first of three was two hours ago
		t.Errorf("try again after %s seconds", after)
	}
	w.now = w.now.Add(22 * time.Hour)
	w.as(resend).ok().has(`{"number":5}`)
	w.posted(ann, "welcome#5")
	w.as(resend).fails(429, "resend_limit")
}

func TestAResendThatIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		before func(w *world, ann, group string)
		status int
		code   string
	}{
		"suspended by hand": {func(w *world, ann, _ string) { w.as("PUT /users/" + ann + "/suspension").ok() }, 409, "not_welcomed"},
		"without products": {func(w *world, ann, _ string) {
			w.as("POST /users/"+ann+"/grants", `{"product":"meeting","deny":true}`).ok()
			w.as("POST /users/" + ann + "/sync").ok()
		}, 409, "not_welcomed"},
		"without an address": {func(w *world, ann, _ string) {
			w.rewrite(ann, func(o scim.Object) { delete(o, "emails") })
		}, 409, "no_address"},
		"inactive": {func(w *world, ann, _ string) {
			w.rewrite(ann, func(o scim.Object) { o["active"] = false })
		}, 409, "not_welcomed"},
		"by the rules": {func(w *world, _, _ string) {
			id := w.as("GET /rules").ok().str("items", 0, "id")
			w.as("PATCH /rules/"+id, `{"welcomeMail":"none"}`).ok()
		}, 409, "mail_none"},
		"with mail off":    {func(w *world, _, _ string) { w.as("PATCH /sync", `{"mail":false}`).ok() }, 409, "mail_off"},
		"with syncing off": {func(w *world, _, _ string) { w.as("PATCH /sync", `{"enabled":false}`).ok() }, 409, "sync_off"},
	} {
		t.Run(name, func(t *testing.T) {
			w, ann, group := welcomed(t)
			tt.before(w, ann, group)
			w.as("POST /users/"+ann+"/resend-welcome").fails(tt.status, tt.code)
			if _, err := w.store.MailIntent(t.Context(), w.account, ann, "welcome#2"); err == nil {
				t.Error("a mail is due")
			}
		})
	}
}

// rewrite has the identity provider change a user.
func (w *world) rewrite(user string, edit func(scim.Object)) {
	w.t.Helper()
	u, err := w.directory.User(w.t.Context(), w.account, user, false)
	must(w.t, err)
	edit(u.Attrs)
	_, err = w.directory.ReplaceUser(w.t.Context(), w.idp(), user, u.Attrs, 0)
	must(w.t, err)
}

func TestAResendOfNobody(t *testing.T) {
	w, ann, _ := welcomed(t)
	w.as("POST /users/nobody/resend-welcome").fails(404, "user_not_found")
	w.as("POST /users/"+ann+"/resend-welcome", `{"note":"a\u0000"}`).fails(422, "invalid_value", "note")
	bob := w.person("bob@example.com")
	w.as("POST /users/"+bob+"/resend-welcome").fails(409, "not_welcomed")
}

func TestQuietModeDoesNotStopWhatIsAskedFor(t *testing.T) {
	w, ann, _ := welcomed(t)
	w.as("PATCH /account/settings", `{"mails":{"quiet":true}}`).ok()
	w.as("POST /users/" + ann + "/resend-welcome").ok()
	bob := w.person("bob@example.com")
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting"}]}`, w.group("Support", bob))).ok()
	w.as("POST /users/" + bob + "/sync").ok()
	w.as("GET /users/" + bob).ok().has(`{"welcomeMail":{"template":"none","state":"none","reason":"quiet"}}`)
	w.as("POST /users/" + bob + "/resend-welcome").ok().has(`{"number":2}`)
}

// Only the first welcome mail wakes by itself (decision 77): a later one whose turn came while the user was suspended is over, and can be asked for again.
func TestAResendThatWasOvertakenBySuspensionCanBeAskedForAgain(t *testing.T) {
	w, ann, _ := welcomed(t)
	w.as("POST /users/" + ann + "/resend-welcome").ok()
	w.as("PUT /users/" + ann + "/suspension").ok()
	in, err := w.store.MailIntent(t.Context(), w.account, ann, "welcome#2")
	must(t, err)
	must(t, w.store.SettleMail(t.Context(), w.account, in, notify.Ending{State: notify.Withdrawn, At: w.now, Reason: notify.WhySuspended}))
	w.as("DELETE /users/" + ann + "/suspension").ok()
	w.as("POST /users/" + ann + "/sync").ok()
	w.as("GET /users/" + ann).ok().has(`{"welcomeMail":{"state":"withdrawn"}}`)
	w.as("POST /users/" + ann + "/resend-welcome").ok().has(`{"number":3}`)
}
