package notify_test

import (
	"slices"
	"strings"
	"testing"

	"usersync/internal/notify"
	"usersync/internal/rule"
)

// TestTheBuiltInMailSpeaksAllLanguages: every language has every word, passes the check that admins' templates pass, and is not the English one.
func TestTheBuiltInMailSpeaksAllLanguages(t *testing.T) {
	variants := notify.BuiltIn()
	if len(variants) != len(rule.Languages) {
		t.Errorf("%d languages, want %d", len(variants), len(rule.Languages))
	}
	seen := []string{}
	for _, language := range rule.Languages {
		v, ok := variants[language]
		if !ok {
			t.Errorf("no mail in %q", language)
			continue
		}
		if err := (notify.Checker{}).CheckTemplate(v.Subject, v.Text, v.HTML); err != nil {
			t.Errorf("%s: %v", language, err)
		}
		if strings.Contains(v.Subject+v.Text+v.HTML, "[[") {
			t.Errorf("%s: a word is missing:\n%s", language, v.Text)
		}
		if slices.Contains(seen, v.Text) {
			t.Errorf("%s reads as another language", language)
		}
		seen = append(seen, v.Text)
	}
}

// TestTheBuiltInMailCannotBeChanged: who changes what BuiltIn returned changes nobody's mail.
func TestTheBuiltInMailCannotBeChanged(t *testing.T) {
	notify.BuiltIn()["en"] = notify.Variant{}
	if notify.BuiltIn()["en"].Subject == "" {
		t.Error("changed")
	}
}
