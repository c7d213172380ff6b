package adminapi

import (
	"context"

	"usersync/internal/provision"
)

// RolloutBody is a step of a staged roll-out, one of these.
type RolloutBody struct {
	Group   string `json:"group,omitempty" doc:"A directory group: its members get the new rules, which are the draft's when the roll-out begins."`
	Percent int    `json:"percent,omitempty" minimum:"1" maximum:"99" doc:"So many of a hundred users get them, always the same ones first."`
	End     string `json:"end,omitempty" enum:"everybody,nobody" doc:"everybody: the new rules are everybody's; nobody: the rules from before are."`
}

func (b *RolloutBody) change() *provision.RolloutChange {
	return &provision.RolloutChange{Group: b.Group, Percent: b.Percent, End: provision.RolloutEnd(b.End)}
}

// RolloutView is the staged roll-out that is running.
type RolloutView struct {
	Running     bool   `json:"running"`
	ID          string `json:"id,omitempty"`
	Group       string `json:"group,omitempty" doc:"The directory group of the pilot."`
	Percent     int    `json:"percent,omitempty" doc:"Of users who are the pilot."`
	BaseVersion int64  `json:"baseVersion,omitempty" doc:"The published version whose rules everybody else keeps."`
}

type rolloutOutput struct{ Body RolloutView }

func (s *server) getRollout(ctx context.Context, _ *empty) (*rolloutOutput, error) {
	p, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil || p.Rollout == nil {
		return &rolloutOutput{}, err
	}
	r := p.Rollout
	return &rolloutOutput{RolloutView{Running: true, ID: r.ID, Group: r.Group, Percent: r.Percent, BaseVersion: r.BaseVersion}}, nil
}
