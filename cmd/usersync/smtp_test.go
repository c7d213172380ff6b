package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"

	"usersync/internal/apptest"
	"usersync/internal/fault"
	"usersync/internal/inproc"
	"usersync/internal/notify"
)

func letter(n int) notify.Message {
	return notify.Message{
		Intent: fmt.Sprintf("01ACME.01ANN.welcome-%d", n), To: "ann@example.com", ToName: "Zoë Müller", Subject: "Grüße", Text: "Willkommen, Zoë\n.\nEnde", HTML: "<p>Willkommen, Zoë</p>",
		Language: "de", Template: "default", Original: "zoe@example.com",
	}
}

func relay(p *apptest.PostOffice, log io.Writer) relayed {
	return relayed{Mailbox: inproc.NewMailbox(""), server: p.Address, from: "sync@example.com", roots: p.Trusts, log: slog.New(slog.NewTextHandler(log, nil))}
}

func TestAMailGoesToTheSMTPServerOnce(t *testing.T) {
	office := (&apptest.PostOffice{}).Open(t)
	box := relay(office, io.Discard)
	for range 3 {
		if _, err := box.Send(t.Context(), letter(1)); err != nil {
			t.Fatal(err)
		}
	}
	mails := office.Taken()
	if len(mails) != 1 || mails[0].From != "sync@example.com" || mails[0].To != "ann@example.com" {
		t.Fatalf("came: %+v", mails)
	}
	readsAs(t, mails[0].Source, letter(1))
	if fate, err := box.Fate(t.Context(), letter(1).Intent); err != nil || fate != notify.Accepted {
		t.Errorf("its fate is %v, %v", fate, err)
	}
}

// readsAs reads a mail by a parser of another hand.
func readsAs(t *testing.T, source string, want notify.Message) {
	t.Helper()
	r, err := mail.CreateReader(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := r.Header.Subject()
	if err != nil || subject != want.Subject || r.Header.Get(notify.HeaderOriginal) != want.Original || r.Header.Get("Message-ID") == "" {
		t.Errorf("headers %v, %v", r.Header, err)
	}
	if to, err := r.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != want.ToName {
		t.Errorf("to %v, %v", to, err)
	}
	for _, part := range []string{want.Text, want.HTML} {
		p, err := r.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p.Body)
		if got := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || strings.TrimSuffix(got, "\n") != part {
			t.Errorf("part %q, %v; want %q", got, err, part)
		}
	}
}

func TestCredentialsGoOverTLSOnly(t *testing.T) {
	t.Setenv(smtpUser, "sync")
	t.Setenv(smtpPassword, "right")
	open := (&apptest.PostOffice{User: "sync", Password: "right"}).Open(t)
	box := relay(open, io.Discard)
	if _, err := box.Send(t.Context(), letter(1)); fault.As(err).Code != notify.BlockedSetup || len(open.Taken()) > 0 {
		t.Errorf("without STARTTLS: %v, %d mails", err, len(open.Taken()))
	}
	secure := &apptest.PostOffice{User: "sync", Password: "right"}
	secure.Certified(t)
	box = relay(secure.Open(t), io.Discard)
	if _, err := box.Send(t.Context(), letter(1)); err != nil || len(secure.Taken()) != 1 || secure.Taken()[0].User != "sync" {
		t.Errorf("with STARTTLS: %v, %+v", err, secure.Taken())
	}
}

// TestACertificateThatIsNotTrusted: the mail waits, the log says why, and it goes out once somebody trusts the server.
func TestACertificateThatIsNotTrusted(t *testing.T) {
	office := &apptest.PostOffice{}
	office.Certified(t)
	var log bytes.Buffer
	box := relay(office.Open(t), &log)
	box.roots = nil
	if _, err := box.Send(t.Context(), letter(1)); !fault.Is(err, fault.TooMany) || fault.As(err).Code != notify.BlockedSetup || fault.As(err).RetryAfter != smtpLater {
		t.Errorf("the ledger hears %v", err)
	}
	if !strings.Contains(log.String(), "certificate signed by unknown authority") || len(office.Taken()) > 0 {
		t.Errorf("%d mails; the log says %s", len(office.Taken()), log.String())
	}
	box.roots = office.Trusts
	if _, err := box.Send(t.Context(), letter(1)); err != nil || len(office.Taken()) != 1 {
		t.Errorf("then: %v, %d mails", err, len(office.Taken()))
	}
}

func says(code int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCodeNotSet, Message: "about ann@example.com"}
}

func TestWhatAnSMTPServerSaysOfAMail(t *testing.T) {
	wrong := &apptest.PostOffice{User: "sync", Password: "another"}
	wrong.Certified(t)
	tests := map[string]struct {
		office *apptest.PostOffice
		kind   fault.Kind
		code   string
	}{
		"wants credentials":            {&apptest.PostOffice{User: "sync"}, fault.TooMany, notify.BlockedSetup},
		"refuses credentials":          {wrong, fault.TooMany, notify.BlockedSetup},
		"refuses the sender":           {&apptest.PostOffice{Mail: says(550)}, fault.TooMany, notify.BlockedSetup},
		"is busy":                      {&apptest.PostOffice{Mail: says(451)}, fault.TooMany, "mail_rate"},
		"knows no such person":         {&apptest.PostOffice{Rcpt: says(550)}, fault.Invalid, "mail_rejected"},
		"wants to see the mail again":  {&apptest.PostOffice{Rcpt: says(450)}, fault.TooMany, "mail_rate"},
		"dislikes what is in the mail": {&apptest.PostOffice{Data: says(554)}, fault.Invalid, "mail_rejected"},
		"has no room now":              {&apptest.PostOffice{Data: says(452)}, fault.TooMany, "mail_rate"},
		"dies with the mail":           {&apptest.PostOffice{HangUp: true}, fault.Unavailable, "mail_unknown"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.office == wrong {
				t.Setenv(smtpUser, "sync")
				t.Setenv(smtpPassword, "mine")
			}
			refusedAs(t, relay(tt.office.Open(t), io.Discard), tt.kind, tt.code)
		})
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	for _, address := range []string{closed.Addr().String(), "nowhere", "host:port"} {
		refusedAs(t, relay(&apptest.PostOffice{Address: address}, io.Discard), fault.TooMany, notify.BlockedSetup)
	}
}

// refusedAs: what was not taken is not in the mailbox, nobody claims to know its fate, and the log has no address of a person.
func refusedAs(t *testing.T, box relayed, kind fault.Kind, code string) {
	t.Helper()
	var log bytes.Buffer
	box.log = slog.New(slog.NewTextHandler(&log, nil))
	_, err := box.Send(t.Context(), letter(1))
	if f := fault.As(err); f.Kind != kind || f.Code != code {
		t.Errorf("%s: the ledger hears %v (%s)", box.server, f, f.Code)
	}
	if fate, err := box.Fate(t.Context(), letter(1).Intent); err != nil || fate != notify.Unknown {
		t.Errorf("%s: its fate is %v, %v", box.server, fate, err)
	}
	if !strings.Contains(log.String(), code) || strings.Contains(log.String(), "ann@example.com") {
		t.Errorf("%s: the log says %s", box.server, log.String())
	}
}
