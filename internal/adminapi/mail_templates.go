package adminapi

import (
	"context"

	"usersync/internal/notify"
	"usersync/internal/provision"
)

// emailTemplates is the operations that e-mail templates have besides those of all templates.
type emailTemplates struct {
	templates[EmailTemplateBody, EmailTemplateView]
}

// VariableView is something that a template may name.
type VariableView struct {
	Name        string `json:"name"`
	Within      string `json:"within,omitempty" doc:"The list whose elements have it: it can be named between {{#...}} and {{/...}} of that list only."`
	Type        string `json:"type" enum:"text,url,language,list" doc:"A url and a language may also stand in an attribute of HTML, within quotation marks; a list only as a section."`
	Description string `json:"description"`
	Example     string `json:"example" doc:"What the sample person of a preview has; of a list its elements, with commas between them."`
	Insert      string `json:"insert" doc:"How it is written in a template."`
}

func variableView(p notify.Placeholder) VariableView {
	return VariableView{Name: p.Name, Within: p.Within, Type: string(p.Kind), Description: p.Means, Example: p.Example, Insert: p.Insert}
}

func (s emailTemplates) variables(_ context.Context, in *PageInput) (*listOutput[VariableView], error) {
	return paged(*in, notify.Placeholders, variableView)
}

type saveEmailTemplateInput struct {
	IDInput
	Precondition
	Draft bool `query:"draft" doc:"True: save the version, and leave the one live that is."`
	Body  EmailTemplateView
}

// save is replace for a template that may be saved without going live.
func (s emailTemplates) save(ctx context.Context, in *saveEmailTemplateInput) (*templateOutput[EmailTemplateView], error) {
	return s.change(ctx, in.IDInput, in.template(), in.Body, in.Draft)
}

// TemplateVersionView is a saved version of an e-mail template in a list, without its body.
type TemplateVersionView struct {
	Version   int64    `json:"version"`
	Name      string   `json:"name" doc:"That it was saved with."`
	SavedAt   *Moment  `json:"savedAt" nullable:"true"`
	Live      bool     `json:"live" doc:"Whether mails are written by it."`
	Languages []string `json:"languages" nullable:"false"`
}

func templateVersionView(t provision.Template) TemplateVersionView {
	return TemplateVersionView{Version: t.Version, Name: t.Name, SavedAt: momentOrNull(t.Modified), Live: t.Version == t.Live, Languages: t.Languages()}
}

func (s emailTemplates) versions(ctx context.Context, in *listTemplateVersionsInput) (*listOutput[TemplateVersionView], error) {
	return versionsOf(ctx, s.templates, in, templateVersionView)
}

// PublishBody names the version to go live.
type PublishBody struct {
	Version int64 `json:"version" minimum:"0" doc:"Of the default template 0 is the built-in one."`
}

type publishTemplateInput struct {
	IDInput
	Precondition
	Body PublishBody
}

func (s emailTemplates) publish(ctx context.Context, in *publishTemplateInput) (*templateOutput[EmailTemplateView], error) {
	return s.answer(s.Catalogue.PublishTemplate(ctx, account(ctx), in.template(), s.kind, in.ID, in.Body.Version))
}

// DuplicateBody says how a copy is called.
type DuplicateBody struct {
	Name string `json:"name,omitempty" doc:"Absent: Copy of, and the template's name."`
}

type duplicateTemplateInput struct {
	IDInput
	Body *DuplicateBody
}

// duplicate makes a template of the newest saved version of another.
func (s emailTemplates) duplicate(ctx context.Context, in *duplicateTemplateInput) (*templateOutput[EmailTemplateView], error) {
	a := account(ctx)
	t, err := s.Catalogue.Template(ctx, a, s.kind, in.ID)
	if err != nil {
		return nil, err
	}
	body := s.view(t).EmailTemplateBody
	body.Name = cutName("Copy of " + t.Name)
	if in.Body != nil && in.Body.Name != "" {
		body.Name = in.Body.Name
	}
	return s.create(ctx, &createTemplateInput[EmailTemplateBody]{Body: body})
}

// cutName keeps a name as long as names may be.
func cutName(name string) string {
	runes := []rune(name)
	return string(runes[:min(len(runes), provision.MaxName)])
}

// mail is the body of a template as package notify has it.
func (b EmailTemplateBody) mail() map[string]notify.Variant {
	variants := make(map[string]notify.Variant, len(b.Variants))
	for language, v := range b.Variants {
		variants[language] = notify.Variant(v)
	}
	return variants
}
