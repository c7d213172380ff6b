package inproc_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/emersion/go-message/charset"
	"github.com/emersion/go-message/mail"

	"usersync/internal/inproc"
	"usersync/internal/notify"
)

// read is a mail as a mail program reads it.
type read struct {
	subject, to, toName string
	parts               map[string]string // by type
	charset             map[string]string
}

// open reads an .eml file with a parser that is not the writer's.
func open(t *testing.T, eml []byte) read {
	t.Helper()
	r, err := mail.CreateReader(bytes.NewReader(eml))
	if err != nil {
		t.Fatal(err)
	}
	got := read{parts: map[string]string{}, charset: map[string]string{}}
	if got.subject, err = r.Header.Subject(); err != nil {
		t.Fatal(err)
	}
	to, err := r.Header.AddressList("To")
	if err != nil || len(to) != 1 {
		t.Fatalf("%d recipients, %v", len(to), err)
	}
	got.to, got.toName = to[0].Address, to[0].Name
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		header, ok := part.Header.(*mail.InlineHeader)
		if !ok {
			t.Fatalf("a part is %T", part.Header)
		}
		kind, parameters, err := header.ContentType()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatal(err)
		}
		got.parts[kind], got.charset[kind] = strings.ReplaceAll(string(body), "\r\n", "\n"), parameters["charset"]
	}
}

// TestEveryMailIsReadBackAsItWasWritten: every built-in mail in every language, as MIME, for people with difficult names.
func TestEveryMailIsReadBackAsItWasWritten(t *testing.T) {
	names := []string{"", "Ann Lee", "Zoë Müller", "D’Amico, Niccolò", `O"Brien \ Söhne`, "Łukasz Żółć", "محمد بن سلمان", "山田 太郎", strings.Repeat("Şebnem-Ürün ", 20) + "Ö"}
	files, err := filepath.Glob("../notify/testdata/golden/*.txt")
	if err != nil || len(files) < 70 {
		t.Fatalf("%d mails, %v", len(files), err)
	}
	for i, file := range files {
		m := goldenMail(t, file)
		m.Intent, m.To, m.ToName = "01ACME.01ANN.welcome-1", "someone@example.com", names[i%len(names)]
		box := inproc.NewMailbox("")
		if _, err := box.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		_, eml, ok, err := box.Item(t.Context(), inproc.AccountOf("01ACME"), m.Intent)
		if err != nil || !ok {
			t.Fatalf("no file: %v", err)
		}
		checkLines(t, file, eml)
		got := open(t, eml)
		if got.subject != m.Subject || got.to != m.To || got.toName != m.ToName {
			t.Errorf("%s: subject %q for %q <%s>, want %q for %q", file, got.subject, got.toName, got.to, m.Subject, m.ToName)
		}
		if len(got.parts) != 2 || got.parts["text/plain"] != m.Text || got.parts["text/html"] != m.HTML {
			t.Errorf("%s: parts %q", file, got.parts)
		}
		for kind, charset := range got.charset {
			if !strings.EqualFold(charset, "utf-8") {
				t.Errorf("%s: %s is in %s", file, kind, charset)
			}
		}
	}
}

func goldenMail(t *testing.T, file string) notify.Message {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	html, err := os.ReadFile(strings.TrimSuffix(file, ".txt") + ".html")
	if err != nil {
		t.Fatal(err)
	}
	subject, body, _ := strings.Cut(strings.TrimPrefix(string(text), "Subject: "), "\n\n")
	return notify.Message{Subject: subject, Text: body, HTML: string(html), Language: "en"}
}

// checkLines holds a mail to RFC 5322: ASCII, lines of at most 998 characters, each ended by CRLF.
func checkLines(t *testing.T, name string, eml []byte) {
	t.Helper()
	for _, line := range bytes.Split(bytes.TrimSuffix(eml, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n") || bytes.ContainsFunc(line, func(r rune) bool { return r > '~' }) {
			t.Errorf("%s: a line of %d bytes: %.80q", name, len(line), line)
		}
	}
}
