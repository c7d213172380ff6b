package audit_test

import (
	"testing"
	"time"

	"usersync/internal/audit"
)

func TestWhatAQueryAsksFor(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	r := audit.Record{ID: "1", At: noon, Actor: "k1", Action: audit.EraseUser, Subject: "u1"}
	for _, tt := range []struct {
		name string
		q    audit.Query
		want bool
	}{
		{"everything", audit.Query{}, true},
		{"all that it says", audit.Query{"k1", audit.EraseUser, "u1", noon, noon.Add(1)}, true},
		{"another actor", audit.Query{Actor: "k"}, false},
		{"another action", audit.Query{Action: audit.AdoptUser}, false},
		{"another subject", audit.Query{Subject: "u11"}, false},
		{"from that moment", audit.Query{From: noon}, true},
		{"from the next", audit.Query{From: noon.Add(1)}, false},
		{"until that moment", audit.Query{To: noon}, false},
	} {
		if got := tt.q.Matches(r); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}
