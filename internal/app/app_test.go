package app_test

import (
	"net/http"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/inproc"
	"usersync/internal/job"
	"usersync/internal/provision"
)

func TestTheMainJob(t *testing.T) {
	w := newWorld(t)
	scim, admin, account := w.found()
	ann := scim.call(http.StatusCreated, "POST", "/Users", map[string]any{
		"userName": "ann@example.com", "active": true, "emails": []any{map[string]any{"value": "ann@example.com", "primary": true}},
	})
	sales := scim.call(http.StatusCreated, "POST", "/Groups", map[string]any{"displayName": "Sales", "members": []any{map[string]any{"value": ann["id"]}}})
	admin.call(http.StatusCreated, "POST", "/products", map[string]any{"key": "meeting", "name": "Meeting", "seats": 1})
	admin.call(http.StatusCreated, "POST", "/rules", map[string]any{"group": sales["id"], "enabled": true, "products": []any{map[string]any{"key": "meeting"}}})
	if sync := admin.call(http.StatusOK, "GET", "/sync", nil); sync["pending"] == float64(0) {
		t.Errorf("nothing is pending right after a publication: %v", sync)
	}

	w.settle()
	user := admin.call(http.StatusOK, "GET", "/users/"+ann["id"].(string), nil)
	if user["state"] != "active" || user["pending"] != false {
		t.Errorf("the outcome is %v", user)
	}
	mails, err := w.mailbox.Items(t.Context(), inproc.AccountOf(account))
	if err != nil || len(mails) != 1 || mails[0].To != "ann@example.com" {
		t.Errorf("mails %+v, %v", mails, err)
	}
	if sync := admin.call(http.StatusOK, "GET", "/sync", nil); sync["pending"] != float64(0) || sync["mailPending"] != float64(0) {
		t.Errorf("not quiet: %v", sync)
	}
}

