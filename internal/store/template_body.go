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

// A template is T#a#ST#x or T#a#ET#x: HEAD with the numbers of the newest version (attrVersion) and the live one (attrLiveBody), and V#n with a version (attrJSON,
// attrModified), which never changes.
const attrLiveBody = "live" // N

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
	if version == 0 {
		return provision.Template{}, false, nil
	}
	body, ok, err := s.get(ctx, a, templateKey(a, kind, id, templateVersion(version)))
	if err != nil || !ok {
		return provision.Template{}, false, err
	}
	t, err := decodeTemplate(kind, id, version, body)
	t.Live = liveTemplate(head)
	return t, err == nil, err
}

// liveTemplate is the version that is used.
func liveTemplate(head table.Attrs) int64 {
	if live, ok := head[attrLiveBody]; ok {
		return live.Int()
	}
	return head[attrVersion].Int()
}

// TemplateVersions implements provision.TemplateStore.
func (s *Store) TemplateVersions(ctx context.Context, a access.Account, kind provision.TemplateKind, id string, versions ...int64) ([]provision.Template, error) {
	numbers, keys := map[table.Key]int64{}, make([]table.Key, len(versions))
	for i, version := range versions {
		keys[i] = templateKey(a, kind, id, templateVersion(version))
		numbers[keys[i]] = version
	}
	items, err := s.getMany(ctx, a, keys)
	if err != nil {
		return nil, err
	}
	list := make([]provision.Template, len(items))
	for i, item := range items {
		if list[i], err = decodeTemplate(kind, id, numbers[item.Key], item.Attrs); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func decodeTemplate(kind provision.TemplateKind, id string, version int64, body table.Attrs) (provision.Template, error) {
	var row templateRow
	if err := json.Unmarshal(body[attrJSON].Raw(), &row); err != nil {
		return provision.Template{}, fmt.Errorf("decode template: %w", err)
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
	return t, nil
}

// SaveTemplate implements provision.TemplateStore.
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
	edits := []table.Edit{table.Set(attrVersion, table.N(t.Version))}
	switch {
	case !t.Draft:
		edits = append(edits, table.Set(attrLiveBody, table.N(t.Version)))
	case t.Version == 1:
		edits = append(edits, table.Set(attrLiveBody, table.N(0)))
	}
	err = s.transact(ctx, a, []table.Action{
		table.Update(templateKey(a, t.Kind, t.ID, "HEAD"), edits, before),
		table.Put(table.Item{
			Key:   templateKey(a, t.Kind, t.ID, templateVersion(t.Version)),
			Attrs: table.Attrs{attrJSON: table.B(body), attrModified: table.S(stamp(t.Modified))},
		}, table.NotExists()),
	})
	if canceled := table.Canceled(err); canceled != nil {
		return errTemplateMoved().Because(canceled)
	}
	return err
}

// PublishTemplate implements provision.TemplateStore. Where nothing was saved, what is built in is live already.
func (s *Store) PublishTemplate(ctx context.Context, a access.Account, seen *provision.SeenTemplate, kind provision.TemplateKind, id string, version int64) error {
	key := templateKey(a, kind, id, "HEAD")
	head, ok, err := s.get(ctx, a, key)
	if err != nil {
		return err
	}
	if seen != nil && *seen != (provision.SeenTemplate{Version: head[attrVersion].Int(), Live: liveTemplate(head)}) {
		return errTemplateMoved()
	}
	if seen != nil && !ok && version == 0 {
		return nil
	}
	actions := []table.Action{table.Update(key, []table.Edit{table.Set(attrLiveBody, table.N(version))}, seenHead(head, seen != nil)...)}
	if version > 0 {
		actions = append(actions, table.Check(templateKey(a, kind, id, templateVersion(version)), table.Exists()))
	}
	err = s.transact(ctx, a, actions)
	switch {
	case refused(err) == nil, version == 0 && seen == nil:
		return unlessCanceled(err)
	case seen != nil:
		return errTemplateMoved().Because(err)
	}
	return provision.ErrNoTemplateVersion()
}

// seenHead demands that a template has a head, or exactly the one that was read.
func seenHead(head table.Attrs, exactly bool) []table.Cond {
	if !exactly {
		return []table.Cond{table.Has(attrVersion)}
	}
	live := table.Lacks(attrLiveBody)
	if value, stated := head[attrLiveBody]; stated {
		live = table.Equals(attrLiveBody, value)
	}
	return []table.Cond{table.Equals(attrVersion, table.N(head[attrVersion].Int())), live}
}

func errTemplateMoved() *fault.Error {
	return fault.New(fault.Stale, "template_moved", "Somebody else saved or published the template meanwhile. Read it again and repeat.")
}
