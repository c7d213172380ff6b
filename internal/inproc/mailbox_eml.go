package inproc

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"usersync/internal/notify"
)

// Where mails of a laptop come from. The domain can never exist (RFC 2606 section 2).
const (
	fromName    = "usersync"
	fromAddress = "no-reply@usersync.invalid"
	idDomain    = "usersync.invalid"
)

// The headers that say what a mail is.
const (
	headerIntent   = "X-Usersync-Intent"
	headerTemplate = "X-Usersync-Template"
	headerLanguage = "X-Usersync-Language"
	headerPerson   = "X-Usersync-Person" // in the mailbox alone: whose values a test mail shows
)

func messageID(intent string) string { return intent + "@" + idDomain }

// NewMail makes a mail as RFC 5322 has it, with a text part and, when there is one, an HTML part (RFC 2046 section 5.1.4), from an address. fault.Invalid (mail_rejected)
// when a header would not be one line or an address is none.
func NewMail(m notify.Message, from mail.Address, at time.Time) (*gomail.Msg, error) {
	for _, value := range []string{m.To, m.ToName, m.Subject, m.Language, m.Template, m.Original, m.Person} {
		if strings.ContainsFunc(value, unicode.IsControl) {
			return nil, rejected(errors.New("a header holds a control character"))
		}
	}
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return nil, rejected(errors.New("no address"))
	}
	to.Name = m.ToName
	out := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	out.FromMailAddress(&from)
	out.ToMailAddress(to)
	out.SetGenHeaderPreformatted(gomail.HeaderSubject, encodeWords(m.Subject))
	out.SetMessageIDWithValue(messageID(m.Intent))
	out.SetDateWithValue(at)
	out.SetGenHeader(headerIntent, m.Intent)
	out.SetGenHeader(headerTemplate, m.Template)
	out.SetGenHeader(headerLanguage, m.Language)
	if m.Original != "" {
		out.SetGenHeader(notify.HeaderOriginal, m.Original)
	}
	out.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		out.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return out, nil
}

// encodeMail writes a mail of the mailbox. Errors as NewMail.
func encodeMail(m notify.Message, at time.Time) ([]byte, error) {
	out, err := NewMail(m, mail.Address{Name: fromName, Address: fromAddress}, at)
	if err != nil {
		return nil, err
	}
	if m.Person != "" {
		out.SetGenHeader(headerPerson, m.Person)
	}
	var eml bytes.Buffer
	if _, err := out.WriteTo(&eml); err != nil {
		return nil, fmt.Errorf("write mail: %w", err)
	}
	return eml.Bytes(), nil
}

// encodeWords writes a text as it is when that reads back the same, else as encoded words (RFC 2047), each on a line of its own.
func encodeWords(text string) string {
	foreign := strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
	if !foreign && !strings.Contains(text, "=?") && strings.TrimSpace(text) == text {
		return text
	}
	var words []string
	for runes := []rune(text); len(runes) > 0; {
		n := min(len(runes), 10)
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(string(runes[:n])))+"?=")
		runes = runes[n:]
	}
	return strings.Join(words, "\r\n ")
}

// decodeMail reads what encodeMail wrote. Lines of the parts end with LF.
func decodeMail(eml []byte) (Mail, error) {
	in, err := mail.ReadMessage(bytes.NewReader(eml))
	if err != nil {
		return Mail{}, err
	}
	m := Mail{ID: in.Header.Get(headerIntent), Template: in.Header.Get(headerTemplate), Language: in.Header.Get(headerLanguage)}
	to, err := in.Header.AddressList("To")
	if err != nil || len(to) != 1 {
		return Mail{}, errors.New("a mail does not go to one address")
	}
	m.To = to[0].Address
	if m.At, err = in.Header.Date(); err != nil {
		return Mail{}, err
	}
	m.At = m.At.UTC()
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(in.Header.Get("Subject")); err != nil {
		return Mail{}, err
	}
	return m, m.readBody(textproto.MIMEHeader(in.Header), in.Body)
}

// readBody reads a part, or the parts that it consists of.
func (m *Mail) readBody(header textproto.MIMEHeader, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		return m.readParts(multipart.NewReader(body, params["boundary"]))
	}
	if strings.EqualFold(header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	if kind == "text/html" {
		m.HTML = text
	} else {
		m.Text = text
	}
	return nil
}

func (m *Mail) readParts(parts *multipart.Reader) error {
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.readBody(part.Header, part); err != nil {
			return err
		}
	}
}
