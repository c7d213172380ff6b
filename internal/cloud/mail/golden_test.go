package mail_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/emersion/go-message/charset"
	parser "github.com/emersion/go-message/mail"
	"github.com/google/go-cmp/cmp"

	"usersync/internal/notify"
)

// everyMail reads every built-in mail in every language, as package notify says them, by name.
func everyMail(t *testing.T) map[string]notify.Message {
	t.Helper()
	files, err := filepath.Glob("../../notify/testdata/golden/*.txt")
	if err != nil || len(files) < 70 {
		t.Fatalf("%d mails, %v", len(files), err)
	}
	mails := map[string]notify.Message{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		html, err := os.ReadFile(strings.TrimSuffix(file, ".txt") + ".html")
		if err != nil {
			t.Fatal(err)
		}
		subject, body, _ := strings.Cut(strings.TrimPrefix(string(text), "Subject: "), "\n\n")
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		mails[name] = notify.Message{Subject: subject, Text: body, HTML: string(html), Language: name[strings.LastIndexByte(name, '.')+1:]}
	}
	return mails
}

// names are those of people whom mail programs have trouble with.
var names = []string{"", "Ann Lee", "Zoë Müller", "D’Amico, Niccolò", `O"Brien \ Söhne`, "Łukasz Żółć", "محمد بن سلمان", "山田 太郎", strings.Repeat("Şebnem-Ürün ", 20) + "Ö"}

// TestEveryMailReachesSESAsItIs: subject, both parts and the name of whom it is for, through the SDK and back.
func TestEveryMailReachesSESAsItIs(t *testing.T) {
	p := newPost(t, nil)
	i := 0
	for name, m := range everyMail(t) {
		m.Intent, m.To, m.ToName = letter().Intent, "someone@example.com", names[i%len(names)]
		i++
		if _, err := p.Send(t.Context(), m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := p.mails[len(p.mails)-1]
		c := got.Content.Simple
		if c.Subject.Data != m.Subject || c.Body.Text == nil || c.Body.Text.Data != m.Text || c.Body.HTML == nil || c.Body.HTML.Data != m.HTML || c.Subject.Charset != "UTF-8" {
			t.Errorf("%s came as %+v", name, c)
		}
		to, err := netmail.ParseAddress(got.Destination.ToAddresses[0])
		if err != nil || to.Name != m.ToName || to.Address != m.To {
			t.Errorf("%s is for %q (%v), want %q", name, got.Destination.ToAddresses, err, m.ToName)
		}
		for _, r := range got.Destination.ToAddresses[0] {
			if r > '~' {
				t.Errorf("%s: the address of SES is ASCII, got %q", name, got.Destination.ToAddresses)
				break
			}
		}
	}
}

// TestEveryMailCanBeReadAsSESWritesIt: what SES got of each mail through the SDK, as the MIME that it makes of it, says to another's parser what the mail says. SES takes the
// addresses as they stand into the header, and the subject and the two parts as text of the charset that they come with.
func TestEveryMailCanBeReadAsSESWritesIt(t *testing.T) {
	p := newPost(t, nil)
	i := 0
	for name, m := range everyMail(t) {
		m.Intent, m.To, m.ToName = letter().Intent, "someone@example.com", names[i%len(names)]
		i++
		if _, err := p.Send(t.Context(), m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := readMIME(t, writeMIME(t, p.mails[len(p.mails)-1]))
		want := map[string]string{"From": "usersync <no-reply@sync.example.com>", "To": m.ToName + " <" + m.To + ">", "Subject": m.Subject, "text/plain": m.Text, "text/html": m.HTML}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s reads otherwise:\n%s", name, diff)
		}
	}
}

// writeMIME makes the mail of a request, as SES does.
func writeMIME(t *testing.T, got sent) []byte {
	t.Helper()
	var mail bytes.Buffer
	parts := multipart.NewWriter(&mail)
	fmt.Fprintf(&mail, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=%s\r\n\r\n",
		got.FromEmailAddress, strings.Join(got.Destination.ToAddresses, ", "), mime.QEncoding.Encode(got.Content.Simple.Subject.Charset, got.Content.Simple.Subject.Data), parts.Boundary())
	for kind, body := range map[string]*struct{ Data, Charset string }{"plain": got.Content.Simple.Body.Text, "html": got.Content.Simple.Body.HTML} {
		part, err := parts.CreatePart(textproto.MIMEHeader{"Content-Type": {"text/" + kind + "; charset=" + body.Charset}, "Content-Transfer-Encoding": {"base64"}})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, base64.StdEncoding.EncodeToString([]byte(body.Data)))
	}
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	return mail.Bytes()
}

// readMIME is what the parser of a mail program finds: addresses, subject, and the parts by type.
func readMIME(t *testing.T, mail []byte) map[string]string {
	t.Helper()
	r, err := parser.CreateReader(bytes.NewReader(mail))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, field := range []string{"From", "To"} {
		list, err := r.Header.AddressList(field)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %d addresses, %v", field, len(list), err)
		}
		got[field] = list[0].Name + " <" + list[0].Address + ">"
	}
	if got["Subject"], err = r.Header.Subject(); err != nil {
		t.Fatal(err)
	}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, err := part.Header.(*parser.InlineHeader).ContentType()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatal(err)
		}
		got[kind] = string(body)
	}
}
