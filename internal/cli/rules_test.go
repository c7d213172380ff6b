package cli_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// italian are the rules of the company, but that whoever was written to in German is written to in Italian.
func italian(w *world) string {
	return w.file("rules.yaml", strings.ReplaceAll(w.ok("rules", "export"), "language: de", "language: it"))
}

// nothing are no rules at all: everybody would lose everything.
const nothing = "format: usersync/rules/1\nrules: []\n"

func TestAFileOfRulesIsTriedAndMadeLive(t *testing.T) {
	w := newWorld(t)
	w.ok("rules")
	file := italian(w)
	w.ok("rules", "import", file, "--check")
	w.ok("rules", "plan", file, "--changes")
	w.ok("rules", "draft")
	w.ok("rules", "plan", file, "--changes", "--output", "markdown")
	w.ok("rules", "apply", file)
	w.ok("rules", "apply", file)
	w.ok("users", "show", "ada.lindqvist@example.com")
	var all struct{ Items []struct{ Revision int } }
	must(t, json.Unmarshal([]byte(w.ok("rules", "versions", "-o", "json")), &all))
	before := strconv.Itoa(all.Items[1].Revision)
	if out := w.ok("rules", "versions", before, "--compare", "live"); !strings.Contains(out, "changed") {
		t.Errorf("compared: %s", out)
	}
	w.ok("rules", "versions", before)
	w.ok("rules", "restore", before)
	w.ok("rules", "draft")
	w.ok("rules", "draft", "discard")
	w.told()
}

func TestWhatTheGuardHoldsEndsWithTwo(t *testing.T) {
	w := newWorld(t)
	file := w.file("none.yaml", nothing)
	w.ends(2, []string{"would hold"}, "rules", "plan", file)
	for _, text := range []string{"held by the guard", "lose everything", "GAUGE", "everything  "} {
		if !strings.Contains(w.lastOut, text) {
			t.Errorf("the plan does not say %q:\n%s", text, w.lastOut)
		}
	}
	if draft := w.ok("rules", "draft"); !strings.Contains(draft, "no draft") {
		t.Errorf("a plan of a file leaves a draft: %s", draft)
	}
	w.ends(2, []string{"usersync plan approve"}, "rules", "apply", file)
	id := planIn(t, w.ok("plan", "list", "--output", "json"))
	w.ends(2, []string{"plan approve " + id}, "plan", "show", id)
	if out := w.ok("plan", "changes", id, "--show", "suspended", "--limit", "2"); strings.Count(out, "active -> suspended") != 2 {
		t.Errorf("the changes: %s", out)
	}
	if out := w.ok("plan", "approve", id, "--reason", "the company closes"); !strings.Contains(out, "the company closes") {
		t.Errorf("approved: %s", out)
	}
	w.ok("plan", "apply", id)
	if out := w.ok("users", "--state", "suspended", "--limit", "3"); strings.Count(out, "suspended") != 3 {
		t.Errorf("applied: %s", out)
	}
}

// planIn is the id of the newest plan in a list.
func planIn(t *testing.T, text string) string {
	t.Helper()
	var list struct{ Items []struct{ ID string } }
	must(t, json.Unmarshal([]byte(text), &list))
	return list.Items[0].ID
}

func TestADraftOfSomebodyElseIsLeftAlone(t *testing.T) {
	w := newWorld(t)
	file := italian(w)
	w.api("POST", "/rules", `{"group":"`+groupOf(w, "Sales")+`","description":"by hand","language":"fr"}`)
	if out := w.ok("rules", "plan", file); !strings.Contains(out, "a file: 0 rules added, 1 changed, 0 removed") {
		t.Errorf("a draft is no reason not to try a file: %s", out)
	}
	w.ends(1, []string{"a draft of the rules already", "--replace-draft"}, "rules", "apply", file)
	if draft := w.ok("rules", "draft"); !strings.Contains(draft, "by hand") {
		t.Errorf("the draft is gone: %s", draft)
	}
	w.ok("rules", "apply", file, "--replace-draft")
}

func groupOf(w *world, name string) string {
	w.t.Helper()
	var list struct{ Items []struct{ ID string } }
	must(w.t, json.Unmarshal([]byte(w.ok("groups", "--filter", `displayName eq "`+name+`"`, "-o", "json")), &list))
	return list.Items[0].ID
}

