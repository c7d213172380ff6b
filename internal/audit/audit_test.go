package audit_test

import (
	"strings"
	"testing"

	"usersync/internal/audit"
	"usersync/internal/fault"
)

func TestNotes(t *testing.T) {
	for note, ok := range map[string]bool{
		"": true, "Moved to Entra.\nTicket 7": true, strings.Repeat("é", audit.MaxNote): true,
		strings.Repeat("é", audit.MaxNote+1): false, "a\x00b": false, "a\tb": false, "a\u202eb": false, "\xff": false,
	} {
		err := audit.CheckNote(note)
		if ok != (err == nil) || !ok && (!fault.Is(err, fault.Invalid) || fault.As(err).Fields[0].Path != "note") {
			t.Errorf("%.20q: %v", note, err)
		}
	}
}
