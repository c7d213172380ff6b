package provision

import (
	"context"
	"maps"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// TemplateKind is one of the two kinds of templates.
type TemplateKind string

// The kinds of templates.
const (
	SettingsTemplates TemplateKind = "settings"
	EmailTemplates    TemplateKind = "email"
)

// DefaultTemplate is the id of the template of each kind that always exists, outside the policy's lists. It cannot be deleted or renamed; saving it
// gives it a body of the account's own.
const (
	DefaultTemplate     = string(rule.Default)
	DefaultTemplateName = "Default"
)

// Template is one version of a template: Settings or Variants, by Kind.
type Template struct {
	Kind     TemplateKind
	ID       string
	Name     string
	Version  int64 // counts saved bodies, from 1; 0: none was saved, only the built-in default is so
	Live     int64 // the version that is used, as it was read; 0: what is built in
	Draft    bool  // to be saved and not to go live
	Modified time.Time
	Settings map[string]map[string]any // product key -> feature -> boolean, number or text
	Variants map[string]MailVariant    // by language
}

// SeenTemplate is the state of a template that the author of a change has seen: its newest version and the one that is used; nil: whatever they are.
type SeenTemplate struct{ Version, Live int64 }

// of tells whether a template, as it was read, is still in that state.
func (s *SeenTemplate) of(t Template) bool { return s == nil || *s == SeenTemplate{t.Version, t.Live} }

// MailVariant is a mail template in one language. HTML may be empty.
type MailVariant struct{ Subject, Text, HTML string }

// Languages are those of an e-mail template, sorted.
func (t Template) Languages() []string { return slices.Sorted(maps.Keys(t.Variants)) }

// ListTemplates lists the templates of a kind in a policy, the default one first.
func ListTemplates(p *rule.Policy, kind TemplateKind) []rule.TemplateRef {
	return append([]rule.TemplateRef{{ID: DefaultTemplate, Name: DefaultTemplateName}}, *refs(p, kind)...)
}

// Template reads a template. fault.NotFound.
func (c *Catalogue) Template(ctx context.Context, a access.Account, kind TemplateKind, id string) (Template, error) {
	live, err := c.Publisher.Live(ctx, a)
	if err != nil {
		return Template{}, err
	}
	at, err := findTemplate(live, kind, id)
	if err != nil {
		return Template{}, err
	}
	t, _, err := c.Templates.Template(ctx, a, kind, id)
	t.Kind, t.ID, t.Name = kind, id, ListTemplates(live, kind)[at].Name
	return t, err
}

// AddTemplate stores a new template under a fresh id: first the body, then, by a publication, its existence. fault.Invalid.
func (c *Catalogue) AddTemplate(ctx context.Context, a access.Account, t Template) (Template, error) {
	live, err := c.Publisher.Live(ctx, a)
	if err != nil {
		return Template{}, err
	}
	t.ID, t.Version, t.Live, t.Modified = c.Publisher.NewID(), 1, 1, c.Publisher.Now()
	if err := c.checkTemplate(live, t); err != nil {
		return Template{}, err
	}
	if err := c.Templates.SaveTemplate(ctx, a, t); err != nil {
		return Template{}, err
	}
	_, err = c.Publisher.Publish(ctx, a, 0, func(p *rule.Policy) error {
		list := refs(p, t.Kind)
		if len(*list) >= MaxTemplates {
			return errLimit("templates of a kind", MaxTemplates)
		}
		*list = append(*list, rule.TemplateRef{ID: t.ID, Name: t.Name})
		return nil
	})
	return t, err
}

// ChangeTemplate saves a changed template as its next version. fault.NotFound, Invalid, Stale.
func (c *Catalogue) ChangeTemplate(ctx context.Context, a access.Account, seen *SeenTemplate, kind TemplateKind, id string, change func(Template) (Template, error)) (Template, error) {
	old, err := c.Template(ctx, a, kind, id)
	if err != nil {
		return Template{}, err
	}
	if !seen.of(old) {
		return Template{}, errStale()
	}
	t, err := change(old)
	if err != nil {
		return Template{}, err
	}
	t.Kind, t.ID, t.Version, t.Live, t.Modified = kind, id, old.Version+1, old.Live, c.Publisher.Now()
	if !t.Draft {
		t.Live = t.Version
	}
	live, err := c.Publisher.Live(ctx, a)
	if err != nil {
		return Template{}, err
	}
	if err := c.checkTemplate(live, t); err != nil {
		return Template{}, err
	}
	if err := c.Templates.SaveTemplate(ctx, a, t); err != nil {
		return Template{}, err
	}
	return t, c.renameTemplate(ctx, a, t)
}

func (c *Catalogue) renameTemplate(ctx context.Context, a access.Account, t Template) error {
	if t.ID == DefaultTemplate {
		return nil
	}
	_, err := c.Publisher.Publish(ctx, a, 0, func(p *rule.Policy) error {
		at, err := findTemplate(p, t.Kind, t.ID)
		if err != nil {
			return err
		}
		(*refs(p, t.Kind))[at-1].Name = t.Name
		return nil
	})
	return err
}

// DeleteTemplate takes a template away. When rules use it, live or in the draft, they get the replacement instead (a template's id, or "default"); without one that
// is fault.Conflict (in_use). Its saved bodies stay for mails already decided on. fault.NotFound, fault.Invalid for an unknown replacement.
func (c *Catalogue) DeleteTemplate(ctx context.Context, a access.Account, kind TemplateKind, id, replacement string) error {
	if id == DefaultTemplate {
		return fault.New(fault.Conflict, "built_in", "The default template cannot be deleted.")
	}
	uses := func(r rule.Rule) bool { return *choice(&r, kind) == rule.Choice(id) }
	_, err := c.Publisher.Publish(ctx, a, 0, func(p *rule.Policy) error {
		at, err := findTemplate(p, kind, id)
		if err != nil {
			return err
		}
		*refs(p, kind) = slices.Delete(*refs(p, kind), at-1, at)
		if replacement == "" {
			return c.unused(ctx, a, p, uses)
		}
		if _, err := findTemplate(p, kind, replacement); err != nil {
			return fault.New(fault.Invalid, "template_missing", "The replacement must be another template of this account, or \"default\".").
				At("replacement", "No such template.")
		}
		replace := func(r *rule.Rule) { *choice(r, kind) = rule.Choice(replacement) }
		for _, r := range p.EveryRule() {
			if uses(*r) {
				replace(r)
			}
		}
		return c.replaceInDraft(ctx, a, uses, replace)
	})
	return err
}

// findTemplate returns the place in ListTemplates: 0 is the default.
func findTemplate(p *rule.Policy, kind TemplateKind, id string) (int, error) {
	return indexOf(ListTemplates(p, kind), func(t rule.TemplateRef) bool { return t.ID == id }, "template_not_found", "There is no such template.")
}

// refs is the policy's list of templates of a kind.
func refs(p *rule.Policy, kind TemplateKind) *[]rule.TemplateRef {
	if kind == SettingsTemplates {
		return &p.SettingsTemplates
	}
	return &p.EmailTemplates
}

// choice is the slot of a rule that names templates of a kind.
func choice(r *rule.Rule, kind TemplateKind) *rule.Choice {
	if kind == SettingsTemplates {
		return &r.SettingsTemplate
	}
	return &r.WelcomeMail
}
