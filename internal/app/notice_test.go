package app_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"usersync/internal/inproc"
	"usersync/internal/notice"
)

// notices lists the notices in the mailbox: kind, address and subject, sorted.
func (w *world) notices(account string) []string {
	w.t.Helper()
	mails, err := w.mailbox.Items(w.t.Context(), inproc.AccountOf(account))
	if err != nil {
		w.t.Fatal(err)
	}
	var list []string
	for _, m := range mails {
		switch k := notice.Kind(m.Template); k {
		case notice.RunHeld, notice.RunFailed, notice.TokenExpiring, notice.SecretExpiring, notice.SeatsLow:
			list = append(list, fmt.Sprintf("%s to %s: %s", k, m.To, m.Subject))
		}
	}
	slices.Sort(list)
	return list
}

func (w *world) wantNotices(account string, want ...string) {
	w.t.Helper()
	if got := w.notices(account); !slices.Equal(got, want) {
		w.t.Errorf("the admins were told\n%q\nwant\n%q", got, want)
	}
}

// tellingAdmins sets whom notices go to.
func tellingAdmins(admin caller, language string, addresses ...string) {
	admin.call(http.StatusOK, "PATCH", "/account/settings", map[string]any{"notices": map[string]any{"addresses": addresses, "language": language}})
}

// TestWhatExpiresIsMailedOnce: to each address of the account, at each step.
func TestWhatExpiresIsMailedOnce(t *testing.T) {
	w := newWorld(t)
	_, admin, account := w.found()
	connection := admin.call(http.StatusCreated, "POST", "/connections", map[string]any{"name": "Okta"})["id"].(string)
	admin.call(http.StatusCreated, "POST", "/connections/"+connection+"/tokens", map[string]any{"name": "blue", "expiresInDays": 40})
	tellingAdmins(admin, "nl", "ops@acme.example", "boss@acme.example")
	for range 45 * 2 {
		for range 2 {
			if err := w.app.NoticeExpiring(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.settle()
		}
		w.now = w.now.Add(12 * time.Hour)
	}
	var want []string
	for _, to := range []string{"boss", "ops"} {
		for _, in := range []string{"1 dag", "14 dagen", "30 dagen", "7 dagen"} {
			want = append(want, fmt.Sprintf("tokenExpiring to %s@acme.example: Een SCIM-token verloopt over %s", to, in))
		}
	}
	w.wantNotices(account, want...)
}

// TestSeatsThatRunOutAreMailed: by the sweeper, when there are few and when there are none.
func TestSeatsThatRunOutAreMailed(t *testing.T) {
	w := newWorld(t)
	scim, admin, account := w.found()
	tellingAdmins(admin, "", "ops@acme.example")
	group := scim.call(http.StatusCreated, "POST", "/Groups", map[string]any{"displayName": "Sales"})["id"].(string)
	admin.call(http.StatusCreated, "POST", "/products", map[string]any{"key": "meeting", "name": "Acme Meeting", "seats": 10})
	admin.call(http.StatusCreated, "POST", "/rules", map[string]any{"group": group, "enabled": true, "products": []any{map[string]any{"key": "meeting"}}})
	join := func(n int) {
		name := fmt.Sprintf("p%d@example.com", n)
		u := scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": name, "active": true, "emails": []any{map[string]any{"value": name}}})
		scim.call(http.StatusNoContent, "PATCH", "/Groups/"+group, map[string]any{
			"schemas":    []any{"urn:ietf:params:scim:api:messages:2.0:PatchOp"},
			"Operations": []any{map[string]any{"op": "add", "path": "members", "value": []any{map[string]any{"value": u["id"]}}}},
		})
		w.settle()
		w.sweep()
	}
	for n := range 8 {
		join(n)
	}
	w.wantNotices(account)
	join(8)
	few := "seatsLow to ops@acme.example: Few seats left: Acme Meeting"
	w.wantNotices(account, few)
	for n := range 3 {
		join(9 + n)
	}
	w.wantNotices(account, few, "seatsLow to ops@acme.example: No seats left: Acme Meeting")
}

// TestAHoldIsMailed: once, to those who were to be told when it began.
func TestAHoldIsMailed(t *testing.T) {
	for _, told := range [][]string{nil, {"ops@acme.example"}} {
		r := newRunaway(t, told...)
		account := r.admin.call(http.StatusOK, "GET", "/account", nil)["id"].(string)
		var want []string
		if told != nil {
			want = []string{"runHeld to ops@acme.example: Alcune modifiche attendono la tua decisione"}
		}
		r.wantNotices(account, want...)
		tellingAdmins(r.admin, "", "ops@acme.example", "late@acme.example")
		r.sweep()
		r.wantNotices(account, want...)
	}
}
