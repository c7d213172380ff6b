package provision

import (
	"fmt"
	"net/url"

	"usersync/internal/fault"
)

// Limits of the settings of mails.
const (
	MaxTestAddresses = 10
	maxSignInURL     = 256 // characters: what a mail shows of a value
	maxContact       = 200 // characters
)

// AddressChecker judges addresses of mails.
type AddressChecker interface {
	// IsAddress reports whether a text is one bare address.
	IsAddress(text string) bool
}

// checkMails notes what is wrong with the settings of mails. Empty ones are fine.
func (s *Accounts) checkMails(bad *fault.Error, m MailSettings) {
	if m.SignInURL != "" && !isSecureURL(m.SignInURL) {
		bad.At("mails.signInUrl", "Must be an address that begins with https://, of at most 256 characters, without a user in it.")
	}
	if m.Contact != "" && !printable(m.Contact, maxContact) {
		bad.At("mails.contact", "Must have at most 200 characters, no control characters among them.")
	}
	if len(m.TestAddresses) > MaxTestAddresses {
		bad.At("mails.testAddresses", "Must be at most 10.")
	}
	for i, address := range m.TestAddresses {
		if !s.Mail.IsAddress(address) {
			bad.At(fmt.Sprintf("mails.testAddresses[%d]", i), "Must be one address, without a name.")
		}
	}
}

// isSecureURL reports whether a text is an absolute https address that reads in one way only.
func isSecureURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && printable(text, maxSignInURL) && u.Scheme == "https" && u.Host != "" && u.User == nil && u.String() == text
}
