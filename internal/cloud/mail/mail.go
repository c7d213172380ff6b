// Package mail sends mails through Amazon SES, version 2 of its API.
//
// It writes no mail, keeps no ledger and never sends a mail a second time: what an error means for it is in the error's kind, and what to do about it is
// for package notify.
package mail

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"usersync/internal/notify"
)

// Mailer sends mails. Client and From must be set. Safe for concurrent use.
type Mailer struct {
	Client           *sesv2.Client
	From             string // an address of a verified identity, with or without a name
	ConfigurationSet string // which events are published, among others; "": the identity's own
	ReplyTo          string // the address that answers go to; "": From
	Pace             *Pace  // how many mails a second this process hands over; nil: any number
}

var _ notify.Mailer = (*Mailer)(nil)

// The names of the tags of a mail, which SES repeats in each of its events.
const (
	IntentTag  = "intent"
	PurposeTag = "purpose" // "welcome": what to count by
)

// Send implements notify.Mailer. It asks SES once, however the SDK is set up: a second request after a lost answer would be a second mail.
func (m *Mailer) Send(ctx context.Context, message notify.Message) (string, error) {
	to, err := recipient(message)
	if err != nil {
		return "", rejected(err)
	}
	in := &sesv2.SendEmailInput{
		FromEmailAddress: &m.From,
		Destination:      &types.Destination{ToAddresses: []string{to}},
		Content:          &types.EmailContent{Simple: content(message)},
		EmailTags:        tags(message.Intent),
	}
	if m.ReplyTo != "" {
		in.ReplyToAddresses = []string{m.ReplyTo}
	}
	if m.ConfigurationSet != "" {
		in.ConfigurationSetName = &m.ConfigurationSet
	}
	if m.Pace != nil {
		if err := m.Pace.wait(ctx, m.Client); err != nil { // there is not enough time left to wait for its turn
			return "", tooMany("mail_rate", soon)(err)
		}
	}
	out, err := m.Client.SendEmail(ctx, in, once)
	if err != nil {
		return "", failure(err)
	}
	return aws.ToString(out.MessageId), nil
}

func once(o *sesv2.Options) { o.Retryer = aws.NopRetryer{} }

// Fate always answers notify.Unknown: SES cannot be asked what became of a mail. Its events say so, later.
func (m *Mailer) Fate(context.Context, string) (notify.Fate, error) { return notify.Unknown, nil }

func tags(intent string) []types.MessageTag {
	all := []types.MessageTag{{Name: aws.String(IntentTag), Value: aws.String(Tag(intent))}}
	if _, _, name, ok := notify.ParseIntentID(intent); ok {
		purpose, _, _ := strings.Cut(name, "#")
		all = append(all, types.MessageTag{Name: aws.String(PurposeTag), Value: aws.String(purpose)})
	}
	return all
}

// Tag is an intent's id as the value of a tag, which holds letters, digits, hyphens and underscores only. An id has no underscores, so that
// IntentOf finds it again.
func Tag(intent string) string { return strings.ReplaceAll(intent, ".", "_") }

// IntentOf is the intent's id that Tag made a value of.
func IntentOf(tag string) string { return strings.ReplaceAll(tag, "_", ".") }

// recipient writes the address with its name, which is encoded where it is not plain (RFC 2047).
func recipient(m notify.Message) (string, error) {
	for _, value := range []string{m.To, m.ToName, m.Subject, m.Original} {
		if strings.ContainsFunc(value, unicode.IsControl) {
			return "", errors.New("a header holds a control character")
		}
	}
	to, err := mail.ParseAddress(m.To)
	if err != nil || to.Name != "" {
		return "", errors.New("no bare address")
	}
	to.Name = m.ToName
	return to.String(), nil
}

func content(m notify.Message) *types.Message {
	body := &types.Body{Text: text(m.Text)}
	if m.HTML != "" {
		body.Html = text(m.HTML)
	}
	out := &types.Message{Subject: text(m.Subject), Body: body}
	if m.Original != "" {
		out.Headers = []types.MessageHeader{{Name: aws.String(notify.HeaderOriginal), Value: &m.Original}}
	}
	return out
}

func text(s string) *types.Content {
	return &types.Content{Data: &s, Charset: aws.String("UTF-8")}
}
