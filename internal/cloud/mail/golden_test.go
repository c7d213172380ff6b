package mail_test

import (
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
