package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"usersync/internal/inproc"
)

// TestARunThatLeftPeopleBehindIsMailed: a sync of everybody that ends with somebody failed is told to each address once, with its numbers and where to look; one that
// leaves nobody behind, and a retry, to nobody.
func TestARunThatLeftPeopleBehindIsMailed(t *testing.T) {
	o := newOffice(t)
	tellingAdmins(o.admin, "de", "ops@acme.example", "boss@acme.example")
	o.hires("ann")
	full := func() string {
		run := o.admin.call(http.StatusAccepted, "POST", "/sync/runs", nil)["id"].(string)
		o.settle()
		o.sweep()
		return run
	}
	full()
	o.wantNotices(o.account)

	for n := range 2 { // nobody can be welcomed without an address
		id := o.scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": fmt.Sprintf("mute%d", n), "active": true})["id"]
		o.scim.call(http.StatusNoContent, "PATCH", "/Groups/"+o.group, patch(map[string]any{"op": "add", "path": "members", "value": []any{map[string]any{"value": id}}}))
		o.settle()
	}
	o.wantNotices(o.account) // no run failed so far
	run := full()
	want := []string{
		"runFailed to boss@acme.example: 2 Benutzer konnten nicht synchronisiert werden",
		"runFailed to ops@acme.example: 2 Benutzer konnten nicht synchronisiert werden",
	}
	o.wantNotices(o.account, want...)
	mails, err := o.mailbox.Items(t.Context(), inproc.AccountOf(o.account))
	if err != nil || len(mails) == 0 {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	m := mails[0]
	for _, part := range []string{"Geprüfte Benutzer: 3", "Fehlgeschlagen: 2 von 3", "/runs/" + run} {
		if !strings.Contains(m.Text, part) {
			t.Errorf("the mail does not say %q:\n%s", part, m.Text)
		}
	}
	if !strings.Contains(m.HTML, "/runs/"+run+`"`) || m.Language != "de" {
		t.Errorf("the page of the mail does not lead to the run, or is in %q", m.Language)
	}

	o.admin.call(http.StatusAccepted, "POST", "/sync/failures/missing_attribute/retry", nil)
	o.settle()
	o.sweep()
	o.wantNotices(o.account, want...)
	o.sweep() // whoever looks again finds nothing to tell
	o.wantNotices(o.account, want...)
}