func TestTheSweepFindsWhatALostQueueForgot(t *testing.T) {
	w := newWorld(t)
	scim, admin, _ := w.found()
	ann := scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "ann@example.com", "active": true})
	group := scim.call(http.StatusCreated, "POST", "/Groups", map[string]any{"displayName": "All", "members": []any{map[string]any{"value": ann["id"]}}})
	admin.call(http.StatusCreated, "POST", "/rules", map[string]any{"group": group["id"], "enabled": true})
	changes, err := w.db.Changes(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	w.seen = changes[len(changes)-1].Seq // the process died with these in hand

	if err := w.app.Sweep(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	w.settle()
	if user := admin.call(http.StatusOK, "GET", "/users/"+ann["id"].(string), nil); user["state"] != "active" {
		t.Errorf("the outcome is %v", user)
	}
}

func TestHandleParksWhatCanNeverBeDone(t *testing.T) {
	w := newWorld(t)
	nobody := inproc.AccountOf("01NOBODY")
	tests := []job.Message{
		{Kind: "dance"},
		{Kind: job.PlanRun, ID: "none"},
		{Kind: job.PlanRun, ID: "none", Hops: job.MaxHops + 1},
	}
	for _, m := range tests {
		if v := w.app.Handle(t.Context(), nobody, m); !v.IsNever() {
			t.Errorf("%+v: not parked (%s)", m, v.Reason())
		}
	}
	if v := w.app.Handle(t.Context(), nobody, job.Message{Kind: job.ResolveUser, User: "none"}); !v.IsDone() {
		t.Errorf("a user that never was: %s", v.Reason())
	}
}

func TestADueFullSyncStartsOnce(t *testing.T) {
	w := newWorld(t)
	_, admin, _ := w.found()
	full := func() int {
		if err := w.app.SyncDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, r := range admin.call(http.StatusOK, "GET", "/sync/runs", nil)["items"].([]any) {
			if r.(map[string]any)["kind"] == "full" {
				n++
			}
		}
		return n
	}
	steps := []struct {
		name string
		wait time.Duration
		want int
	}{
		{"nothing is due at the account's birth, at noon", 0, 0},
		{"nor an hour before two in the morning", 13 * time.Hour, 0},
		{"within a quarter of an hour after two it starts", time.Hour + provision.MaxJitter, 1},
		{"once", time.Minute, 1},
		{"a machine that slept until nine starts the next night's sync then", 31 * time.Hour, 2},
		{"once", time.Minute, 2},
	}
	for _, step := range steps {
		w.now = w.now.Add(step.wait)
		if got := full(); got != step.want {
			t.Errorf("%s: %d full syncs, want %d", step.name, got, step.want)
		}
		w.settle()
	}
}

func TestANightInWhichClocksAreChangedHasOneFullSync(t *testing.T) {
	for _, eve := range []string{"2027-03-27T12:00:00Z", "2027-10-30T12:00:00Z"} {
		w := newWorld(t)
		_, admin, _ := w.found()
		admin.call(http.StatusOK, "PATCH", "/sync", map[string]any{"schedule": map[string]any{"cron": "30 2 * * *", "timeZone": "Europe/Berlin"}})
		w.settle()
		var err error
		if w.now, err = time.Parse(time.RFC3339, eve); err != nil {
			t.Fatal(err)
		}
		if err := w.app.SyncDue(t.Context()); err != nil { // the night before
			t.Fatal(err)
		}
		w.settle()
		next := admin.call(http.StatusOK, "GET", "/sync", nil)["nextRunAt"]
		starts := []any{}
		for end := w.now.Add(24 * time.Hour); w.now.Before(end); w.now = w.now.Add(time.Minute) {
			if err := w.app.SyncDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.settle()
		}
		for _, r := range admin.call(http.StatusOK, "GET", "/sync/runs?kind=full", nil)["items"].([]any) {
			if at := r.(map[string]any)["startedAt"].(string); at > eve {
				starts = append(starts, at)
			}
		}
		if len(starts) != 1 || starts[0].(string) < next.(string) {
			t.Errorf("behind %s: started at %v, told was %v", eve, starts, next)
		}
	}
}

func TestRenewReplacesOnlyTheFirstKeys(t *testing.T) {
	w := newWorld(t)
	scim, admin, account := w.found()
	other := admin.call(http.StatusCreated, "POST", "/keys", map[string]any{"name": "CI", "scopes": []string{"read"}})
	w.now = w.now.Add(time.Second)
	secrets, err := w.app.Renew(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	admin.call(http.StatusUnauthorized, "GET", "/account", nil)
	scim.call(http.StatusUnauthorized, "GET", "/Users", nil)
	admin.key, scim.key = secrets.AdminKey.Reveal(), secrets.SCIMToken.Reveal()
	scim.call(http.StatusOK, "GET", "/Users", nil)
	keys := admin.call(http.StatusOK, "GET", "/keys", nil)["items"].([]any)
	if len(keys) != 2 || keys[0].(map[string]any)["id"] != other["id"] && keys[1].(map[string]any)["id"] != other["id"] {
		t.Errorf("keys are %v", keys)
	}
}

func TestDemoLeavesAUsedAccountAlone(t *testing.T) {
	w := newWorld(t)
	scim, admin, account := w.found()
	scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "ann@example.com"})
	if err := w.app.Demo(t.Context(), account, func(string) { t.Error("it fills") }); err != nil {
		t.Fatal(err)
	}
	if rules := admin.call(http.StatusOK, "GET", "/rules", nil)["items"].([]any); len(rules) != 0 {
		t.Errorf("rules %v", rules)
	}
}

func TestFirstAccountAndReady(t *testing.T) {
	w := newWorld(t)
	if id, err := w.app.FirstAccount(t.Context()); id != "" || err != nil {
		t.Errorf("an empty store has account %q, %v", id, err)
	}
	_, _, account := w.found()
	if id, err := w.app.FirstAccount(t.Context()); id != account || err != nil {
		t.Errorf("first account %q, %v; want %q", id, err, account)
	}
	if err := w.app.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	_ = w.db.Close()
	if err := w.app.Ready(t.Context()); err == nil {
		t.Error("ready on a closed store")
	}
	if _, err := w.app.Found(t.Context(), "", true); !fault.Is(err, fault.Invalid) {
		t.Errorf("an account without a name: %v", err)
	}
	if _, err := w.app.Renew(t.Context(), account); err == nil {
		t.Error("renewed on a closed store")
	}
}
