package adminapi

import (
	"context"
	"encoding/json"
	"fmt"

	"usersync/internal/provision"
	"usersync/internal/scim"
)

// TraceView is a resolve that did not happen.
type TraceView struct {
	Inputs  InputsView  `json:"inputs"`
	Changes ChangeView  `json:"changes" doc:"What would be another than today."`
	Seats   []SeatsView `json:"seats" nullable:"false" doc:"Holds on products that would change."`
	Writes  []string    `json:"writes" nullable:"false" doc:"What would be written: fence, seats, outcome, failures, mail. Empty: nothing."`
}

// InputsView is what a resolve looks at.
type InputsView struct {
	Version     int64          `json:"version" doc:"Counts the changes of the user's inputs."`
	Resolved    int64          `json:"resolvedVersion" doc:"The one that the outcome of today was worked out for."`
	Rules       int64          `json:"rulesVersion" doc:"Of the rules that it was worked out with."`
	InDirectory bool           `json:"inDirectory"`
	Active      bool           `json:"active"`
	Attributes  map[string]any `json:"attributes" nullable:"true"`
	Groups      []string       `json:"groups" nullable:"false" doc:"Directory groups by id, those in between included."`
	Grants      int            `json:"grants" doc:"How many hand-made grants there are."`
	Language    string         `json:"ownLanguage,omitempty"`
	Suspended   bool           `json:"suspendedByHand"`
	Pinned      bool           `json:"pinned"`
}

// SeatsView is one change of a hold on a product.
type SeatsView struct {
	Product string `json:"product"`
	Before  string `json:"before" doc:"None, waiting or granted."`
	After   string `json:"after"`
}

func traceView(t provision.Trace) TraceView {
	rec := t.Record
	return TraceView{
		Inputs: InputsView{
			Version: t.Fence.Want, Resolved: t.Fence.Done, Rules: t.Fence.Rules,
			InDirectory: !rec.Person.Gone, Active: rec.Person.Active, Attributes: rec.User, Groups: append([]string{}, rec.Groups...),
			Grants: len(rec.Grants), Language: rec.OwnLanguage, Suspended: rec.Person.Suspended, Pinned: rec.Person.Pinned,
		},
		Changes: changeView(t.Difference), Seats: convert(t.Change.Steps, seatsView), Writes: writes(t),
	}
}

func seatsView(s provision.SeatStep) SeatsView {
	view := SeatsView{Product: s.Product, Before: word(""), After: word("")}
	if s.Was != nil {
		view.Before = string(s.Was.State)
	}
	if s.Now != nil {
		view.After = string(s.Now.State)
	}
	return view
}

// writes lists the kinds of items that would be written.
func writes(t provision.Trace) []string {
	c := t.Change
	list := []string{}
	for _, w := range []struct {
		name string
		due  bool
	}{
		{"fence", !t.Fence.Current(c.Version)},
		{"seats", len(c.Steps) > 0},
		{"outcome", c.Outcome != nil},
		{"failures", len(c.Raised)+len(c.Cleared) > 0},
		{"mail", c.Mail != nil || c.Wake},
	} {
		if w.due {
			list = append(list, w.name)
		}
	}
	return list
}

type whatIfInput struct {
	IDInput
	Body struct {
		AddGroups    []string       `json:"addGroups" required:"false" maxItems:"100" doc:"Directory groups, by id, that the user would be a member of."`
		RemoveGroups []string       `json:"removeGroups" required:"false" maxItems:"100" doc:"Directory groups, by id, that the user would be a direct member of no more."`
		Attributes   map[string]any `json:"attributes,omitempty" doc:"SCIM attributes as they would be, each as a whole; null takes one away."`
		Grants       []GrantBody    `json:"grants" required:"false" maxItems:"50" doc:"Hand-made grants that there would be in addition."`
		Rules        string         `json:"rules" required:"false" enum:"live,draft" default:"live" doc:"The rules to go by; draft: those of the draft, if there is one."`
	}
}

// WhatIfView is what a user would get.
type WhatIfView struct {
	Trace    TraceView    `json:"trace"`
	Decision DecisionView `json:"decision"`
}

func (s *server) whatIf(ctx context.Context, in *whatIfInput) (*struct{ Body WhatIfView }, error) {
	attributes, err := attributes(in.Body.Attributes)
	if err != nil {
		return nil, err
	}
	what := provision.WhatIf{AddGroups: in.Body.AddGroups, RemoveGroups: in.Body.RemoveGroups, Attributes: attributes, Draft: in.Body.Rules == "draft"}
	for _, g := range in.Body.Grants {
		what.Grants = append(what.Grants, g.grant())
	}
	t, err := s.Tracer.WhatIf(ctx, account(ctx), in.ID, what)
	return &struct{ Body WhatIfView }{WhatIfView{traceView(t), decisionView(t.Decision)}}, err
}

// attributes are values as SCIM bodies have them, numbers included.
func attributes(body map[string]any) (map[string]any, error) {
	if body == nil {
		return map[string]any{}, nil
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("write attributes: %w", err)
	}
	return scim.Decode(text)
}
