package cli_test

import (
	"strings"
	"testing"
)

func TestALinkToTheConsoleIsMade(t *testing.T) {
	w := newWorld(t)
	if out := w.ok("console"); !strings.Contains(out, address+"/console/signin#code=") {
		t.Errorf("it says %s", out)
	}
	if out := w.ok("console", "--output", "json"); !strings.Contains(out, `"link"`) || !strings.Contains(out, `"expiresAt"`) {
		t.Errorf("programs read %s", out)
	}
}
