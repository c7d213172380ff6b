package main_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/apptest"
)

// demo starts with the sample company, and waits until it is complete.
func demo(t *testing.T) *apptest.Process {
	t.Helper()
	s := serve(t, "--demo")
	settled := func() bool {
		return strings.Contains(s.Log.String(), "is complete") || strings.Contains(s.Log.String(), "is not complete")
	}
	if !apptest.Soon(2*time.Minute, 50*time.Millisecond, settled) || strings.Contains(s.Log.String(), "is not complete") {
		t.Fatalf("the sample company is not there:\n%s", s.Log)
	}
	apptest.Quiet(s, 20*time.Second)
	return s
}

// Every page of the console has something to show.
func TestDemoFillsABelievableCompany(t *testing.T) {
	s := demo(t)
	admin := s.Admin()
	sync := admin.Want(200, http.MethodGet, "/sync", nil).Body
	if sync["users"] != 2014.0 || sync["enabled"] != true || sync["draft"] != true {
		t.Errorf("sync: %v", sync)
	}
	failures := map[any]any{}
	for _, f := range sync["failures"].([]any) {
		failures[f.(map[string]any)["code"]] = f.(map[string]any)["users"]
	}
	if n, _ := failures["out_of_seats"].(float64); n < 50 || failures["last_admin"] != 1.0 || failures["mail_rejected"] != 2.0 {
		t.Errorf("failures: %v", failures)
	}
	for path, least := range map[string]int{
		"/rules?version=live": 12, "/rules": 13, "/products": 6, "/user-groups": 8, "/settings-templates": 4, "/email-templates": 3, "/connections": 4, "/directory/groups": 25,
		"/sync/runs": 3, "/plans": 1, "/mailbox": 12, "/holds": 1, "/products/phone/waiting": 50, "/products/webinar/waiting": 5, "/rules/lint": 2,
	} {
		if n := len(admin.All(path)); n < least {
			t.Errorf("%s has %d, want %d", path, n, least)
		}
	}
	if hold := admin.All("/holds")[0]; hold["state"] != "open" || hold["users"] != 40.0 {
		t.Errorf("the hold: %v", hold)
	}
	soon := 0
	for _, c := range admin.All("/connections") {
		soon += len(c["notices"].([]any))
	}
	if soon != 1 {
		t.Errorf("%d tokens end soon, want that of Northwind", soon)
	}
	if n := len(admin.All("/connections/" + admin.All("/connections")[0]["id"].(string) + "/requests")); n < 40 {
		t.Errorf("the inspector shows %d requests", n)
	}
}
