package main

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/inproc"
)

// mailbox shows the mails of this machine to the admin API.
type mailbox struct{ *inproc.Mailbox }

// Mails implements adminapi.Mailbox.
func (m mailbox) Mails(ctx context.Context, a access.Account) ([]adminapi.Mail, error) {
	items, err := m.Items(ctx, a)
	mails := make([]adminapi.Mail, 0, len(items))
	for _, i := range items {
		mails = append(mails, adminapi.Mail(i))
	}
	return mails, err
}

// Mail implements adminapi.Mailbox.
func (m mailbox) Mail(ctx context.Context, a access.Account, id string) (adminapi.Mail, []byte, bool, error) {
	item, source, ok, err := m.Item(ctx, a, id)
	return adminapi.Mail(item), source, ok, err
}
