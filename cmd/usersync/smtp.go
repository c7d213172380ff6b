package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	netmail "net/mail"
	"os"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"usersync/internal/fault"
	"usersync/internal/inproc"
	"usersync/internal/notify"
)

// The variables that hold the credentials for an SMTP server: flags are seen by everybody on the machine.
const (
	smtpUser     = "USERSYNC_SMTP_USER"
	smtpPassword = "USERSYNC_SMTP_PASSWORD" // #nosec G101 -- the name of a variable
)

const (
	smtpWithin = 15 * time.Second // how long handing a mail over may take
	smtpLater  = time.Minute      // when a mail that was not taken is tried again
)

// relayed sends mails by an SMTP server, and keeps those that it took in the mailbox. What it says of a mail is what the mail ledger asks of any mail service:
// a mail that was not taken is tried again, and one that nobody knows the fate of once.
type relayed struct {
	*inproc.Mailbox
	server, from string         // "host:port"; the address that mails come from
	roots        *x509.CertPool // nil: those of the system
	log          *slog.Logger
}

// Send implements notify.Mailer.
func (r relayed) Send(ctx context.Context, m notify.Message) (string, error) {
	before, err := r.Mailbox.Fate(ctx, m.Intent)
	if err != nil {
		return "", err
	}
	if before != notify.Accepted {
		if err := r.hand(ctx, m); err != nil {
			return "", err
		}
	}
	return r.Mailbox.Send(ctx, m)
}

// Fate knows of what is in the mailbox that it was taken, and of nothing else that it was not: a process may have died before it put a mail away.
func (r relayed) Fate(ctx context.Context, intent string) (notify.Fate, error) {
	fate, err := r.Mailbox.Fate(ctx, intent)
	if fate == notify.NotAccepted {
		fate = notify.Unknown
	}
	return fate, err
}

// hand has the server take a mail.
func (r relayed) hand(ctx context.Context, m notify.Message) error {
	mail, err := inproc.NewMail(m, netmail.Address{Address: r.from}, time.Now())
	if err != nil {
		return err
	}
	client, err := r.client()
	if err != nil {
		return r.refused(ctx, err)
	}
	ctx, cancel := context.WithTimeout(ctx, smtpWithin)
	defer cancel()
	if err = client.DialAndSendWithContext(ctx, mail); err == nil || mail.IsDelivered() {
		return nil
	}
	return r.refused(ctx, err)
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
	options := []gomail.Option{
		gomail.WithPort(number), gomail.WithTimeout(smtpWithin), gomail.WithTLSPolicy(gomail.TLSOpportunistic),
		gomail.WithTLSConfig(&tls.Config{ServerName: host, RootCAs: r.roots, MinVersion: tls.VersionTLS12}),
	}
	if user := os.Getenv(smtpUser); user != "" {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(user), gomail.WithPassword(os.Getenv(smtpPassword)))
	}
	return gomail.NewClient(host, options...)
}

// refused says to the log and to the mail ledger why a mail was not taken. What a server says of a mail may quote addresses: the log has its number alone.
func (r relayed) refused(ctx context.Context, err error) error {
	f := smtpFailure(err)
	why := slog.Any("error", err)
	if said, ok := errors.AsType[*gomail.SendError](err); ok {
		why = slog.Group("reply", "to", said.Reason.String(), "code", said.ErrorCode())
	}
	r.log.WarnContext(ctx, "the SMTP server did not take a mail", slog.String("server", r.server), slog.String("code", f.Code), why)
	return f.Because(err)
}

// smtpFailure says what an error of a server, or of the way to it, means for the mail (RFC 5321 section 4.2.1).
func smtpFailure(err error) *fault.Error {
	said, ok := errors.AsType[*gomail.SendError](err)
	if !ok { // no connection, a certificate that is not trusted, no STARTTLS, credentials that are none: no mail was spoken of
		return smtpWaits(notify.BlockedSetup)
	}
	switch code := said.ErrorCode(); {
	case code == 530 || code == 535 || code == 538: // credentials or TLS are wanted (RFC 4954 section 6)
		return smtpWaits(notify.BlockedSetup)
	case code >= 500 && said.Reason == gomail.ErrSMTPMailFrom: // the sender's address
		return smtpWaits(notify.BlockedSetup)
	case code >= 500:
		return fault.New(fault.Invalid, "mail_rejected", "The mail server refuses the mail for good.")
	case code >= 400:
		return smtpWaits("mail_rate")
	case said.Reason == gomail.ErrSMTPDataClose: // the whole mail was sent, and no answer came
		return fault.New(fault.Unavailable, "mail_unknown", "The mail server did not say what became of the mail.")
	default: // the connection broke before the mail was whole
		return smtpWaits("mail_unreachable")
	}
}

func smtpWaits(code string) *fault.Error {
	f := fault.New(fault.TooMany, code, "The mail server did not take the mail. It is tried again.")
	f.RetryAfter = smtpLater
	return f
}
