package cli_test

import (
	"context"
	"strings"
	"testing"
)

func TestAChangeIsTriedBeforeItIsMade(t *testing.T) {
	w := newWorld(t)
	rule := w.file("rule.yaml", "description: Finance meets\ngroup: "+groupOf(w, "Finance")+"\nproducts: [{key: webinar}]\n")
	w.ok("plan", "create", "--rule", rule, "--position", "1")
	id := planIn(t, w.ok("plan", "list", "-o", "json"))
	w.ok("plan", "changes", id)
	w.ok("plan", "changes", id, "--output", "csv")
	w.ok("plan", "apply", id)
	w.ok("plan", "apply", id, "--no-wait")
	w.ok("plan", "create", "--sync", "off")
	w.ok("plan", "--counts")
	w.ok("plan", "create", "--product", w.file("p.json", `{"key":"webinar","name":"Webinar","seats":50}`))
	w.ok("plan", "create", "--change", w.file("c.json", `{"syncOn":false}`), "--no-wait")
	w.ok("plan", "list")
	w.told()
}

func TestAPlanThatIsNoMoreWhatIsLiveIsNotApplied(t *testing.T) {
	w := newWorld(t)
	w.ok("plan", "create", "--sync", "off")
	id := planIn(t, w.ok("plan", "list", "-o", "json"))
	w.api("POST", "/products", `{"key":"fax","name":"Fax"}`)
	w.ends(1, []string{"plan_stale", "usersync plan create"}, "plan", "apply", id)
	w.ends(1, []string{"plan_not_found"}, "plan", "show", "nobody's")
	w.ends(1, []string{"not_held"}, "plan", "approve", id, "--reason", "why not")
	w.ok("plan", "cancel", id)
}

func TestWhatIsAskedForWronglyIsUsage(t *testing.T) {
	w := newWorld(t)
	tests := []struct {
		name string
		says []string
		args []string
	}{
		{"two changes", []string{"one change"}, []string{"plan", "create", "--sync", "on", "--delete-rule", "x"}},
		{"a place without a rule", []string{"--rule"}, []string{"plan", "create", "--position", "3"}},
		{"a change that is no object", []string{"must hold an object"}, []string{"plan", "create", "--change", w.file("c", "[1]")}},
		{"a change that is nothing", []string{"neither YAML nor JSON"}, []string{"plan", "create", "--rule", w.file("c", "\t:")}},
		{"no such verb", []string{"dance", "--help"}, []string{"dance"}},
		{"no such verb below", []string{"dance", "--help"}, []string{"rules", "dance"}},
		{"no such flag", []string{"--colour", "usersync users --help"}, []string{"users", "--colour"}},
		{"no such format", []string{"--output"}, []string{"users", "--output", "xml"}},
		{"nobody named", []string{"<user>"}, []string{"explain"}},
		{"a time that is none", []string{"--at", "2026-11-01"}, []string{"explain", "ada.lindqvist@example.com", "--at", "yesterday"}},
		{"a schedule without quotes", []string{"five fields", "quotes"}, []string{"sync", "schedule", "0 2"}},
		{"nothing to ask", []string{"--add-group"}, []string{"users", "what-if", "ada.lindqvist@example.com"}},
		{"two things given", []string{"--product", "--role"}, []string{"users", "grants", "add", "ada.lindqvist@example.com", "--product", "x", "--role", "admin"}},
		{"nothing given", []string{"--product"}, []string{"users", "grants", "add", "ada.lindqvist@example.com"}},
		{"an approval without a reason", []string{"--reason"}, []string{"plan", "approve", "x"}},
		{"two keys", []string{"not both"}, []string{"users", "--key", "adm_x", "--key-file", "x"}},
		{"a key that is none", []string{"the key is no key"}, []string{"users", "--key", "adm_x\ny"}},
		{"a profile that is none", []string{"no profile", "login"}, []string{"users", "--profile", "x"}},
		{"an address that is none", []string{"https://"}, []string{"users", "--url", "sync.example.com"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if code := w.run(tt.args...); code != 64 {
				t.Errorf("ends with %d, want 64: %s", code, w.lastErr)
			}
			for _, text := range tt.says {
				if !strings.Contains(w.lastErr, text) {
					t.Errorf("does not say %q: %s", text, w.lastErr)
				}
			}
		})
	}
}

func TestCtrlCEndsTheWaitingAndSaysHowToGoOn(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.onRequest = func(path string) {
		if strings.HasPrefix(path, "/api/v1/sync/runs/") {
			cancel()
		}
	}
	if code := w.during(ctx, "run"); code != 130 || !strings.Contains(w.lastErr, "usersync run watch 01J") {
		t.Errorf("ends with %d: %s", code, w.lastErr)
	}
}
