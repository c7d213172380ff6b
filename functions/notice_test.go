package functions_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"usersync/internal/notice"
	"usersync/internal/notify"
	"usersync/internal/provision"
)

// A notice leads to the console of the deployment: a mail has no address of its own that a link could begin at.
func TestANoticeLeadsToTheConsole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	settings := notice.Defaults()
	settings.Addresses = []string{"ops@acme.example"}
	if _, err := w.store.ChangeAccount(w.ctx(), w.account, func(a *provision.Account) error { a.Notices = settings; return nil }); err != nil {
		t.Fatal(err)
	}
	n := notice.Notice{ID: "hold-01JD8Q4B2Y0000000000000009", Kind: notice.RunHeld, At: time.Now(), Variant: string(provision.HoldPlan), About: "01JD8Q4B2Y0000000000000009"}
	if err := w.store.DecideNotice(w.ctx(), w.account, n); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{notify.NoticeName, "notice#1"} {
		if _, err := w.invoke("mailer", mailEvent(t, w.account.ID(), n.ID, name)); err != nil {
			t.Fatal(err)
		}
	}
	mails := w.SES.Mails()
	if len(mails) != 1 || !strings.Contains(mails[0].To, "ops@acme.example") {
		t.Fatalf("sent %+v", mails)
	}
	link := w.Env("mailer")["USERSYNC_CONSOLE_URL"] + "/holds?hold=" + n.About
	if !strings.HasPrefix(link, "http") || !strings.Contains(mails[0].Text, link) || !strings.Contains(mails[0].HTML, `href="`+link+`"`) {
		t.Errorf("no link to %s in\n%s\n%s", link, mails[0].Text, mails[0].HTML)
	}
}

// mailEvent is a batch with the message that a mail is due.
func mailEvent(t *testing.T, account, user, name string) []byte {
	t.Helper()
	var event map[string][]map[string]any
	if err := json.Unmarshal(sampleEvent(t, "mailer-one.json"), &event); err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"k": "mail", "a": account, "u": user, "i": name})
	if err != nil {
		t.Fatal(err)
	}
	event["Records"][0]["body"] = string(body)
	out, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
