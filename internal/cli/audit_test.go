package cli_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/table"
)

// sweep is the minute in which the product seals what is on record.
func (w *world) sweep() {
	w.t.Helper()
	must(w.t, w.app.Sweep(context.Background(), time.Minute))
	w.settle()
}

func TestTheAuditIsHeldAgainstItsSeals(t *testing.T) {
	w := newWorld(t)
	w.ok("audit", "verify")
	w.ok("users", "welcome", "ada.lindqvist@example.com", "--note", "It went astray.")
	w.ok("audit", "verify")
	w.sweep()
	noted := headOf(w)
	w.ok("audit", "verify", "--noted", noted)
	w.ends(1, []string{"noted"}, "audit", "verify", "--noted", "12")

	key := table.Key{Table: table.Audit, P: "T#" + w.founded.Account.ID + "#SEALS", S: "000000000001"}
	must(t, w.db.Transact(t.Context(), []table.Action{table.Delete(key)}))
	w.ok("audit", "verify")
	w.ends(1, []string{"not as it was sealed"}, "audit", "verify", "--noted", noted)
	w.ends(1, nil, "audit", "verify", "--noted", noted, "-o", "json")
	w.told()
}

// headOf is the last seal, as a program reads it.
func headOf(w *world) string {
	w.t.Helper()
	v := w.ok("audit", "verify", "-o", "json")
	_, rest, _ := strings.Cut(v, `"head":"`)
	head, _, found := strings.Cut(rest, `"`)
	if !found {
		w.t.Fatal(v)
	}
	return head
}

// What takes several answers is one verification.
func TestALongAuditIsAskedForInParts(t *testing.T) {
	w := newWorld(t)
	answers := []string{
		`{"state":"unfinished","segments":500,"records":700,"head":"500:ab","unsealed":null,"flaw":null,"next":"c1"}`,
		`{"state":"intact","segments":2,"records":3,"head":"502:cd","unsealed":4,"flaw":null}`,
	}
	cursors := []string{}
	w.doors = http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		cursors = append(cursors, in.URL.Query().Get("cursor"))
		out.Header().Set("Content-Type", "application/json")
		_, _ = out.Write([]byte(answers[0]))
		answers = answers[1:]
	})
	told := w.ok("audit", "verify", "-o", "json")
	for _, want := range []string{`"segments":502`, `"records":703`, `"unsealed":4`, `"head":"502:cd"`} {
		if !strings.Contains(told, want) {
			t.Errorf("no %s in %s", want, told)
		}
	}
	if strings.Join(cursors, ",") != ",c1" {
		t.Errorf("asked with %q", cursors)
	}
}
