package mail_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"usersync/internal/access"
	"usersync/internal/cloud/mail"
	"usersync/internal/fault"
	"usersync/internal/notify"
)

// sent is a request as SES reads it.
type sent struct {
	FromEmailAddress     string
	ConfigurationSetName *string
	Destination          struct{ ToAddresses, CcAddresses, BccAddresses []string }
	EmailTags            []struct{ Name, Value string }
	Content              struct {
		Simple struct {
			Subject struct{ Data, Charset string }
			Headers []struct{ Name, Value string }
			Body    struct {
				Text, HTML *struct{ Data, Charset string }
			}
		}
	}
}

// post is a SES that notes what it gets. A test may answer in its place.
type post struct {
	mail.Mailer
	answer http.HandlerFunc

	mu     sync.Mutex // a request that was given up may still be read
	mails  []sent
	bodies []string
}

func newPost(t *testing.T, answer http.HandlerFunc) *post {
	t.Helper()
	p := &post{answer: answer}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.Mailer = mail.Mailer{Client: client(server.URL, nil), From: "usersync <no-reply@sync.example.com>", ConfigurationSet: "usersync-dev"}
	return p
}

// client is set up as in production: its own retries are on.
func client(url string, transport http.RoundTripper) *sesv2.Client {
	o := sesv2.Options{
		Region: "eu-west-1", BaseEndpoint: &url, RetryMaxAttempts: 3,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}
	if transport != nil {
		o.HTTPClient = &http.Client{Transport: transport}
	}
	return sesv2.New(o)
}

func (p *post) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var m sent
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/v2/email/outbound-emails" || json.Unmarshal(body, &m) != nil {
		http.Error(w, "no mail", http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	p.mails, p.bodies = append(p.mails, m), append(p.bodies, string(body))
	p.mu.Unlock()
	if p.answer != nil {
		p.answer(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, `{"MessageId":"0102019400000000-aaaa"}`)
}

// count is how many mails SES got.
func (p *post) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.mails)
}

// letter is the welcome mail of a user.
func letter() notify.Message {
	return notify.Message{
		Intent: "01JD8Q3V5TBC4X7N2M6R9K0HWE.01JD8Q4B2Y0000000000000001.welcome-1",
		To:     "zoe.mueller@example.com", ToName: "Müller, Zoë", Subject: "Willkommen, Zoë", Text: "Hallo Zoë\n", HTML: "<p>Hallo Zoë", Language: "de",
	}
}

func TestAMailIsHandedOverWhole(t *testing.T) {
	p := newPost(t, nil)
	id, err := p.Send(context.Background(), letter())
	if err != nil || id != "0102019400000000-aaaa" || len(p.mails) != 1 {
		t.Fatalf("id %q, %v, %d mails", id, err, len(p.mails))
	}
	m := p.mails[0]
	if m.FromEmailAddress != "usersync <no-reply@sync.example.com>" || aws.ToString(m.ConfigurationSetName) != "usersync-dev" {
		t.Errorf("from %q by %v", m.FromEmailAddress, m.ConfigurationSetName)
	}
	to, err := netmail.ParseAddressList(strings.Join(m.Destination.ToAddresses, ", "))
	if err != nil || len(to) != 1 || *to[0] != (netmail.Address{Name: letter().ToName, Address: letter().To}) || m.Destination.CcAddresses != nil || m.Destination.BccAddresses != nil {
		t.Errorf("to %+v", m.Destination)
	}
	if len(m.EmailTags) != 2 || m.EmailTags[1].Name != mail.PurposeTag || m.EmailTags[1].Value != "welcome" || m.EmailTags[0].Name != mail.IntentTag || mail.IntentOf(m.EmailTags[0].Value) != letter().Intent {
		t.Errorf("tags %v", m.EmailTags)
	}
	c := m.Content.Simple
	if c.Subject.Data != letter().Subject || c.Body.Text.Data != letter().Text || c.Body.HTML.Data != letter().HTML ||
		c.Subject.Charset != "UTF-8" || c.Body.Text.Charset != "UTF-8" || c.Body.HTML.Charset != "UTF-8" {
		t.Errorf("content %s", p.bodies[0])
	}
}

func TestARedirectedMailSaysWhomItWasFor(t *testing.T) {
	p, m := newPost(t, nil), letter()
	m.Original = "ann@example.com"
	if _, err := p.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if h := p.mails[0].Content.Simple.Headers; len(h) != 1 || h[0].Name != notify.HeaderOriginal || h[0].Value != "ann@example.com" {
		t.Errorf("headers %v", h)
	}
}

func TestWhatIsNotSetIsLeftOut(t *testing.T) {
	p := newPost(t, nil)
	p.ConfigurationSet = ""
	m := letter()
	m.HTML, m.ToName = "", ""
	if _, err := p.Send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if p.mails[0].ConfigurationSetName != nil || p.mails[0].Content.Simple.Body.HTML != nil || p.mails[0].Destination.ToAddresses[0] != "<zoe.mueller@example.com>" {
		t.Errorf("sent %s", p.bodies[0])
	}
}

func TestATagHoldsAnyIntent(t *testing.T) {
	account := access.FromTrigger("01JD8Q3V5TBC4X7N2M6R9K0HWE")
	for _, name := range []string{"welcome#1", "welcome#1234567890"} {
		intent := notify.IntentID(account, "01JD8Q4B2Y0000000000000001", name)
		tag := mail.Tag(intent)
		if !regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`).MatchString(tag) || mail.IntentOf(tag) != intent {
			t.Errorf("%q has the tag %q", intent, tag)
		}
	}
}

func TestWhatIsNoMailIsNotHandedOver(t *testing.T) {
	p := newPost(t, nil)
	for name, spoil := range map[string]func(*notify.Message){
		"a header in the subject": func(m *notify.Message) { m.Subject = "Hello\r\nBcc: all@example.com" },
		"a header in the name":    func(m *notify.Message) { m.ToName = "Zoë\nBcc: all@example.com" },
		"a header in the address": func(m *notify.Message) { m.To = "zoe@example.com\nBcc: all@example.com" },
		"no address":              func(m *notify.Message) { m.To = "zoe" },
		"two addresses":           func(m *notify.Message) { m.To = "zoe@example.com, all@example.com" },
		"an address with a name":  func(m *notify.Message) { m.To = "Zoë <zoe@example.com>" },
	} {
		m := letter()
		spoil(&m)
		if _, err := p.Send(context.Background(), m); !fault.Is(err, fault.Invalid) || fault.Code(err) != "mail_rejected" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(p.mails) != 0 {
		t.Errorf("%d mails", len(p.mails))
	}
}

func TestSESCannotBeAskedForTheFate(t *testing.T) {
	if fate, err := (&mail.Mailer{}).Fate(context.Background(), letter().Intent); fate != notify.Unknown || err != nil {
		t.Errorf("fate %v, %v", fate, err)
	}
}

// TestTheRequestHoldsNothingElse keeps language and template, which SES need not know, out of the request.
func TestTheRequestHoldsNothingElse(t *testing.T) {
	p := newPost(t, nil)
	m := letter()
	m.Template = "a-template"
	if _, err := p.Send(context.Background(), m); err != nil || strings.Contains(p.bodies[0], "a-template") {
		t.Errorf("%v: %s", err, p.bodies[0])
	}
}
