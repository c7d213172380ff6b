package adminapi

import (
	"context"

	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// TemplateRef is a template in a list, without its body.
type TemplateRef struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	BuiltIn bool   `json:"builtIn" doc:"The default template, which cannot be deleted or renamed."`
}

// SettingsTemplateBody is a settings template as it is written.
type SettingsTemplateBody struct {
	Name     string                    `json:"name,omitempty" doc:"Needed: 1 to 200 characters."`
	Settings map[string]map[string]any `json:"settings" required:"false" doc:"Per product key: features and their values, which are booleans, numbers or texts."`
}

// EmailTemplateBody is an e-mail template as it is written.
type EmailTemplateBody struct {
	Name     string                 `json:"name,omitempty" doc:"Needed: 1 to 200 characters."`
	Variants map[string]MailVariant `json:"variants" required:"false" doc:"By language; en is needed."`
}

// MailVariant is a mail in one language: Mustache with the documented placeholders.
type MailVariant struct {
	Subject string `json:"subject,omitempty" doc:"Needed."`
	Text    string `json:"text,omitempty" doc:"Needed: the part for readers without HTML."`
	HTML    string `json:"html,omitempty"`
}

// Saved says which version of a template's body this is.
type Saved struct {
	ID      string  `json:"id" readOnly:"true"`
	BuiltIn bool    `json:"builtIn" readOnly:"true"`
	Version int64   `json:"version" readOnly:"true" doc:"Counts saved bodies; 0: the built-in one."`
	SavedAt *Moment `json:"savedAt" nullable:"true" readOnly:"true" doc:"Null for the built-in one."`
}

// SettingsTemplateView is a settings template as it is read.
type SettingsTemplateView struct {
	Saved
	SettingsTemplateBody
}

// EmailTemplateView is an e-mail template as it is read.
type EmailTemplateView struct {
	Saved
	LiveVersion int64 `json:"liveVersion" readOnly:"true" doc:"The version that mails are written by; 0: the built-in one."`
	EmailTemplateBody
}

func saved(t provision.Template) Saved {
	return Saved{ID: t.ID, BuiltIn: t.ID == provision.DefaultTemplate, Version: t.Version, SavedAt: momentOrNull(t.Modified)}
}

func (b SettingsTemplateBody) template() provision.Template {
	return provision.Template{Kind: provision.SettingsTemplates, Name: b.Name, Settings: b.Settings}
}

func (b EmailTemplateBody) template() provision.Template {
	t := provision.Template{Kind: provision.EmailTemplates, Name: b.Name, Variants: map[string]provision.MailVariant{}}
	for language, v := range b.Variants {
		t.Variants[language] = provision.MailVariant(v)
	}
	return t
}

func settingsTemplateView(t provision.Template) SettingsTemplateView {
	if t.Settings == nil {
		t.Settings = map[string]map[string]any{}
	}
	return SettingsTemplateView{saved(t), SettingsTemplateBody{t.Name, t.Settings}}
}

// emailTemplateView shows of the default template, while the account has saved none, the one that is built in.
func emailTemplateView(t provision.Template) EmailTemplateView {
	body := EmailTemplateBody{Name: t.Name, Variants: map[string]MailVariant{}}
	for language, v := range t.Variants {
		body.Variants[language] = MailVariant(v)
	}
	if t.ID == provision.DefaultTemplate && t.Version == 0 {
		for language, v := range notify.BuiltIn() {
			body.Variants[language] = MailVariant(v)
		}
	}
	return EmailTemplateView{saved(t), t.Live, body}
}

// templateBody is what the two kinds have in common.
type templateBody interface{ template() provision.Template }

// templateView is a body as it is read, and may be sent back.
type templateView interface {
	templateBody
	stated() string
}

// stated is the id that is in a body.
func (s Saved) stated() string { return s.ID }

// templates is the operations on the templates of one kind: B is how a new one is written, V how one is read and replaced.
type templates[B templateBody, V templateView] struct {
	*server
	kind provision.TemplateKind
	path string
	view func(provision.Template) V
}

type templateOutput[V any] struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     V
}

func (s templates[B, V]) answer(t provision.Template, err error) (*templateOutput[V], error) {
	if err != nil {
		return nil, err
	}
	return &templateOutput[V]{ETag: templateTag(t), Body: s.view(t)}, nil
}

func (s templates[B, V]) list(ctx context.Context, in *PageInput) (*listOutput[TemplateRef], error) {
	p, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	return paged(*in, provision.ListTemplates(p, s.kind), func(t rule.TemplateRef) TemplateRef {
		return TemplateRef{ID: t.ID, Name: t.Name, BuiltIn: t.ID == provision.DefaultTemplate}
	})
}

func (s templates[B, V]) get(ctx context.Context, in *IDInput) (*templateOutput[V], error) {
	return s.answer(s.Catalogue.Template(ctx, account(ctx), s.kind, in.ID))
}

type createTemplateInput[B any] struct{ Body B }

func (s templates[B, V]) create(ctx context.Context, in *createTemplateInput[B]) (*templateOutput[V], error) {
	t, err := s.Catalogue.AddTemplate(ctx, account(ctx), in.Body.template())
	out, err := s.answer(t, err)
	if err != nil {
		return nil, err
	}
	out.Location = Prefix + s.path + "/" + t.ID
	return out, nil
}

type replaceTemplateInput[V any] struct {
	IDInput
	Precondition
	Body V
}

func (s templates[B, V]) replace(ctx context.Context, in *replaceTemplateInput[V]) (*templateOutput[V], error) {
	return s.change(ctx, in.IDInput, in.template(), in.Body, false)
}

// change keeps the name of the default template where none is stated.
func (s templates[B, V]) change(ctx context.Context, in IDInput, seen *provision.SeenTemplate, body V, draft bool) (*templateOutput[V], error) {
	if err := in.same(body.stated()); err != nil {
		return nil, err
	}
	return s.answer(s.Catalogue.ChangeTemplate(ctx, account(ctx), seen, s.kind, in.ID, func(old provision.Template) (provision.Template, error) {
		t := body.template()
		t.Draft = draft
		if t.Name == "" && in.ID == provision.DefaultTemplate {
			t.Name = old.Name
		}
		return t, nil
	}))
}

type deleteTemplateInput struct {
	IDInput
	Replacement string `query:"replacement" doc:"Needed when rules use the template: what they get instead, a template's id or default."`
}

func (s templates[B, V]) remove(ctx context.Context, in *deleteTemplateInput) (*empty, error) {
	return nil, s.Catalogue.DeleteTemplate(ctx, account(ctx), s.kind, in.ID, in.Replacement)
}
