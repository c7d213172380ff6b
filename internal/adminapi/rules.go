package adminapi

import (
	"context"

	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/web"
)

type ruleOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     RuleView
}

// ruleAnswer is the rule in a policy just published: it reads nothing, as what was published must not be answered with a failure.
func ruleAnswer(p *rule.Policy, id string) (*ruleOutput, error) {
	r, position, err := provision.FindRule(p, id)
	if err != nil {
		return nil, err
	}
	return &ruleOutput{ETag: etag(p.RulesRevision()), Body: ruleView(r, position, nil)}, nil
}

func ruleView(r rule.Rule, position int, problems map[string][]rule.Problem) RuleView {
	view := RuleView{ID: r.ID, Position: position, RuleBody: ruleBody(r)}
	for _, p := range problems[r.ID] {
		view.Problems = append(view.Problems, ProblemView(p))
	}
	return view
}

type listRulesInput struct {
	PageInput
	Version string `query:"version" enum:"live,draft" doc:"Draft when absent: the draft where there is one, else what is live."`
}

func (s *server) listRules(ctx context.Context, in *listRulesInput) (*listOutput[RuleView], error) {
	p, err := s.rulesOf(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	problems, err := s.Rules.Problems(ctx, account(ctx), p.Rules)
	if err != nil {
		return nil, err
	}
	return ruleList(p, problems, in.PageInput)
}

func ruleList(p *rule.Policy, problems map[string][]rule.Problem, in PageInput) (*listOutput[RuleView], error) {
	position := map[string]int{}
	for i, r := range p.Rules {
		position[r.ID] = i + 1
	}
	out, err := paged(in, p.Rules, func(r rule.Rule) RuleView {
		return ruleView(r, position[r.ID], problems)
	})
	if err != nil {
		return nil, err
	}
	out.ETag = etag(p.RulesRevision())
	return out, nil
}

const liveRules = "live"

// rulesOf is the policy with the rules of a version: live, or else the draft where there is one.
func (s *server) rulesOf(ctx context.Context, version string) (*rule.Policy, error) {
	if version == liveRules {
		return s.Publisher.Live(ctx, account(ctx))
	}
	p, _, err := s.Rules.Current(ctx, account(ctx))
	return p, err
}

// editing is the use cases on rules on behalf of whoever asks.
func (s *server) editing(ctx context.Context) *provision.Rules {
	return s.Rules.As(web.Principal(ctx).Credential)
}

type getRuleInput struct {
	IDInput
	Version string `query:"version" enum:"live,draft" doc:"Draft when absent: the draft where there is one, else what is live."`
}

func (s *server) getRule(ctx context.Context, in *getRuleInput) (*ruleOutput, error) {
	p, err := s.rulesOf(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	r, position, err := provision.FindRule(p, in.ID)
	if err != nil {
		return nil, err
	}
	problems, err := s.Rules.Problems(ctx, account(ctx), []rule.Rule{r})
	if err != nil {
		return nil, err
	}
	return &ruleOutput{ETag: etag(p.RulesRevision()), Body: ruleView(r, position, problems)}, nil
}

type createRuleInput struct {
	Precondition
	Body struct {
		RuleBody
		Position int `json:"position,omitempty" minimum:"1" doc:"From 1, the strongest; at the end when absent."`
	}
}

func (s *server) createRule(ctx context.Context, in *createRuleInput) (*ruleOutput, error) {
	r, p, err := s.editing(ctx).Add(ctx, account(ctx), in.version(), in.Body.rule(), in.Body.Position)
	if err != nil {
		return nil, err
	}
	out, err := ruleAnswer(p, r.ID)
	if err != nil {
		return nil, err
	}
	out.Location = Prefix + "/rules/" + r.ID
	return out, nil
}

type replaceRuleInput struct {
	IDInput
	Precondition
	Body RuleChange
}

func (s *server) replaceRule(ctx context.Context, in *replaceRuleInput) (*ruleOutput, error) {
	return s.changeRule(ctx, in.IDInput, in.Precondition, in.Body, func(rule.Rule) (rule.Rule, error) { return in.Body.rule(), nil })
}

type patchRuleInput struct {
	IDInput
	Precondition
	Body    RuleChange `contentType:"application/merge-patch+json"`
	RawBody []byte
}

// patchRule merges. A role's privileges and groups belong to its kind: when another kind is stated they go unless stated, too.
func (s *server) patchRule(ctx context.Context, in *patchRuleInput) (*ruleOutput, error) {
	return s.changeRule(ctx, in.IDInput, in.Precondition, in.Body, func(old rule.Rule) (rule.Rule, error) {
		body := ruleBody(old)
		if stated := in.Body.Role; stated != nil && stated.Kind != "" && body.Role != nil && stated.Kind != body.Role.Kind {
			body.Role = nil
		}
		body, err := patched(body, in.RawBody)
		return body.rule(), err
	})
}

func (s *server) changeRule(ctx context.Context, in IDInput, match Precondition, body RuleChange, change func(rule.Rule) (rule.Rule, error)) (*ruleOutput, error) {
	if err := in.same(body.ID); err != nil {
		return nil, err
	}
	_, p, err := s.editing(ctx).Place(ctx, account(ctx), match.version(), in.ID, body.Position, change)
	if err != nil {
		return nil, err
	}
	return ruleAnswer(p, in.ID)
}

type deleteInput struct {
	IDInput
	Precondition
}

type versionOutput struct {
	ETag string `header:"ETag"`
}

func (s *server) deleteRule(ctx context.Context, in *deleteInput) (*versionOutput, error) {
	p, err := s.editing(ctx).Delete(ctx, account(ctx), in.version(), in.ID)
	if err != nil {
		return nil, err
	}
	return &versionOutput{ETag: etag(p.RulesRevision())}, nil
}

type orderInput struct {
	Precondition
	Body struct {
		IDs []string `json:"ids" nullable:"false" doc:"Every rule's id exactly once, strongest first."`
	}
}

func (s *server) orderRules(ctx context.Context, in *orderInput) (*listOutput[RuleView], error) {
	p, err := s.editing(ctx).Order(ctx, account(ctx), in.version(), in.Body.IDs)
	if err != nil {
		return nil, err
	}
	return ruleList(p, nil, PageInput{})
}

// Privileges is the closed list of what a manager can be given.
type Privileges struct {
	Items []string `json:"items" nullable:"false"`
}

func (s *server) privileges(context.Context, *empty) (*struct{ Body Privileges }, error) {
	return &struct{ Body Privileges }{Privileges{Items: rule.Privileges()}}, nil
}
