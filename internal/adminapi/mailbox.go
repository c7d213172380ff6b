package adminapi

import (
	"context"
	"time"

	"usersync/internal/fault"
)

// MailView is one mail of the local mailbox.
type MailView struct {
	ID       string    `json:"id"`
	To       string    `json:"to"`
	Subject  string    `json:"subject"`
	Language string    `json:"language"`
	Template string    `json:"template"`
	Text     string    `json:"text"`
	HTML     string    `json:"html"`
	At       time.Time `json:"at"`
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
		m.At = moment(m.At)
		return MailView(m)
	})
}
