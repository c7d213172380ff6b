package adminapi

import (
	"context"
	"maps"
	"slices"

	"usersync/internal/provision"
)

// settingsTemplates is the operations that settings templates have besides those of all templates.
type settingsTemplates struct {
	templates[SettingsTemplateBody, SettingsTemplateView]
}

// SettingsVersionView is a saved version of a settings template in a list, without its body.
type SettingsVersionView struct {
	Version  int64    `json:"version"`
	Name     string   `json:"name" doc:"That it was saved with."`
	SavedAt  *Moment  `json:"savedAt" nullable:"true"`
	Live     bool     `json:"live" doc:"Whether it is what the template says now: the newest version is."`
	Products []string `json:"products" nullable:"false" doc:"Keys of the products that it has settings of."`
}

func settingsVersionView(t provision.Template) SettingsVersionView {
	return SettingsVersionView{
		Version: t.Version, Name: t.Name, SavedAt: momentOrNull(t.Modified), Live: t.Version == t.Live,
		Products: listed(slices.Sorted(maps.Keys(t.Settings))),
	}
}

func (s settingsTemplates) versions(ctx context.Context, in *listTemplateVersionsInput) (*listOutput[SettingsVersionView], error) {
	return versionsOf(ctx, s.templates, in, settingsVersionView)
}

type restoreTemplateInput struct {
	IDInput
	Precondition
	Version string `path:"version" doc:"The version; of the default template 0 is what is built in."`
}

// restore saves an earlier version as the next one.
func (s settingsTemplates) restore(ctx context.Context, in *restoreTemplateInput) (*templateOutput[SettingsTemplateView], error) {
	version, err := templateVersion(in.Version)
	if err != nil {
		version = noVersion
	}
	return s.answer(s.Catalogue.RestoreTemplate(ctx, account(ctx), in.template(), s.kind, in.ID, version))
}
