package provision

import (
	"slices"
	"strings"
	"unicode/utf8"

	"usersync/internal/fault"
	"usersync/internal/rule"
)

// Limits of a catalogue.
const (
	MaxProducts   = 200
	MaxUserGroups = 1000
	MaxTemplates  = 200 // of each kind
	MaxName       = 200 // characters of a name
)

// Catalogue is the use cases on what rules can give: products, user groups and templates. Existence and names live in the policy, so
// that every change is a publication; ifMatch and the policies returned mean what they mean in Rules. What a rule, live or in the draft, or a hand-made
// grant uses cannot be taken away: fault.Conflict (in_use) names the rules, or users.
type Catalogue struct {
	Publisher *Publisher
	Seats     SeatKeeper
	Templates TemplateStore
	Mail      MailChecker
	Hands     GrantFinder
	Drafts    DraftStore
}

// inUse fails with fault.Conflict naming the rules that use something, or returns nil when none does.
func inUse(p *rule.Policy, uses func(rule.Rule) bool) error {
	err := fault.New(fault.Conflict, "in_use", "Rules use it. Change or delete them first.")
	seen := map[string]bool{}
	for _, r := range p.EveryRule() {
		if uses(*r) && !seen[r.ID] {
			seen[r.ID] = true
			err.At("rules/"+r.ID, "This rule uses it.")
		}
	}
	if len(err.Fields) == 0 {
		return nil
	}
	return err
}

func checkName(name string) error {
	if !printable(name, MaxName) {
		return fault.New(fault.Invalid, "invalid_value", "A name is needed.").
			At("name", "Must have 1 to 200 characters, no control characters among them.")
	}
	return nil
}

// printable reports whether a text says something, in at most so many characters, none of them a control character.
func printable(text string, most int) bool {
	return strings.TrimSpace(text) != "" && utf8.RuneCountInString(text) <= most && utf8.ValidString(text) && !hasControl(text)
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func errLimit(what string, limit int) error {
	return fault.New(fault.Invalid, "limit", "An account has at most %d %s.", limit, what)
}

func indexOf[T any](items []T, is func(T) bool, code, detail string) (int, error) {
	at := slices.IndexFunc(items, is)
	if at < 0 {
		return 0, fault.New(fault.NotFound, code, "%s", detail)
	}
	return at, nil
}