// TestAKilledPlanOfAFileLeavesNothingBehind: the command is gone before the plan is worked out. The next one finds nothing in its way.
func TestAKilledPlanOfAFileLeavesNothingBehind(t *testing.T) {
	w := newWorld(t)
	file := italian(w)
	product, killed := w.doors, false
	w.doors = http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if killed = killed || strings.HasPrefix(in.URL.Path, "/api/v1/plans/"); killed {
			out.WriteHeader(http.StatusBadRequest)
			return
		}
		product.ServeHTTP(out, in)
	})
	w.ends(1, nil, "rules", "plan", file)
	w.doors = product
	if draft := w.ok("rules", "draft"); !killed || !strings.Contains(draft, "no draft") {
		t.Errorf("a draft is left: %s", draft)
	}
	w.ok("rules", "plan", file)
	w.ok("rules", "apply", file)
	if out := w.ok("rules", "plan", file); !strings.Contains(out, "those that are live") {
		t.Errorf("of what is live: %s", out)
	}
}

func TestAPersonIsAskedBeforeRulesAreApplied(t *testing.T) {
	w := newWorld(t)
	file := italian(w)
	w.person = true
	for _, answer := range []string{"n\n", "\n", ""} {
		w.in = answer
		w.ends(1, []string{"Apply this plan? [y/N]", "Nothing was changed"}, "rules", "apply", file)
		if draft := w.ok("rules", "draft"); !strings.Contains(draft, "no draft") {
			t.Errorf("%q: the draft stays: %s", answer, draft)
		}
	}
	w.in = "y\n"
	if out := w.ok("rules", "apply", file); !strings.Contains(out, "applied") {
		t.Errorf("agreed to, and not applied: %s", out)
	}
	w.in = ""
	w.ok("rules", "apply", w.file("same.yaml", w.ok("rules", "export")), "--yes")
}

func TestRulesThatNobodyReviews(t *testing.T) {
	w := newWorld(t)
	file := italian(w)
	w.api("PATCH", "/account/settings", `{"reviewRules":false}`)
	if out := w.ok("rules", "plan", file); !strings.Contains(out, "1 changed") {
		t.Errorf("tried: %s", out)
	}
	w.person, w.in = true, "n\n"
	w.ends(1, []string{"Go on? [y/N]", "Nothing was changed"}, "rules", "apply", file)
	w.person = false
	if out := w.ok("rules", "apply", file); !strings.Contains(out, "pending             0") {
		t.Errorf("applied: %s", out)
	}
	if out := w.ok("users", "show", "ada.lindqvist@example.com"); !strings.Contains(out, "it by #6") {
		t.Errorf("applied, and not live: %s", out)
	}
	if out := w.ok("rules", "apply", file); !strings.Contains(out, "already") {
		t.Errorf("applied again: %s", out)
	}
	w.ends(2, []string{"held"}, "rules", "apply", w.file("none.yaml", nothing))
	w.ok("rules", "draft", "discard")
	w.ok("rules", "import", w.file("some.yaml", strings.ReplaceAll(w.ok("rules", "export"), "language: it", "language: es")))
	w.ok("rules", "apply", file, "--no-wait")
}

func TestFaultsOfAFileAreNamed(t *testing.T) {
	w := newWorld(t)
	bad := w.file("bad.yaml", "format: usersync/rules/1\nrules:\n  - group: nobody\n    colour: red\n")
	w.ends(1, []string{"Line 4", "no member of this name"}, "rules", "plan", bad)
	w.ends(64, []string{"cannot be read"}, "rules", "plan", filepath.Join(t.TempDir(), "absent"))
	w.in = nothing
	w.ok("rules", "import", "-", "--check")
	w.in = `{"format":"usersync/rules/1","rules":[]}`
	w.ok("rules", "import", "-", "--check")
}

func TestTheExportIsWhatTheServerSent(t *testing.T) {
	w := newWorld(t)
	path := filepath.Join(t.TempDir(), "out.json")
	w.ok("rules", "export", "--format", "json", "--file", path)
	text, err := os.ReadFile(path)
	must(t, err)
	if !json.Valid(text) || string(text) != w.ok("rules", "export", "--format", "json") {
		t.Errorf("the file: %s", text)
	}
}

func TestLintEndsWithTwoWhenThereAreErrors(t *testing.T) {
	w := newWorld(t)
	w.ok("rules", "lint")
	w.scim("DELETE", "/Groups/"+groupOf(w, "Interns"), "")
	w.ends(2, []string{"have errors"}, "rules", "lint")
	w.told()
}
