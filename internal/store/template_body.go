package store

import (
	"context"
	"encoding/json"
	"fmt"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// A template is T#a#ST#x or T#a#ET#x: HEAD with the newest version's number (attrVersion), and V#n with that version (attrJSON,
// attrModified), which never changes.
func templateKey(a access.Account, kind provision.TemplateKind, id, sort string) table.Key {
	entity := "ET#"
	if kind == provision.SettingsTemplates {
		entity = "ST#"
	}
	return table.Key{P: accountPrefix(a) + entity + id, S: sort}
}

func templateVersion(version int64) string { return fmt.Sprintf("V#%d", version) }

// templateRow is one version of a template as it is stored.
type templateRow struct {
	Name     string                    `json:"name"`
	Settings map[string]map[string]any `json:"settings,omitempty"`
	Variants map[string]variantRow     `json:"variants,omitempty"`
}

type variantRow struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html,omitempty"`
}

var _ provision.TemplateStore = (*Store)(nil)

// Template returns the newest version of a template; ok is false when none was ever saved.
func (s *Store) Template(ctx context.Context, a access.Account, kind provision.TemplateKind, id string) (provision.Template, bool, error) {
	head, ok, err := s.get(ctx, a, templateKey(a, kind, id, "HEAD"))
	if err != nil || !ok {
		return provision.Template{}, false, err
	}
	version := head[attrVersion].Int()
	body, ok, err := s.get(ctx, a, templateKey(a, kind, id, templateVersion(version)))
	if err != nil || !ok {
		return provision.Template{}, false, err
	}
	var row templateRow
	if err := json.Unmarshal(body[attrJSON].Raw(), &row); err != nil {
		return provision.Template{}, false, fmt.Errorf("decode template: %w", err)
	}
	t := provision.Template{
		Kind: kind, ID: id, Name: row.Name, Version: version, Modified: parseStamp(body[attrModified].Str()),
		Settings: row.Settings,
	}
	for language, v := range row.Variants {
		if t.Variants == nil {
			t.Variants = map[string]provision.MailVariant{}
		}
		t.Variants[language] = provision.MailVariant(v)
	}
	return t, true, nil
}

// SaveTemplate stores t as its version. fault.Stale when the newest one is not the one before.
func (s *Store) SaveTemplate(ctx context.Context, a access.Account, t provision.Template) error {
	row := templateRow{Name: t.Name, Settings: t.Settings, Variants: map[string]variantRow{}}
	for language, v := range t.Variants {
		row.Variants[language] = variantRow(v)
	}
	body, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("encode template: %w", err)
	}
	before := table.Equals(attrVersion, table.N(t.Version-1))
	if t.Version == 1 {
		before = table.NotExists()
	}
	err = s.transact(ctx, a, []table.Action{
		table.Put(table.Item{
			Key:   templateKey(a, t.Kind, t.ID, "HEAD"),
			Attrs: table.Attrs{attrVersion: table.N(t.Version)},
		}, before),
		table.Put(table.Item{
			Key:   templateKey(a, t.Kind, t.ID, templateVersion(t.Version)),
			Attrs: table.Attrs{attrJSON: table.B(body), attrModified: table.S(stamp(t.Modified))},
		}, table.NotExists()),
	})
	if canceled := table.Canceled(err); canceled != nil {
		return fault.New(fault.Stale, "template_moved", "Somebody else saved the template meanwhile. Read it again and repeat.").Because(canceled)
	}
	return err
}
