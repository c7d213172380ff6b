package adminapi

import (
	"context"

	"usersync/internal/rule"
)

// RuleEffectView is whom a rule decides for, among the active people of the directory.
type RuleEffectView struct {
	Rule    string `json:"rule"`
	Matched int    `json:"matched" doc:"Whom it matches."`
	Idle    int    `json:"idle" doc:"For whom of these it has no effect: it wins no slot and has no product given, as stronger rules, grants by hand or the person's own choice decide first."`
	By      string `json:"by,omitempty" doc:"The stronger rule that decides first for most of these. Absent: no rule does."`
	ByUsers int    `json:"byUsers,omitempty" doc:"For how many it does."`
}

func effectView(id string, of rule.Effect) RuleEffectView {
	by, users := of.Most()
	return RuleEffectView{Rule: id, Matched: of.Matched, Idle: of.Idle, By: by, ByUsers: users}
}

// RuleEffectsView is whom each rule decides for, as a plan has counted.
type RuleEffectsView struct {
	Plan      string           `json:"plan,omitempty" doc:"The newest plan of exactly these rules. Absent: none of the last 10 is; make one, {} suffices."`
	CountedAt *Moment          `json:"countedAt" nullable:"true" doc:"When that plan was made; what moved since is not in the numbers."`
	Items     []RuleEffectView `json:"items" nullable:"false" doc:"In the order of the rules. Of a rule that matches nobody both numbers are 0."`
}

type ruleEffectsOutput struct {
	ETag string `header:"ETag"`
	Body RuleEffectsView
}

func (s *server) ruleEffects(ctx context.Context, _ *empty) (*ruleEffectsOutput, error) {
	p, _, err := s.Rules.Current(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	out := &ruleEffectsOutput{ETag: etag(p.RulesRevision()), Body: RuleEffectsView{Items: []RuleEffectView{}}}
	of, ok, err := s.Plans.Effects(ctx, account(ctx), p.Rules)
	if err != nil || !ok {
		return out, err
	}
	out.Body.Plan, out.Body.CountedAt = of.ID, momentOrNull(of.Created)
	for _, r := range p.Rules {
		out.Body.Items = append(out.Body.Items, effectView(r.ID, of.Rules[r.ID]))
	}
	return out, nil
}
