package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/provision"
)

var _ notify.Templates = (*Store)(nil)

// EmailTemplate implements notify.Templates.
func (s *Store) EmailTemplate(ctx context.Context, a access.Account, id string) (map[string]notify.Variant, error) {
	head, _, err := s.get(ctx, a, templateKey(a, provision.EmailTemplates, id, "HEAD"))
	if err != nil {
		return nil, err
	}
	return s.EmailTemplateVersion(ctx, a, id, liveTemplate(head))
}

// EmailTemplateVersion implements notify.Templates.
func (s *Store) EmailTemplateVersion(ctx context.Context, a access.Account, id string, version int64) (map[string]notify.Variant, error) {
	if version == 0 {
		return nil, nil
	}
	list, err := s.TemplateVersions(ctx, a, provision.EmailTemplates, id, version)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	variants := make(map[string]notify.Variant, len(list[0].Variants))
	for language, v := range list[0].Variants {
		variants[language] = notify.Variant(v)
	}
	return variants, nil
}
