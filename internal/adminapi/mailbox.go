package adminapi

import (
	"context"
	"net/mail"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/notify"
)

// MailView is one mail of the local mailbox.
type MailView struct {
	ID       string `json:"id"`
	To       string `json:"to"`
	Subject  string `json:"subject"`
	Language string `json:"language"`
	Template string `json:"template"`
	Text     string `json:"text"`
	HTML     string `json:"html"`
	At       Moment `json:"at"`
}

// MailSourceView is a mail with its source.
type MailSourceView struct {
	MailView
	Headers []MailHeader `json:"headers" nullable:"false" doc:"In their order, unfolded and not decoded."`
	Source  string       `json:"source" doc:"The whole mail as it would travel (RFC 5322)."`
}

// MailHeader is one header of a mail.
type MailHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func mailView(m Mail) MailView {
	return MailView{ID: m.ID, To: m.To, Subject: m.Subject, Language: m.Language, Template: m.Template, Text: m.Text, HTML: m.HTML, At: Moment(m.At)}
}

func (s *server) listMails(ctx context.Context, in *PageInput) (*listOutput[MailView], error) {
	if s.Mailbox == nil {
		return nil, errNoMailbox()
	}
	mails, err := s.Mailbox.Mails(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	return paged(*in, mails, mailView)
}

func errNoMailbox() error {
	return fault.New(fault.NotFound, "no_mailbox", "Mails are really sent here; only a laptop keeps a mailbox.")
}

// kept reads a mail of the mailbox.
func (s *server) kept(ctx context.Context, id string) (m Mail, source []byte, err error) {
	if s.Mailbox == nil {
		return m, nil, errNoMailbox()
	}
	m, source, ok, err := s.Mailbox.Mail(ctx, account(ctx), id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "mail_not_found", "There is no such mail in the mailbox.")
	}
	return m, source, err
}

type mailOutput struct{ Body MailSourceView }

func (s *server) getMail(ctx context.Context, in *IDInput) (*mailOutput, error) {
	m, source, err := s.kept(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &mailOutput{MailSourceView{mailView(m), headersOf(source), string(source)}}, nil
}

// headersOf lists the headers of a mail in their order.
func headersOf(source []byte) []MailHeader {
	head, _, _ := strings.Cut(strings.ReplaceAll(string(source), "\r\n", "\n"), "\n\n")
	head = strings.NewReplacer("\n ", " ", "\n\t", " ").Replace(head)
	headers := []MailHeader{}
	for line := range strings.Lines(head) {
		if name, value, ok := strings.Cut(line, ":"); ok {
			headers = append(headers, MailHeader{name, strings.TrimSpace(value)})
		}
	}
	return headers
}

type mailPageOutput struct {
	ContentType string `header:"Content-Type"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

// showMail answers with a mail's HTML as a page of its own, for a frame.
func (s *server) showMail(ctx context.Context, in *IDInput) (*mailPageOutput, error) {
	m, _, err := s.kept(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &mailPageOutput{ContentType: "text/html; charset=utf-8", Policy: mailPolicy, Body: []byte(m.HTML)}, nil
}

// BounceBody says how a mail comes back.
type BounceBody struct {
	Kind string `json:"kind,omitempty" enum:"permanent,transient,suppressed" doc:"permanent (the default): there is no such address. transient: given up for now. suppressed: never handed on, as the address bounced before."`
}

type bounceInput struct {
	IDInput
	Body *BounceBody `required:"false"`
}

func (s *server) bounceMail(ctx context.Context, in *bounceInput) (*empty, error) {
	kind := ""
	if in.Body != nil {
		kind = in.Body.Kind
	}
	switch kind {
	case "transient":
		return s.report(ctx, in.ID, notify.SoftBounced, "mailbox_full")
	case "suppressed":
		return s.report(ctx, in.ID, notify.Suppressed, "on_account_suppression_list")
	default:
		return s.report(ctx, in.ID, notify.Bounced, "no_email")
	}
}

func (s *server) complainOfMail(ctx context.Context, in *IDInput) (*empty, error) {
	return s.report(ctx, in.ID, notify.Complained, "abuse")
}

// report says of a mail in the mailbox what a mail service would say of one that it sent.
func (s *server) report(ctx context.Context, id string, became notify.Became, why string) (*empty, error) {
	m, source, err := s.kept(ctx, id)
	if err != nil {
		return nil, err
	}
	_, user, intent, ok := notify.ParseIntentID(m.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "mail_not_found", "There is no such mail in the ledger.")
	}
	return nil, s.Feedback.Take(ctx, account(ctx), notify.Report{
		User: user, Intent: intent, Became: became, At: s.Now().Truncate(time.Millisecond), SentID: messageIDOf(source), Why: why,
	})
}

func messageIDOf(source []byte) string {
	m, err := mail.ReadMessage(strings.NewReader(string(source)))
	if err != nil {
		return ""
	}
	return strings.Trim(m.Header.Get("Message-ID"), "<>")
}

// Mailbox keeps the mails that a laptop does not really send.
type Mailbox interface {
	// Mails lists the account's mails, newest first.
	Mails(ctx context.Context, a access.Account) ([]Mail, error)
	// Mail reads one mail with its source; ok is false when the account has none of this id.
	Mail(ctx context.Context, a access.Account, id string) (m Mail, source []byte, ok bool, err error)
}

// Mail is one mail of a Mailbox.
type Mail struct {
	ID       string
	To       string
	Subject  string
	Language string
	Template string
	Text     string
	HTML     string
	At       time.Time
}
