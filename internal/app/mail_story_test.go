package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/inproc"
)

// office is a company with one rule that gives everybody of a group a product.
type office struct {
	*world
	scim, admin          caller
	account, group, rule string
}

func newOffice(t *testing.T) *office {
	w := newWorld(t)
	o := &office{world: w}
	o.scim, o.admin, o.account = w.found()
	o.group = o.scim.call(http.StatusCreated, "POST", "/Groups", map[string]any{"displayName": "All"})["id"].(string)
	o.admin.call(http.StatusCreated, "POST", "/products", map[string]any{"key": "meeting", "name": "Meeting", "seats": 100})
	o.rule = o.admin.call(http.StatusCreated, "POST", "/rules", map[string]any{"group": o.group, "enabled": true, "products": []any{map[string]any{"key": "meeting"}}})["id"].(string)
	o.settle()
	return o
}

// hires has the identity provider push somebody of the group, and returns the id.
func (o *office) hires(name string) string {
	o.t.Helper()
	id := o.scim.call(http.StatusCreated, "POST", "/Users", map[string]any{
		"userName": name, "active": true, "emails": []any{map[string]any{"value": name + "@example.com", "primary": true}},
	})["id"].(string)
	o.scim.call(http.StatusNoContent, "PATCH", "/Groups/"+o.group, patch(map[string]any{"op": "add", "path": "members", "value": []any{map[string]any{"value": id}}}))
	o.settle()
	return id
}

func (o *office) sets(mails map[string]any) {
	o.t.Helper()
	o.admin.call(http.StatusOK, "PATCH", "/account/settings", mails)
	o.settle()
}

// came demands the addresses that mails have come to, oldest first, and what the ledger says of somebody.
func (o *office) came(user, state string, addresses ...string) []inproc.Mail {
	o.t.Helper()
	mails, err := o.mailbox.Items(o.t.Context(), inproc.AccountOf(o.account))
	if err != nil {
		o.t.Fatal(err)
	}
	to := make([]string, len(mails))
	for i, m := range mails {
		to[len(mails)-1-i] = m.To
	}
	said, _ := o.admin.call(http.StatusOK, "GET", "/users/"+user, nil)["welcomeMail"].(map[string]any)
	if got := fmt.Sprint(said["state"], to); got != fmt.Sprint(state, addresses) {
		o.t.Errorf("got %s, want %s %s", got, state, addresses)
	}
	return mails
}

// TestAFirstSyncIsQuiet: whoever was there before is not welcomed, then or later; who comes afterwards is.
func TestAFirstSyncIsQuiet(t *testing.T) {
	o := newOffice(t)
	o.admin.call(http.StatusOK, "PATCH", "/sync", map[string]any{"enabled": false})
	o.sets(map[string]any{"mails": map[string]any{"quiet": true}})
	old := o.hires("old")
	o.admin.call(http.StatusOK, "PATCH", "/sync", map[string]any{"enabled": true})
	o.settle()
	if status := o.admin.call(http.StatusOK, "GET", "/sync", nil); status["quiet"] != true || status["pending"] != float64(0) {
		t.Errorf("the overview says %v", status)
	}
	o.came(old, "none")

	o.sets(map[string]any{"mails": map[string]any{"quiet": false}})
	o.admin.call(http.StatusAccepted, "POST", "/sync/runs", nil)
	o.settle()
	o.came(old, "none")
	o.came(o.hires("new"), "sent", "new@example.com")
	o.came(old, "none", "new@example.com")
}

func TestAllMailsGoToOneAddressWhileAnAccountIsTriedOut(t *testing.T) {
	o := newOffice(t)
	o.sets(map[string]any{"mails": map[string]any{"redirectTo": "all@example.com"}})
	mails := o.came(o.hires("ann"), "sent", "all@example.com")
	if len(mails) == 1 && !strings.Contains(mails[0].Subject, "ann@example.com") {
		t.Errorf("the subject does not say whom it is for: %q", mails[0].Subject)
	}
	o.sets(map[string]any{"mails": map[string]any{"redirectTo": ""}})
	o.came(o.hires("bob"), "sent", "all@example.com", "bob@example.com")
}

// TestWhatIsNotSentBySwitchIsNeverSent: a rule that says none, and an account whose mails are off.
func TestWhatIsNotSentBySwitchIsNeverSent(t *testing.T) {
	o := newOffice(t)
	o.admin.call(http.StatusOK, "PATCH", "/rules/"+o.rule, map[string]any{"welcomeMail": "none"})
	o.settle()
	ann := o.hires("ann")
	o.came(ann, "none")
	o.admin.call(http.StatusOK, "PATCH", "/rules/"+o.rule, map[string]any{"welcomeMail": nil})
	o.settle()
	o.sets(map[string]any{"mail": false})
	bob := o.hires("bob")
	o.came(bob, "none")
	o.sets(map[string]any{"mail": true})
	o.admin.call(http.StatusAccepted, "POST", "/sync/runs", nil)
	o.settle()
	o.came(ann, "none")
	o.came(bob, "none")
	o.came(o.hires("cem"), "sent", "cem@example.com")
}

// TestAMailIsSentAgainWhenSomebodyAsks: as often as three times a day, each of them once, counted.
func TestAMailIsSentAgainWhenSomebodyAsks(t *testing.T) {
	o := newOffice(t)
	ann := o.hires("ann")
	want := []string{"ann@example.com"}
	for number := 2; number <= 4; number++ {
		if got := o.admin.call(http.StatusAccepted, "POST", "/users/"+ann+"/resend-welcome", nil); got["number"] != float64(number) {
			t.Errorf("made %v", got)
		}
		o.settle()
		want = append(want, "ann@example.com")
		o.came(ann, "sent", want...)
	}
	o.admin.call(http.StatusTooManyRequests, "POST", "/users/"+ann+"/resend-welcome", nil)
	o.now = o.now.Add(25 * time.Hour)
	o.admin.call(http.StatusAccepted, "POST", "/users/"+ann+"/resend-welcome", nil)
	o.settle()
	o.came(ann, "sent", append(want, "ann@example.com")...)
}
