package provision

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// MaxTemplateVersions is how many versions of a template one look at its history shows.
const MaxTemplateVersions = 20

// TemplateVersion reads one saved version of a template, under the name that it has now; of the default template 0 is what is built in.
// fault.NotFound (template_not_found, version_not_found).
func (c *Catalogue) TemplateVersion(ctx context.Context, a access.Account, kind TemplateKind, id string, version int64) (Template, error) {
	newest, err := c.Template(ctx, a, kind, id)
	if err != nil || version == newest.Version {
		return newest, err
	}
	if version == 0 && id == DefaultTemplate {
		return Template{Kind: kind, ID: id, Name: newest.Name, Live: newest.Live}, nil
	}
	found, err := c.Templates.TemplateVersions(ctx, a, kind, id, version)
	if err != nil {
		return Template{}, err
	}
	if len(found) == 0 {
		return Template{}, ErrNoTemplateVersion()
	}
	t := found[0]
	t.Name, t.Live = newest.Name, newest.Live
	return t, nil
}

// TemplateVersions lists up to MaxTemplateVersions saved versions of a template, newest first, each under the name that it was saved with, from before a version
// (0: from the newest); next is 0 at the end. fault.NotFound.
func (c *Catalogue) TemplateVersions(ctx context.Context, a access.Account, kind TemplateKind, id string, before int64) (list []Template, next int64, err error) {
	newest, err := c.Template(ctx, a, kind, id)
	if err != nil {
		return nil, 0, err
	}
	first := newest.Version
	if before > 0 {
		first = min(first, before-1)
	}
	var versions []int64
	for v := first; v > max(0, first-MaxTemplateVersions); v-- {
		versions = append(versions, v)
	}
	list, err = c.Templates.TemplateVersions(ctx, a, kind, id, versions...)
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(list, func(x, y Template) int { return int(y.Version - x.Version) })
	for i := range list {
		list[i].Live = newest.Live
	}
	if first > MaxTemplateVersions {
		next = first - MaxTemplateVersions + 1
	}
	return list, next, nil
}

// PublishTemplate makes a saved version of a template the one that is used, be it newer or older than the one before; of the default template 0 is what is built in.
// The version is judged as if it were saved now: what it needs may be gone. fault.NotFound, Invalid, Stale.
func (c *Catalogue) PublishTemplate(ctx context.Context, a access.Account, seen *SeenTemplate, kind TemplateKind, id string, version int64) (Template, error) {
	t, err := c.TemplateVersion(ctx, a, kind, id, version)
	if err != nil {
		return Template{}, err
	}
	if t.Version > 0 {
		live, err := c.Publisher.Live(ctx, a)
		if err != nil {
			return Template{}, err
		}
		if err := c.checkTemplate(live, t); err != nil {
			return Template{}, err
		}
	}
	if err := c.Templates.PublishTemplate(ctx, a, seen, kind, id, version); err != nil {
		return Template{}, err
	}
	return c.Template(ctx, a, kind, id)
}

// RestoreTemplate saves what an earlier version of a template says as its next version, under the name that it has now; of the default template 0 is what is built in.
// The version is judged as if it were written now: a product may be gone since, or ask for other settings. fault.NotFound, Invalid, Stale.
func (c *Catalogue) RestoreTemplate(ctx context.Context, a access.Account, seen *SeenTemplate, kind TemplateKind, id string, version int64) (Template, error) {
	t, err := c.TemplateVersion(ctx, a, kind, id, version)
	if err != nil {
		return Template{}, err
	}
	return c.ChangeTemplate(ctx, a, seen, kind, id, func(Template) (Template, error) { return t, nil })
}

// ErrNoTemplateVersion says that a template has no such version.
func ErrNoTemplateVersion() error {
	return fault.New(fault.NotFound, "version_not_found", "The template has no such version.")
}
