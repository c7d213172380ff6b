package inproc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/inproc"
	"usersync/internal/notify"
)

func welcomeTo(user string) notify.Message {
	return notify.Message{
		Intent: "01ACME." + user + ".welcome-1", To: strings.ToLower(user) + "@example.com", ToName: "Änn \"the\" Lee", Subject: "Grüße an " + user,
		Text: "Hello\n\n.\nfrom =20 us \n", HTML: "<p>Hellö</p>", Language: "en", Template: "default",
	}
}

var acme = access.FromTrigger("01ACME")

func send(t *testing.T, b *inproc.Mailbox, m notify.Message) {
	t.Helper()
	if id, err := b.Send(t.Context(), m); err != nil || id != m.Intent+"@usersync.invalid" {
		t.Fatalf("sent as %q, %v", id, err)
	}
}

func items(t *testing.T, b *inproc.Mailbox, a access.Account) []inproc.Mail {
	t.Helper()
	mails, err := b.Items(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return mails
}

// mailboxes runs a story on both kinds.
func mailboxes(t *testing.T, story func(t *testing.T, b *inproc.Mailbox)) {
	t.Run("in memory", func(t *testing.T) { story(t, inproc.NewMailbox("")) })
	t.Run("in a folder", func(t *testing.T) { story(t, inproc.NewMailbox(filepath.Join(t.TempDir(), "mail"))) })
}

func TestAMailThatWasSentIsInTheMailbox(t *testing.T) {
	mailboxes(t, func(t *testing.T, b *inproc.Mailbox) {
		if got := items(t, b, acme); len(got) != 0 {
			t.Errorf("a new mailbox has %v", got)
		}
		m := welcomeTo("Ann")
		send(t, b, m)
		got := items(t, b, acme)
		if len(got) != 1 || time.Since(got[0].At) > time.Minute || got[0].At.Location() != time.UTC {
			t.Fatalf("the mailbox has %+v", got)
		}
		got[0].At = time.Time{}
		want := inproc.Mail{ID: m.Intent, To: m.To, Subject: m.Subject, Language: "en", Template: "default", Text: m.Text, HTML: m.HTML}
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Error(diff)
		}
		if other := items(t, b, access.FromTrigger("01OTHER")); len(other) != 0 {
			t.Errorf("another account sees %v", other)
		}
	})
}

func TestTheNewestMailComesFirst(t *testing.T) {
	mailboxes(t, func(t *testing.T, b *inproc.Mailbox) {
		for i := range 5 {
			send(t, b, welcomeTo(fmt.Sprint("u", i)))
		}
		for i, m := range items(t, b, acme) {
			if want := fmt.Sprintf("u%d@example.com", 4-i); m.To != want {
				t.Errorf("mail %d is to %s, want %s", i, m.To, want)
			}
		}
	})
}

