package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"usersync/internal/access"
	"usersync/internal/inproc"
	"usersync/internal/notify"
)

// The variables that hold the credentials for an SMTP server: flags are seen by everybody on the machine.
const (
	smtpUser     = "USERSYNC_SMTP_USER"
	smtpPassword = "USERSYNC_SMTP_PASSWORD" // #nosec G101 -- the name of a variable
)

// smtpWithin is how long handing a mail to an SMTP server may take.
const smtpWithin = 15 * time.Second

// relayed is a mailbox whose mails go to an SMTP server as well. The mailbox stays what the mail ledger asks: a copy that cannot be handed over is logged and not tried
// again, so that no server makes two mails of one.
type relayed struct {
	*inproc.Mailbox
	server, from string // "host:port"; the address that copies come from
	log          *slog.Logger
}

// Send implements notify.Mailer.
func (r relayed) Send(ctx context.Context, m notify.Message) (string, error) {
	before, err := r.Fate(ctx, m.Intent)
	if err != nil {
		return "", err
	}
	id, err := r.Mailbox.Send(ctx, m)
	if err != nil || before == notify.Accepted {
		return id, err
	}
	if err := r.copy(ctx, m.Intent); err != nil {
		r.log.WarnContext(ctx, "the SMTP server did not take a mail; it is in the mailbox", "server", r.server, "mail", m.Intent, "error", err)
	}
	return id, nil
}

// copy hands the mail over as it is in the mailbox, but for its sender.
func (r relayed) copy(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, smtpWithin)
	defer cancel()
	_, source, ok, err := r.Item(ctx, r.accountOf(id), id)
	if err != nil || !ok {
		return fmt.Errorf("read the mail: %w", err)
	}
	mail, err := gomail.EMLToMsgFromReader(bytes.NewReader(source))
	if err != nil {
		return fmt.Errorf("read the mail: %w", err)
	}
	if err := mail.From(r.from); err != nil {
		return fmt.Errorf("set the sender: %w", err)
	}
	client, err := r.client()
	if err != nil {
		return err
	}
	return client.DialAndSendWithContext(ctx, mail)
}

func (relayed) accountOf(id string) access.Account {
	account, _, _, _ := notify.ParseIntentID(id)
	return inproc.AccountOf(account)
}

// client uses STARTTLS where the server offers it, and demands it where credentials are sent.
func (r relayed) client() (*gomail.Client, error) {
	host, port, err := net.SplitHostPort(r.server)
	if err != nil {
		return nil, fmt.Errorf("--smtp: %w", err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("--smtp: %w", err)
	}
	options := []gomail.Option{gomail.WithPort(number), gomail.WithTimeout(smtpWithin), gomail.WithTLSPolicy(gomail.TLSOpportunistic)}
	if user := os.Getenv(smtpUser); user != "" {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(user), gomail.WithPassword(os.Getenv(smtpPassword)))
	}
	return gomail.NewClient(host, options...)
}
