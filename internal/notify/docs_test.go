package notify

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The page for admins lists the placeholders as they are.
func TestThePageListsEveryPlaceholder(t *testing.T) {
	page, err := os.ReadFile("../../docs/mail.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Placeholders {
		name := "`" + p.Name + "`"
		if p.Within != "" {
			name += " of `" + p.Within + "`"
		}
		if row := fmt.Sprintf("| %s | %s | %s | %s |\n", name, p.Kind, p.Means, p.Example); !strings.Contains(string(page), row) {
			t.Errorf("docs/mail.md lacks the row\n%s", row)
		}
	}
}