func TestAnIntentIsKeptOnceHoweverManySendIt(t *testing.T) {
	mailboxes(t, func(t *testing.T, b *inproc.Mailbox) {
		var all sync.WaitGroup
		for i := range 64 {
			all.Go(func() {
				m := welcomeTo("Ann")
				m.Text = fmt.Sprint("try ", i)
				if _, err := b.Send(t.Context(), m); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := items(t, b, acme); len(got) != 1 {
			t.Errorf("the mailbox has %d mails", len(got))
		}
	})
}

func TestTheMailboxKnowsTheFateOfEveryMail(t *testing.T) {
	mailboxes(t, func(t *testing.T, b *inproc.Mailbox) {
		send(t, b, welcomeTo("Ann"))
		for intent, want := range map[string]notify.Fate{
			"01ACME.Ann.welcome-1": notify.Accepted, "01ACME.Ann.welcome-2": notify.NotAccepted, "01ACME.Bob.welcome-1": notify.NotAccepted,
			"01OTHER.Ann.welcome-1": notify.NotAccepted, "../etc/passwd": notify.NotAccepted, "": notify.NotAccepted,
		} {
			if got, err := b.Fate(t.Context(), intent); got != want || err != nil {
				t.Errorf("%q: %v, %v; want %v", intent, got, err, want)
			}
		}
	})
}

func TestAMailThatNoMailCanBeIsRejected(t *testing.T) {
	for name, change := range map[string]func(*notify.Message){
		"a header in the subject":    func(m *notify.Message) { m.Subject = "x\r\nBcc: all@example.com" },
		"a header in the name":       func(m *notify.Message) { m.ToName = "x\nBcc: all@example.com" },
		"a header in the address":    func(m *notify.Message) { m.To = "a@example.com\r\nBcc: all@example.com" },
		"a header in the template":   func(m *notify.Message) { m.Template = "x\r\n\r\nbody" },
		"a header in the language":   func(m *notify.Message) { m.Language = "x\x00" },
		"no address":                 func(m *notify.Message) { m.To = "" },
		"two addresses":              func(m *notify.Message) { m.To = "a@example.com, b@example.com" },
		"a way out of the folder":    func(m *notify.Message) { m.Intent = "01ACME/../../x.y" },
		"a hidden file":              func(m *notify.Message) { m.Intent = ".x" },
		"an intent of no account":    func(m *notify.Message) { m.Intent = "welcome" },
		"an intent that is too long": func(m *notify.Message) { m.Intent = "01ACME." + strings.Repeat("x", 200) },
	} {
		mailboxes(t, func(t *testing.T, b *inproc.Mailbox) {
			m := welcomeTo("Ann")
			change(&m)
			if _, err := b.Send(t.Context(), m); !fault.Is(err, fault.Invalid) || fault.Code(err) != "mail_rejected" {
				t.Errorf("%s: %v", name, err)
			}
			if got := items(t, b, acme); len(got) != 0 {
				t.Errorf("%s: the mailbox has %v", name, got)
			}
		})
	}
}

func TestTheFilesAreRealMails(t *testing.T) {
	folder := t.TempDir()
	redirected := welcomeTo("Ann")
	redirected.Original = "ann@acme.example"
	send(t, inproc.NewMailbox(folder), redirected)
	files, err := filepath.Glob(filepath.Join(folder, "01ACME", "*"))
	if err != nil || len(files) != 1 || filepath.Base(files[0]) != "01ACME.Ann.welcome-1.eml" {
		t.Fatalf("the folder has %v, %v", files, err)
	}
	eml, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.SplitAfter(string(eml), "\n") {
		if len(line) > 80 || line != "" && !strings.HasSuffix(line, "\r\n") {
			t.Errorf("a line that is too long or does not end as it must (RFC 5322 section 2.1.1): %q", line)
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(eml))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"From": `"usersync" <no-reply@usersync.invalid>`, "Message-Id": "<01ACME.Ann.welcome-1@usersync.invalid>", "Mime-Version": "1.0",
		"X-Usersync-Intent": "01ACME.Ann.welcome-1", "X-Usersync-Template": "default", "X-Usersync-Language": "en",
		"X-Usersync-Original-To": "ann@acme.example",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != `Änn "the" Lee` || to[0].Address != "ann@example.com" {
		t.Errorf("to %v, %v", to, err)
	}
	if kind, _, err := mime.ParseMediaType(m.Header.Get("Content-Type")); kind != "multipart/alternative" || err != nil {
		t.Errorf("of type %q, %v", kind, err)
	}
	if _, err := m.Header.Date(); err != nil {
		t.Errorf("date: %v", err)
	}
}

func TestAMailboxOutlivesItsProcess(t *testing.T) {
	folder := t.TempDir()
	send(t, inproc.NewMailbox(folder), welcomeTo("Ann"))
	half := filepath.Join(folder, "01ACME", ".01ACME.Bob.welcome-1.tmp") // a process that died in the middle of a mail
	if err := os.WriteFile(half, []byte("From: "), 0o600); err != nil {
		t.Fatal(err)
	}
	b := inproc.NewMailbox(folder)
	if got := items(t, b, acme); len(got) != 1 {
		t.Errorf("the mailbox has %v", got)
	}
	if fate, err := b.Fate(t.Context(), "01ACME.Bob.welcome-1"); fate != notify.NotAccepted || err != nil {
		t.Errorf("half a mail: %v, %v", fate, err)
	}
	send(t, b, welcomeTo("Bob"))
	send(t, b, welcomeTo("Ann"))
	if got := items(t, b, acme); len(got) != 2 || got[0].To != "bob@example.com" {
		t.Errorf("the mailbox has %v", got)
	}
}

func TestAMailboxThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mail")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b := inproc.NewMailbox(file)
	if _, err := b.Send(t.Context(), welcomeTo("Ann")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("send: %v", err)
	}
	if fate, err := b.Fate(t.Context(), "01ACME.Ann.welcome-1"); fate != notify.Unknown || !fault.Is(err, fault.Unavailable) {
		t.Errorf("fate: %v, %v", fate, err)
	}
	if _, err := b.Items(t.Context(), acme); !fault.Is(err, fault.Unavailable) {
		t.Errorf("items: %v", err)
	}
}

func TestAFileThatIsNoMail(t *testing.T) {
	for name, content := range map[string]string{
		"nothing":           "",
		"no addressee":      "Date: Mon, 02 Jan 2006 15:04:05 +0000\r\n\r\n",
		"no date":           "To: a@example.com\r\n\r\n",
		"a bad word":        "To: a@example.com\r\nDate: Mon, 02 Jan 2006 15:04:05 +0000\r\nSubject: =?x-y?q?a?=\r\n\r\n",
		"no type":           "To: a@example.com\r\nDate: Mon, 02 Jan 2006 15:04:05 +0000\r\n\r\n",
		"a part of no type": "To: a@example.com\r\nDate: Mon, 02 Jan 2006 15:04:05 +0000\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
		"half a mail":       "To: a@example.com\r\nDate: Mon, 02 Jan 2006 15:04:05 +0000\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent",
		"bad encoding":      "To: a@example.com\r\nDate: Mon, 02 Jan 2006 15:04:05 +0000\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na\x01b\r\n",
	} {
		folder := t.TempDir()
		if err := os.Mkdir(filepath.Join(folder, "01ACME"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "01ACME", "x.eml"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := inproc.NewMailbox(folder).Items(t.Context(), acme); !fault.Is(err, fault.Internal) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADiskThatIsInTheWay(t *testing.T) {
	folder := t.TempDir()
	account := filepath.Join(folder, "01ACME")
	blocks := func(name string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(account, name, "x"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	b := inproc.NewMailbox(folder)
	blocks(".01ACME.Ann.welcome-1.tmp")
	if _, err := b.Send(t.Context(), welcomeTo("Ann")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a file that cannot be written: %v", err)
	}
	if fate, err := b.Fate(t.Context(), "01ACME.Ann.welcome-1"); fate != notify.NotAccepted || err != nil {
		t.Errorf("its fate: %v, %v", fate, err)
	}
	blocks("x.eml")
	if _, err := b.Items(t.Context(), acme); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a file that cannot be read: %v", err)
	}
}

func TestNobodyWaitsForTheList(t *testing.T) {
	b := inproc.NewMailbox("")
	send(t, b, welcomeTo("Ann"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Items(ctx, acme); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Every mail reads back as it was sent.
func TestMailsReadBackEqual(t *testing.T) {
	line := rapid.StringMatching(`[ -~äß€😀]{0,120}`)
	word := rapid.StringMatching(`[!-~äß€😀]([ -~äß€😀]{0,60}[!-~äß€😀])?`)
	body := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOf(line).Draw(t, "lines"), "\n") })
	rapid.Check(t, func(r *rapid.T) {
		b := inproc.NewMailbox("")
		m := welcomeTo("Ann")
		m.Subject, m.ToName = word.Draw(r, "subject"), word.Draw(r, "name")
		m.Text, m.HTML = body.Draw(r, "text"), body.Draw(r, "html")
		if _, err := b.Send(t.Context(), m); err != nil {
			r.Fatal(err)
		}
		got, err := b.Items(t.Context(), acme)
		if err != nil || len(got) != 1 {
			r.Fatal(got, err)
		}
		if got[0].Subject != m.Subject || got[0].To != m.To || got[0].Text != m.Text || got[0].HTML != m.HTML {
			r.Fatalf("sent %+v\ngot  %+v", m, got[0])
		}
	})
}
