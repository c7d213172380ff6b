package adminapi

import (
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// MailsBody is the settings of mails as they are written: what is absent stays, and an empty text takes away.
type MailsBody struct {
	Quiet         *bool     `json:"quiet,omitempty" doc:"True: whoever is new gets no welcome mail, now or later, as for a first sync of people who have been there for long."`
	RedirectTo    *string   `json:"redirectTo,omitempty" doc:"One address that all mails to people go to instead, for trying things out."`
	SignInURL     *string   `json:"signInUrl,omitempty" doc:"Where people sign in, as {{signIn.url}}: an https address of at most 256 characters."`
	Contact       *string   `json:"contact,omitempty" doc:"Whom people ask for help, as {{admin.contact}}, in at most 200 characters."`
	TestAddresses *[]string `json:"testAddresses,omitempty" doc:"The addresses that test mails may go to, 10 at most."`
}

// MailsView is the settings of mails as they are read.
type MailsView struct {
	Quiet         bool     `json:"quiet"`
	RedirectTo    string   `json:"redirectTo"`
	SignInURL     string   `json:"signInUrl"`
	Contact       string   `json:"contact"`
	TestAddresses []string `json:"testAddresses" nullable:"false"`
}

func mailsView(m provision.MailSettings, p *rule.Policy) MailsView {
	addresses := append([]string{}, m.TestAddresses...)
	return MailsView{Quiet: p.Quiet, RedirectTo: p.MailTo, SignInURL: m.SignInURL, Contact: m.Contact, TestAddresses: addresses}
}

// over puts what the body says over stored settings; nil changes nothing.
func (b *MailsBody) over(s *provision.MailSettings) {
	if b == nil {
		return
	}
	over(&s.SignInURL, b.SignInURL)
	over(&s.Contact, b.Contact)
	over(&s.TestAddresses, b.TestAddresses)
}
