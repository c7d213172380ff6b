package notice

import (
	"fmt"
	"slices"
	"strings"

	"usersync/internal/fault"
)

// Settings are what an account has set about notices. Where there are no addresses nobody is told anything; see Defaults.
type Settings struct {
	Addresses []string `json:"addresses,omitempty"` // at most MaxAddresses, each another, as a mail service takes them
	Language  string   `json:"language,omitempty"`  // "": the account's

	RunHeld       bool `json:"runHeld"`
	RunFailed     bool `json:"runFailed"`
	TokenExpiring bool `json:"tokenExpiring"` // and SecretExpiring
	SeatsLow      bool `json:"seatsLow"`
	SeatsPercent  int  `json:"seatsPercent"` // few seats are left when there are at most so many of a hundred, 0 to MaxPercent; 0: none
}

// Limits of Settings.
const (
	MaxAddresses = 10
	MaxPercent   = 50
)

// Defaults are the settings of an account that has set nothing: every kind, to nobody yet.
func Defaults() Settings {
	return Settings{RunHeld: true, RunFailed: true, TokenExpiring: true, SeatsLow: true, SeatsPercent: 10}
}

// Wants reports whether somebody is to be told of what is of this kind.
func (s Settings) Wants(k Kind) bool {
	if len(s.Addresses) == 0 {
		return false
	}
	switch k {
	case RunHeld:
		return s.RunHeld
	case RunFailed:
		return s.RunFailed
	case TokenExpiring, SecretExpiring:
		return s.TokenExpiring
	case SeatsLow:
		return s.SeatsLow
	default:
		return false
	}
}

// Check notes on bad what is not acceptable, under notices. isAddress says whether a text is an address that a mail can go to, known whether it is a language of mails.
func (s Settings) Check(bad *fault.Error, isAddress, known func(string) bool) {
	if len(s.Addresses) > MaxAddresses {
		bad.At("notices.addresses", fmt.Sprintf("At most %d addresses.", MaxAddresses))
	}
	for i, address := range s.Addresses[:min(len(s.Addresses), MaxAddresses)] {
		path := fmt.Sprintf("notices.addresses[%d]", i)
		same := func(other string) bool { return strings.EqualFold(other, address) }
		switch {
		case !isAddress(address):
			bad.At(path, "Must be one e-mail address, without a name.")
		case slices.ContainsFunc(s.Addresses[:i], same):
			bad.At(path, "Is there already.")
		}
	}
	if s.Language != "" && !known(s.Language) {
		bad.At("notices.language", "Not a language that mails are written in.")
	}
	if s.SeatsPercent < 0 || s.SeatsPercent > MaxPercent {
		bad.At("notices.seatsLow.percent", fmt.Sprintf("Must be 0 to %d.", MaxPercent))
	}
}

// Seats says how a product with a number of seats and so many of them free stands: NoSeats, SomeSeats, or "" when there are enough. was is how it stood. Once there were
// few it takes twice as many, and a tenth at least, before there are enough again: a seat that comes and goes tells nobody twice.
func (s Settings) Seats(was string, seats, free int64) string {
	few := int64(s.SeatsPercent)
	enough := max(2*few, 10)
	switch {
	case seats <= 0:
		return ""
	case free <= 0:
		return NoSeats
	case was != "" && free*100 <= enough*seats:
		return was
	case free*100 <= few*seats:
		return SomeSeats
	}
	return ""
}
