package main

import (
	"bufio"
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"strings"
	"testing"

	"usersync/internal/inproc"
	"usersync/internal/notify"
)

// smtpServer takes mails in the clear and notes them; with refuse it takes none.
func smtpServer(t *testing.T, refuse bool) (address string, mails chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	mails = make(chan string, 9)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			converse(c, refuse, mails)
		}
	}()
	return listener.Addr().String(), mails
}

// converse is a session as RFC 5321 has it, as far as one mail needs it.
func converse(c net.Conn, refuse bool, mails chan string) {
	defer func() { _ = c.Close() }()
	in := bufio.NewScanner(c)
	reply := func(text string) { _, _ = fmt.Fprintf(c, "%s\r\n", text) }
	reply("220 stand-in")
	for in.Scan() {
		verb, _, _ := strings.Cut(strings.ToUpper(in.Text()), " ")
		switch {
		case verb == "QUIT":
			reply("221 bye")
			return
		case verb == "MAIL" && refuse:
			reply("550 not here")
		case verb == "DATA":
			reply("354 go on")
			var text strings.Builder
			for in.Scan() && in.Text() != "." {
				text.WriteString(in.Text() + "\r\n")
			}
			mails <- text.String()
			reply("250 taken")
		default:
			reply("250 fine")
		}
	}
}

func letter(n int) notify.Message {
	return notify.Message{
		Intent: fmt.Sprintf("01ACME.01ANN.welcome-%d", n), To: "ann@example.com", ToName: "Zoë Müller", Subject: "Grüße", Text: "Willkommen, Zoë", HTML: "<p>Willkommen, Zoë</p>",
		Language: "de", Template: "default",
	}
}

func TestAMailGoesToTheSMTPServerOnceAsWell(t *testing.T) {
	address, mails := smtpServer(t, false)
	box := relayed{inproc.NewMailbox(""), address, "sync@example.com", slog.New(slog.DiscardHandler)}
	for range 3 {
		if _, err := box.Send(t.Context(), letter(1)); err != nil {
			t.Fatal(err)
		}
	}
	if len(mails) != 1 {
		t.Fatalf("%d mails came", len(mails))
	}
	m, err := mail.ReadMessage(strings.NewReader(<-mails))
	if err != nil {
		t.Fatal(err)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || from[0].Address != "sync@example.com" || m.Header.Get("Message-ID") == "" {
		t.Errorf("headers %v, %v", m.Header, err)
	}
	if subject := m.Header.Get("Subject"); !strings.Contains(strings.ToLower(subject), "=?utf-8?") {
		t.Errorf("subject %q", subject)
	}
}

func TestAnSMTPServerThatTakesNothingStopsNothing(t *testing.T) {
	refusing, _ := smtpServer(t, true)
	for _, address := range []string{refusing, "127.0.0.1:1", "nowhere", "host:port"} {
		var log bytes.Buffer
		box := relayed{inproc.NewMailbox(""), address, "sync@example.com", slog.New(slog.NewTextHandler(&log, nil))}
		if _, err := box.Send(t.Context(), letter(1)); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if fate, err := box.Fate(t.Context(), letter(1).Intent); err != nil || fate != notify.Accepted {
			t.Errorf("%s: the mailbox does not have it: %v, %v", address, fate, err)
		}
		if !strings.Contains(log.String(), "did not take a mail") || strings.Contains(log.String(), "ann@example.com") {
			t.Errorf("%s: the log says %s", address, log.String())
		}
	}
}
