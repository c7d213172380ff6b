package adminapi

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

// EventView is one entry of a user's timeline.
type EventView struct {
	ID       string         `json:"id"`
	At       Moment         `json:"at"`
	Kind     string         `json:"kind" doc:"Outcome, grant.given, grant.ended, language.chosen, language.freed, suspended, restored, pinned, unpinned, hold.approved (by name), mail.decided, or mail. and the state that a mail came to: claimed, sent, withdrawn, parked, delayed, delivered, rejected, suppressed, bounced, complained."`
	By       string         `json:"by,omitempty" doc:"The id of the key that it was done with; absent for what came about by itself."`
	Note     string         `json:"note,omitempty"`
	Language string         `json:"language,omitempty"`
	Grant    *GrantView     `json:"grant,omitempty"`
	Rules    int64          `json:"rulesVersion,omitempty" doc:"Of the rules that an outcome was worked out with."`
	Cause    string         `json:"cause,omitempty" doc:"Why an outcome changed: inputs, rules, or drift."`
	Changes  *ChangeView    `json:"changes,omitempty"`
	Hold     string         `json:"hold,omitempty" doc:"The hold that was approved for the user by name."`
	Holds    []HoldTurnView `json:"holds,omitempty" doc:"What changed of that which holds keep from being taken; of kind outcome."`
	Mail     *MailEventView `json:"mail,omitempty" doc:"Of kinds that begin with mail."`
}

// HoldTurnView is what happened between a user and a hold.
type HoldTurnView struct {
	HeldView
	Turn    string            `json:"turn" enum:"withheld,changed,approved,rejected,expired,void,ended" doc:"Withheld: from now on; changed: something else is. Approved: what was withheld went; rejected, expired: it stays; void: the hold was overtaken; ended: there is nothing to withhold any more, whatever becomes of the hold."`
	State   string            `json:"state,omitempty" doc:"Of the hold, now."`
	Decided *HoldDecisionView `json:"decided,omitempty" doc:"The word that ended the hold."`
}

// MailEventView is a mail to the user.
type MailEventView struct {
	Name     string `json:"name" doc:"Its purpose and number: welcome#1; welcome#2 was sent anew."`
	Template string `json:"template"`
	Language string `json:"language"`
	Reason   string `json:"reason,omitempty" doc:"Why it was not sent."`
}

func eventView(e provision.Event) EventView {
	view := EventView{ID: e.ID, At: Moment(e.At), Kind: string(e.Kind), By: e.By, Note: e.Note, Language: e.Value, Hold: e.Hold}
	if e.Grant != nil {
		grant := grantView(*e.Grant)
		view.Grant = &grant
	}
	if e.Decided != nil {
		changes := changeView(e.Decided.Difference)
		view.Rules, view.Cause, view.Changes = e.Decided.Version, string(e.Decided.Cause), &changes
		for _, c := range e.Decided.Holds {
			view.Holds = append(view.Holds, HoldTurnView{heldView(c.Held()), string(c.Turn(e.At)), string(c.State), holdDecisionView(c.Decided)})
		}
	}
	if e.Mail != nil {
		mail := MailEventView(*e.Mail)
		view.Mail = &mail
	}
	return view
}

type timelineInput struct {
	IDInput
	PageInput
}

func (s *server) timeline(ctx context.Context, in *timelineInput) (*listOutput[EventView], error) {
	return passed(ctx, in.PageInput, func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.Event, string, error) {
		list, next, err := s.Timeline.Events(ctx, a, in.ID, cursor, limit)
		if err == nil && len(list) == 0 && cursor == "" {
			err = fault.New(fault.NotFound, "user_not_found", "Nothing is on record of a user of this id.")
		}
		return list, next, err
	}, eventView)
}
