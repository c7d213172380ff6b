package adminapi

import (
	"context"

	"usersync/internal/fault"
)

// MailView is one mail of the local mailbox.
type MailView struct {
	ID       string `json:"id"`
	To       string `json:"to"`
	Subject  string `json:"subject"`
	Language string `json:"language"`
	Template string `json:"template"`
	Text     string `json:"text"`
	HTML     string `json:"html"`
	At       Moment `json:"at"`
}

func (s *server) listMails(ctx context.Context, in *PageInput) (*listOutput[MailView], error) {
	if s.Mailbox == nil {
		return nil, fault.New(fault.NotFound, "no_mailbox", "Mails are really sent here; only a laptop keeps a mailbox.")
	}
	mails, err := s.Mailbox.Mails(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	return paged(*in, mails, func(m Mail) MailView {
		return MailView{
			ID: m.ID, To: m.To, Subject: m.Subject, Language: m.Language, Template: m.Template, Text: m.Text, HTML: m.HTML, At: Moment(m.At),
		}
	})
}
