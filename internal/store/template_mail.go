package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/provision"
)

var _ notify.Templates = (*Store)(nil)

// EmailTemplate reads the newest saved body of an e-mail template by language; none when none was ever saved.
func (s *Store) EmailTemplate(ctx context.Context, a access.Account, id string) (map[string]notify.Variant, error) {
	t, _, err := s.Template(ctx, a, provision.EmailTemplates, id)
	if err != nil {
		return nil, err
	}
	variants := make(map[string]notify.Variant, len(t.Variants))
	for language, v := range t.Variants {
		variants[language] = notify.Variant(v)
	}
	return variants, nil
}
