package scenario

import "fmt"

// Entries of a timeline that tell of mails.
const (
	mailSent      = "mail.sent"
	mailDelivered = "mail.delivered"
)

// timeline is what happened to a user, newest first: "outcome rules", "outcome rules withheld", "grant.given", "mail.sent". That mails were delivered is held against
// what the stage's mail service says, and left out: its word comes at a time of its own.
func (p *player) timeline(name string) (any, error) {
	all, err := p.items("/users/{" + name + "}/timeline")
	entries, sent, delivered := []any{}, 0, 0
	for _, e := range all {
		if e["kind"] == mailDelivered {
			delivered++
			continue
		}
		if e["kind"] == mailSent {
			sent++
		}
		entries = append(entries, entryPhrase(e))
	}
	if !p.stage.Reports() {
		sent = 0
	}
	if err == nil && delivered != sent {
		err = fmt.Errorf("%d mails are said to be delivered, want %d", delivered, sent)
	}
	return entries, err
}

// entryPhrase: "grant.given", "outcome inputs approved".
func entryPhrase(of object) string {
	phrase := words(of["kind"], of["cause"])
	for _, hold := range objects(of["holds"]) {
		phrase = words(phrase, hold["turn"])
	}
	return phrase
}
