package main_test

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"usersync/internal/apptest"
)

// TestAMailWaitsForAnSMTPServerThatIsTrusted: the whole program, a server with STARTTLS and credentials, and somebody who mends the set-up.
func TestAMailWaitsForAnSMTPServerThatIsTrusted(t *testing.T) {
	t.Setenv("USERSYNC_SMTP_USER", "sync")
	t.Setenv("USERSYNC_SMTP_PASSWORD", "right")
	office := &apptest.PostOffice{User: "sync", Password: "right"}
	authority := office.Certified(t)
	office.Open(t)
	s := serve(t, "--smtp", office.Address, "--smtp-from", "sync@example.com")
	ann := welcome(s)
	until(t, s, func(sync map[string]any) bool { return sync["mailCircuit"] != nil })
	status := s.Admin().Want(http.StatusOK, http.MethodGet, "/sync", nil).Body
	if circuit := status["mailCircuit"].(map[string]any); circuit["reason"] != "mail_setup" || status["mailPending"] != float64(1) {
		t.Errorf("the overview says %v", status)
	}
	if state := mailOf(s, ann); state != "due" || len(office.Taken()) > 0 || len(s.Mails()) > 0 {
		t.Errorf("the ledger says %s; %d mails came", state, len(office.Taken()))
	}
	if !strings.Contains(s.Log.String(), "certificate signed by unknown authority") {
		t.Errorf("the log does not say why:\n%s", s.Log.String())
	}

	_ = s.Stop(syscall.SIGTERM)
	t.Setenv("SSL_CERT_FILE", authority)
	s.Start("--smtp", office.Address, "--smtp-from", "sync@example.com")
	until(t, s, func(sync map[string]any) bool { return sync["mailPending"] == float64(0) && sync["mailCircuit"] == nil })
	mails := office.Taken()
	if len(mails) != 1 || mails[0].To != "ann@example.com" || mails[0].User != "sync" || mailOf(s, ann) != "sent" || len(s.Mails()) != 1 {
		t.Errorf("%d mails came, the ledger says %s, %d are in the mailbox", len(mails), mailOf(s, ann), len(s.Mails()))
	}
	if strings.Contains(s.Log.String(), "right") || strings.Contains(s.Log.String(), "ann@example.com") {
		t.Error("the log holds the password or an address")
	}
}

// welcome makes a person who gets a product, and returns the id.
func welcome(s *apptest.Process) string {
	admin := s.Admin()
	admin.Want(http.StatusOK, http.MethodPatch, "/account/settings", map[string]any{"reviewRules": false})
	admin.Want(http.StatusCreated, http.MethodPost, "/products", map[string]any{"key": "meeting", "name": "Meeting", "seats": 9})
	ann := s.SCIM().Want(http.StatusCreated, http.MethodPost, "/Users", map[string]any{
		"userName": "ann@example.com", "active": true, "emails": []any{map[string]any{"value": "ann@example.com", "primary": true}},
	}).Body["id"].(string)
	group := s.SCIM().Want(http.StatusCreated, http.MethodPost, "/Groups", map[string]any{"displayName": "All", "members": []any{map[string]any{"value": ann}}}).Body["id"]
	admin.Want(http.StatusCreated, http.MethodPost, "/rules", map[string]any{"group": group, "enabled": true, "products": []any{map[string]any{"key": "meeting"}}})
	return ann
}

func mailOf(s *apptest.Process, user string) string {
	mail, _ := s.Admin().Want(http.StatusOK, http.MethodGet, "/users/"+user, nil).Body["welcomeMail"].(map[string]any)
	state, _ := mail["state"].(string)
	return state
}

// until asks for the state of syncing until it is as it should.
func until(t *testing.T, s *apptest.Process, so func(sync map[string]any) bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		if so(s.Admin().Want(http.StatusOK, http.MethodGet, "/sync?wait=1", nil).Body) {
			return
		}
	}
	t.Fatalf("it did not come to it: %v", s.Admin().Want(http.StatusOK, http.MethodGet, "/sync", nil).Body)
}
