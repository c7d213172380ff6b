package adminapi

import (
	"context"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/notify"
	"usersync/internal/provision"
)

// mailPolicy is what a mail may do that is shown as a page: have styles of its own, and nothing else. It is an answer of its own because a page inside of another one
// (srcdoc, blob) is bound by the policy of that one, which allows no styles.
const mailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// PreviewBody says what to fill in, and for whom.
type PreviewBody struct {
	Language string                 `json:"language,omitempty" enum:"en,fr,it,de,es,pt,nl" doc:"Absent: the account's."`
	User     string                 `json:"user,omitempty" doc:"The id of a directory user whose values to show. Absent: a sample person's."`
	Version  *int64                 `json:"version,omitempty" minimum:"0" doc:"A saved version. Absent: the newest."`
	Variants map[string]MailVariant `json:"variants,omitempty" doc:"What is not saved yet, in the place of a saved version."`
}

// PreviewView is a mail as it would be.
type PreviewView struct {
	Language     string  `json:"language" doc:"That the mail is in."`
	FellBackFrom string  `json:"fellBackFrom,omitempty" doc:"The language that was asked for, which the template does not have."`
	Subject      string  `json:"subject"`
	Text         string  `json:"text"`
	HTML         string  `json:"html"`
	Page         string  `json:"page" doc:"Where the HTML is as a page, for a frame with the attribute sandbox."`
	ExpiresAt    *Moment `json:"expiresAt" nullable:"true" doc:"Until when the page is there, where the mail is not saved."`
}

func previewView(p notify.Preview, page string) PreviewView {
	return PreviewView{Language: p.Language, FellBackFrom: p.Missing, Subject: p.Subject, Text: p.Text, HTML: p.HTML, Page: page}
}

type previewOutput struct{ Body PreviewView }

type previewInput struct {
	IDInput
	Body *PreviewBody
}

// preview fills in a saved version, or what is not saved yet.
func (s emailTemplates) preview(ctx context.Context, in *previewInput) (*previewOutput, error) {
	body := PreviewBody{}
	if in.Body != nil {
		body = *in.Body
	}
	t, err := s.template(ctx, in.ID, body.Version)
	if err != nil {
		return nil, err
	}
	if body.Variants != nil {
		return s.previewUnsaved(ctx, in.ID, body)
	}
	p, err := s.Previews.Preview(ctx, account(ctx), s.trial(t, body.Language, body.User))
	if err != nil {
		return nil, err
	}
	query := url.Values{"part": {"html"}, "language": {p.Language}, "version": {strconv.FormatInt(t.Version, 10)}}
	if body.User != "" {
		query.Set("user", body.User)
	}
	return &previewOutput{previewView(p, Prefix+s.path+"/"+url.PathEscape(in.ID)+"/preview?"+query.Encode())}, nil
}

// previewNew is preview for a template that was never saved.
func (s emailTemplates) previewNew(ctx context.Context, in *struct{ Body PreviewBody }) (*previewOutput, error) {
	return s.previewUnsaved(ctx, "", in.Body)
}

func (s emailTemplates) previewUnsaved(ctx context.Context, id string, body PreviewBody) (*previewOutput, error) {
	p, draft, err := s.Previews.Keep(ctx, account(ctx), notify.Trial{
		Template: id, Variants: EmailTemplateBody{Variants: body.Variants}.mail(), Language: body.Language, User: body.User,
	})
	if err != nil {
		return nil, err
	}
	view := previewView(p, Prefix+"/email-previews/"+draft.ID)
	view.ExpiresAt = momentOrNull(draft.Until)
	return &previewOutput{view}, nil
}

// template reads a version of a template; nil: the newest.
func (s emailTemplates) template(ctx context.Context, id string, version *int64) (provision.Template, error) {
	if version == nil {
		return s.Catalogue.Template(ctx, account(ctx), s.kind, id)
	}
	return s.Catalogue.TemplateVersion(ctx, account(ctx), s.kind, id, *version)
}

func (s emailTemplates) trial(t provision.Template, language, user string) notify.Trial {
	return notify.Trial{Template: t.ID, Variants: s.view(t).mail(), Language: language, User: user}
}

type showInput struct {
	IDInput
	Part     string `query:"part" enum:"html,text" default:"html"`
	Language string `query:"language" enum:"en,fr,it,de,es,pt,nl" doc:"Absent: the account's."`
	User     string `query:"user" doc:"The id of a directory user whose values to show. Absent: a sample person's."`
	Version  string `query:"version" doc:"A saved version. Absent: the newest."`
}

type pageOutput struct {
	ContentType string `header:"Content-Type"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

// show is a part of a saved mail by itself.
func (s emailTemplates) show(ctx context.Context, in *showInput) (*pageOutput, error) {
	var version *int64
	if in.Version != "" {
		n, err := templateVersion(in.Version)
		if err != nil {
			n = noVersion
		}
		version = &n
	}
	t, err := s.template(ctx, in.ID, version)
	if err != nil {
		return nil, err
	}
	p, err := s.Previews.Preview(ctx, account(ctx), s.trial(t, in.Language, in.User))
	return shown(p, in.Part), err
}

type showDraftInput struct {
	IDInput
	Part string `query:"part" enum:"html,text" default:"html"`
}

// showDraft is a part of an unsaved mail by itself.
func (s emailTemplates) showDraft(ctx context.Context, in *showDraftInput) (*pageOutput, error) {
	p, err := s.Previews.Kept(ctx, account(ctx), in.ID)
	return shown(p, in.Part), err
}

func shown(p notify.Preview, part string) *pageOutput {
	out := &pageOutput{ContentType: "text/html; charset=utf-8", Policy: mailPolicy, Body: []byte(p.HTML)}
	if part == "text" {
		out.ContentType, out.Body = "text/plain; charset=utf-8", []byte(p.Text)
	}
	return out
}

// pageContent describes a part of a mail by itself.
func pageContent() map[string]*huma.MediaType {
	schema := &huma.Schema{Type: huma.TypeString}
	return map[string]*huma.MediaType{"text/html": {Schema: schema}, "text/plain": {Schema: schema}}
}
