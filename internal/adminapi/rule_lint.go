package adminapi

import (
	"context"

	"usersync/internal/rule"
)

// FindingView is something about the rules that somebody should look at.
type FindingView struct {
	Code      string   `json:"code" doc:"Stable; the list is in docs/rules.md."`
	Severity  string   `json:"severity" enum:"error,warning,info"`
	Rules     []string `json:"rules" nullable:"false" doc:"Ids: the rule at fault first, then the stronger ones that make it so."`
	Slot      string   `json:"slot,omitempty" doc:"The member of the rule."`
	Subject   string   `json:"subject,omitempty" doc:"The id or key that it is about."`
	Potential bool     `json:"potential,omitempty" doc:"It holds only if somebody is in both groups, or meets both conditions."`
	Detail    string   `json:"detail"`
	Remedy    string   `json:"remedy"`
}

func findingView(f rule.Finding) FindingView {
	return FindingView{
		Code: f.Code, Severity: string(f.Severity), Rules: f.Rules, Slot: f.Slot, Subject: f.Subject, Potential: f.Potential,
		Detail: f.Detail, Remedy: f.Remedy,
	}
}

func (s *server) lintRules(ctx context.Context, in *PageInput) (*listOutput[FindingView], error) {
	p, findings, err := s.Rules.Lint(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	out, err := paged(*in, findings, findingView)
	if err != nil {
		return nil, err
	}
	out.ETag = etag(p.RulesRevision())
	return out, nil
}
