package notify

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// DraftLife is how long an unsaved mail that somebody looks at is kept, so that a browser can fetch it as a page.
const DraftLife = 15 * time.Minute

// Previewer fills templates in for people to look at. It decides nothing, claims nothing and sends nothing.
type Previewer struct {
	People People
	Switch Policies
	Drafts Drafts
	Now    func() time.Time
	NewID  func() string

	houses houseCache
}

// Drafts keeps unsaved mails for DraftLife.
type Drafts interface {
	// KeepMailDraft stores a draft under its id, which is new.
	KeepMailDraft(ctx context.Context, a access.Account, d Draft) error
	// MailDraft reads a draft; ok is false when there is none, or it is over.
	MailDraft(ctx context.Context, a access.Account, id string, now time.Time) (d Draft, ok bool, err error)
}

// Draft is an unsaved mail in one language, and for whom it is filled in.
type Draft struct {
	ID       string
	Variant  Variant
	Language string
	User     string // "": a sample person
	Until    time.Time
}

// Trial says what to fill in, and for whom.
type Trial struct {
	Template string             // its id, or "" where it has none yet. Behind the default template stands the built-in one
	Variants map[string]Variant // its body
	Language string             // asked for; "": the account's
	User     string             // whose values; "": a sample person's
}

// Preview is a mail as it would be.
type Preview struct {
	Variant
	Language string // that it is in
	Missing  string // the language that was asked for and is not there
}

// Preview fills a template in, in the language that is asked for or else as mails fall back. fault.Invalid with a Field per fault when the template cannot be used
// (variants.de.text) or has nothing to fall back to; fault.NotFound (user_not_found).
func (p *Previewer) Preview(ctx context.Context, a access.Account, t Trial) (Preview, error) {
	preview, _, err := p.look(ctx, a, t)
	return preview, err
}

// Keep is Preview, and keeps the unsaved mail as a draft that Kept shows.
func (p *Previewer) Keep(ctx context.Context, a access.Account, t Trial) (Preview, Draft, error) {
	preview, v, err := p.look(ctx, a, t)
	if err != nil {
		return Preview{}, Draft{}, err
	}
	d := Draft{ID: p.NewID(), Variant: v, Language: preview.Language, User: t.User, Until: p.Now().Add(DraftLife)}
	return preview, d, p.Drafts.KeepMailDraft(ctx, a, d)
}

// Kept fills a draft in anew. fault.NotFound (preview_not_found, user_not_found).
func (p *Previewer) Kept(ctx context.Context, a access.Account, id string) (Preview, error) {
	d, ok, err := p.Drafts.MailDraft(ctx, a, id, p.Now())
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "preview_not_found", "There is no such preview, or it is over. Make another.")
	}
	if err != nil {
		return Preview{}, err
	}
	h, err := p.houses.live(ctx, p.Switch, a)
	if err != nil {
		return Preview{}, err
	}
	return p.fill(ctx, a, h, d.Variant, d.Language, d.User)
}

func (p *Previewer) look(ctx context.Context, a access.Account, t Trial) (Preview, Variant, error) {
	h, err := p.houses.live(ctx, p.Switch, a)
	if err != nil {
		return Preview{}, Variant{}, err
	}
	asked := t.Language
	if asked == "" {
		asked = h.language
	}
	v, language, ok := choose(t.Variants, t.Template, asked, h.language)
	if !ok {
		return Preview{}, Variant{}, fault.New(fault.Invalid, "invalid_value", "The template has no text in this language, and none to fall back to.").
			At("variants.en", "English is needed: it is what people get whose language has no variant.")
	}
	if err := judge(v, language); err != nil {
		return Preview{}, Variant{}, err
	}
	preview, err := p.fill(ctx, a, h, v, language, t.User)
	if language != asked {
		preview.Missing = asked
	}
	return preview, v, err
}

// judge is Checker with the fields of one language.
func judge(v Variant, language string) error {
	err := Checker{}.CheckTemplate(v.Subject, v.Text, v.HTML)
	if err == nil {
		return nil
	}
	e := *fault.As(err)
	e.Fields = slices.Clone(e.Fields)
	for i := range e.Fields {
		e.Fields[i].Path = "variants." + language + "." + e.Fields[i].Path
	}
	return &e
}

func (p *Previewer) fill(ctx context.Context, a access.Account, h house, v Variant, language, user string) (Preview, error) {
	r, products, err := p.person(ctx, a, h, user)
	if err != nil {
		return Preview{}, err
	}
	filled, err := fill(v, factsOf(r, products, language))
	if err != nil {
		return Preview{}, fault.New(fault.Invalid, "invalid_template", "The mail template cannot be filled in.").Because(err)
	}
	return Preview{Variant: filled, Language: language}, nil
}

// person is a real user with their products, or a sample person who has got the first products of the catalogue.
func (p *Previewer) person(ctx context.Context, a access.Account, h house, user string) (r Recipient, products []string, err error) {
	if user != "" {
		r, ok, err := p.People.Recipient(ctx, a, user)
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "user_not_found", "There is no such user in the directory.")
		}
		return r, h.names(r.Products), err
	}
	head, err := p.People.Letterhead(ctx, a)
	if err != nil {
		return Recipient{}, nil, err
	}
	return sample(head), h.samples(), nil
}
