package adminapi

import (
	"context"
	"strconv"

	"usersync/internal/access"
	"usersync/internal/provision"
)

type listTemplateVersionsInput struct {
	IDInput
	PageInput
}

// versionsOf lists what was saved of a template, newest first.
func versionsOf[B templateBody, V templateView, L any](ctx context.Context, s templates[B, V], in *listTemplateVersionsInput, view func(provision.Template) L) (*listOutput[L], error) {
	list := func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.Template, string, error) {
		before, err := templateVersion(cursor)
		if err != nil {
			return nil, "", errCursor()
		}
		found, next, err := s.Catalogue.TemplateVersions(ctx, a, s.kind, in.ID, before)
		if len(found) > limit {
			found, next = found[:limit], found[limit-1].Version
		}
		if err != nil || next == 0 {
			return found, "", err
		}
		return found, strconv.FormatInt(next, 10), nil
	}
	return passed(ctx, in.PageInput, list, view)
}

type getTemplateVersionInput struct {
	IDInput
	Version string `path:"version" doc:"The version; of the default template 0 is what is built in."`
}

func (s templates[B, V]) version(ctx context.Context, in *getTemplateVersionInput) (*templateOutput[V], error) {
	version, err := templateVersion(in.Version)
	if err != nil {
		version = noVersion
	}
	return s.answer(s.Catalogue.TemplateVersion(ctx, account(ctx), s.kind, in.ID, version))
}

// noVersion is a version that no template has.
const noVersion = -1

// templateVersion reads the number of a version; "" is 0.
func templateVersion(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || text[0] == '+' || text[0] == '-' {
		return 0, provision.ErrNoTemplateVersion()
	}
	return n, nil
}
