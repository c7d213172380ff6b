package localcloud_test

import (
	"net/http"
	"strings"
	"testing"

	"usersync/internal/apptest"
)

// TestMailsThatAdminsAskFor: a test mail, a welcome mail sent again and one that goes to the address of a trial, by the functions, with the roles of the template.
func TestMailsThatAdminsAskFor(t *testing.T) {
	c, _ := deployed(t)
	s := found(t, c)
	admin := s.Admin()
	admin.Want(http.StatusOK, http.MethodPatch, "/account/settings", map[string]any{"reviewRules": false, "mails": map[string]any{"testAddresses": []any{"me@example.com"}}})
	admin.Want(http.StatusCreated, http.MethodPost, "/products", map[string]any{"key": "meeting", "name": "Meeting", "seats": 9})
	ann := s.SCIM().Want(http.StatusCreated, http.MethodPost, "/Users", map[string]any{
		"userName": "ann@example.com", "active": true, "name": map[string]any{"givenName": "Ann"}, "emails": []any{map[string]any{"value": "ann@example.com", "primary": true}},
	}).Body["id"].(string)
	group := s.SCIM().Want(http.StatusCreated, http.MethodPost, "/Groups", map[string]any{"displayName": "All", "members": []any{map[string]any{"value": ann}}}).Body["id"]
	admin.Want(http.StatusCreated, http.MethodPost, "/rules", map[string]any{"group": group, "enabled": true, "products": []any{map[string]any{"key": "meeting"}}})
	comes(t, s, 1, "ann@example.com", "Welcome to My company")
	sent(t, s, ann)

	admin.Want(http.StatusAccepted, http.MethodPost, "/email-templates/default/test", map[string]any{"user": ann, "language": "de"})
	if m := comes(t, s, 1, "me@example.com", "[Test] Willkommen bei My company"); !strings.Contains(m.Text, "Guten Tag Ann,") {
		t.Errorf("the test mail shows other values: %s", m.Text)
	}
	admin.Want(http.StatusAccepted, http.MethodPost, "/users/"+ann+"/resend-welcome", nil)
	comes(t, s, 2, "ann@example.com", "Welcome to My company")
	sent(t, s, ann)

	admin.Want(http.StatusOK, http.MethodPatch, "/account/settings", map[string]any{"mails": map[string]any{"redirectTo": "all@example.com"}})
	admin.Want(http.StatusAccepted, http.MethodPost, "/users/"+ann+"/resend-welcome", nil)
	comes(t, s, 1, "all@example.com", "[ann@example.com] Welcome to My company")
}

// comes waits until as many mails of this kind came, and returns the last.
func comes(t *testing.T, s *server, n int, to, subject string) (last apptest.Mail) {
	t.Helper()
	soon(t, subject+" to "+to, func() bool {
		came := 0
		for _, m := range s.Mails() {
			if m.To == to && m.Subject == subject {
				last = m
				came++
			}
		}
		return came == n
	})
	return last
}

// sent waits until the ledger knows that the last mail to somebody was sent.
func sent(t *testing.T, s *server, user string) {
	t.Helper()
	soon(t, "the ledger", func() bool {
		mail, _ := s.Admin().Want(http.StatusOK, http.MethodGet, "/users/"+user, nil).Body["welcomeMail"].(map[string]any)
		return mail["state"] == "sent" || mail["state"] == "delivered"
	})
}
