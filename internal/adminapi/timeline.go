package adminapi

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

// EventView is one entry of a user's timeline.
type EventView struct {
	ID       string      `json:"id"`
	At       Moment      `json:"at"`
	Kind     string      `json:"kind" doc:"Outcome, grant.given, grant.ended, language.chosen, language.freed, suspended, restored, pinned or unpinned."`
	By       string      `json:"by,omitempty" doc:"The id of the key that it was done with; absent for what came about by itself."`
	Note     string      `json:"note,omitempty"`
	Language string      `json:"language,omitempty"`
	Grant    *GrantView  `json:"grant,omitempty"`
	Rules    int64       `json:"rulesVersion,omitempty" doc:"Of the rules that an outcome was worked out with."`
	Cause    string      `json:"cause,omitempty" doc:"Why an outcome changed: inputs, rules, or drift."`
	Changes  *ChangeView `json:"changes,omitempty"`
}

func eventView(e provision.Event) EventView {
	view := EventView{ID: e.ID, At: Moment(e.At), Kind: string(e.Kind), By: e.By, Note: e.Note, Language: e.Value}
	if e.Grant != nil {
		grant := grantView(*e.Grant)
		view.Grant = &grant
	}
	if e.Decided != nil {
		changes := changeView(e.Decided.Difference)
		view.Rules, view.Cause, view.Changes = e.Decided.Version, string(e.Decided.Cause), &changes
	}
	return view
}

type timelineInput struct {
	IDInput
	PageInput
}

func (s *server) timeline(ctx context.Context, in *timelineInput) (*listOutput[EventView], error) {
	return passed(ctx, in.PageInput, func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.Event, string, error) {
		list, next, err := s.Histories.Events(ctx, a, in.ID, cursor, limit)
		if err == nil && len(list) == 0 && cursor == "" {
			err = fault.New(fault.NotFound, "user_not_found", "Nothing is on record of a user of this id.")
		}
		return list, next, err
	}, eventView)
}
