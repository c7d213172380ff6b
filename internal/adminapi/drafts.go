package adminapi

import (
	"context"
	"strconv"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// DraftView says whether there is a draft of the rules, and how it differs from what is live.
type DraftView struct {
	Exists       bool             `json:"exists"`
	Revision     int64            `json:"revision" doc:"Of the draft, or of what is live where there is none."`
	LiveRevision int64            `json:"liveRevision"`
	ModifiedAt   *Moment          `json:"modifiedAt" nullable:"true"`
	Auto         bool             `json:"auto" doc:"Whether it goes live by itself, by a plan that the guard may hold: rules are not reviewed."`
	Plan         string           `json:"plan,omitempty" doc:"By which it goes live by itself."`
	Stopped      *StoppedView     `json:"stopped,omitempty" doc:"Why it does not go live by itself. Have its plan approved, change the draft or discard it."`
	Changes      []RuleDifference `json:"changes" nullable:"false"`
}

// StoppedView says why a draft does not go live by itself.
type StoppedView struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// RuleDifference is how one rule differs between two lists.
type RuleDifference struct {
	Rule        string   `json:"rule" doc:"Its id."`
	Kind        string   `json:"kind" enum:"added,removed,changed,moved"`
	From        int      `json:"from,omitempty" doc:"Its place before, from 1."`
	To          int      `json:"to,omitempty" doc:"Its place afterwards."`
	Members     []string `json:"members,omitempty" doc:"What differs in a rule that is changed."`
	Description string   `json:"description,omitempty" doc:"Of the rule, as it is afterwards, or was."`
}

func ruleDifferences(from, to []rule.Rule) []RuleDifference {
	words := map[string]string{}
	for _, list := range [][]rule.Rule{from, to} {
		for _, r := range list {
			words[r.ID] = r.Description
		}
	}
	return convert(rule.CompareRules(from, to), func(c rule.ListChange) RuleDifference {
		return RuleDifference{Rule: c.ID, Kind: string(c.Kind), From: c.From, To: c.To, Members: c.Members, Description: words[c.ID]}
	})
}

type draftOutput struct {
	ETag string `header:"ETag"`
	Body DraftView
}

func (s *server) getDraft(ctx context.Context, _ *empty) (*draftOutput, error) {
	live, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	current, draft, err := s.Rules.Current(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	view := DraftView{
		Exists: draft.Open, Revision: current.RulesRevision(), LiveRevision: live.RulesRevision(), ModifiedAt: momentOrNull(draft.Modified),
		Changes: ruleDifferences(live.Rules, current.Rules),
	}
	auto, ok, err := s.Rules.Auto(ctx, account(ctx))
	if ok {
		view.Auto, view.Plan, view.Stopped = true, auto.Plan, stoppedView(auto.Stopped)
	}
	return &draftOutput{ETag: etag(current.RulesRevision()), Body: view}, err
}

func (s *server) discardDraft(ctx context.Context, in *Precondition) (*versionOutput, error) {
	p, err := s.Rules.Discard(ctx, account(ctx), in.version())
	if err != nil {
		return nil, err
	}
	return &versionOutput{ETag: etag(p.RulesRevision())}, nil
}

// RulesVersionView is a revision of the rules that was live.
type RulesVersionView struct {
	Revision    int64  `json:"revision"`
	Version     int64  `json:"rulesVersion" doc:"The first published version that had these rules."`
	PublishedAt Moment `json:"publishedAt"`
}

func rulesVersionView(v provision.RulesVersion) RulesVersionView {
	return RulesVersionView{Revision: v.Revision, Version: v.Version, PublishedAt: Moment(v.Published)}
}

func (s *server) listVersions(ctx context.Context, in *PageInput) (*listOutput[RulesVersionView], error) {
	list := func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.RulesVersion, string, error) {
		before, err := revision(cursor)
		if err != nil {
			return nil, "", errCursor()
		}
		found, err := s.Rules.Versions(ctx, a, before, limit+1)
		if err != nil || len(found) <= limit {
			return found, "", err
		}
		return found[:limit], strconv.FormatInt(found[limit-1].Revision, 10), nil
	}
	return passed(ctx, *in, list, rulesVersionView)
}

// revision reads a revision; "" is 0.
func revision(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 || text[0] == '+' {
		return 0, fault.New(fault.NotFound, "version_not_found", "The rules never were live in this revision.")
	}
	return n, nil
}

// VersionInput names a revision of the rules.
type VersionInput struct {
	Revision string `path:"revision" doc:"The revision."`
}

type getVersionInput struct {
	VersionInput
	Compare string `query:"compare" doc:"draft, live, or another revision: say how it differs."`
}

// RulesVersionDetail is a revision of the rules, whole.
type RulesVersionDetail struct {
	RulesVersionView
	Rules   []RuleView       `json:"rules" nullable:"false"`
	Changes []RuleDifference `json:"changes,omitempty" doc:"From this revision to the one that was asked for."`
}

type rulesVersionOutput struct{ Body RulesVersionDetail }

func (s *server) getVersion(ctx context.Context, in *getVersionInput) (*rulesVersionOutput, error) {
	p, v, err := s.at(ctx, in.Revision)
	if err != nil {
		return nil, err
	}
	out := &rulesVersionOutput{RulesVersionDetail{RulesVersionView: rulesVersionView(v), Rules: make([]RuleView, len(p.Rules))}}
	for i, r := range p.Rules {
		out.Body.Rules[i] = ruleView(r, i+1, nil)
	}
	if in.Compare == "" {
		return out, nil
	}
	other, err := s.compared(ctx, in.Compare)
	if err != nil {
		return nil, err
	}
	out.Body.Changes = ruleDifferences(p.Rules, other.Rules)
	return out, nil
}

func (s *server) at(ctx context.Context, text string) (*rule.Policy, provision.RulesVersion, error) {
	n, err := revision(text)
	if err != nil {
		return nil, provision.RulesVersion{}, err
	}
	return s.Rules.At(ctx, account(ctx), n)
}

// compared is what a revision is compared with.
func (s *server) compared(ctx context.Context, with string) (*rule.Policy, error) {
	if with == liveRules || with == "draft" {
		return s.rulesOf(ctx, with)
	}
	p, _, err := s.at(ctx, with)
	return p, err
}

type restoreInput struct {
	VersionInput
	Precondition
}

func (s *server) restoreVersion(ctx context.Context, in *restoreInput) (*listOutput[RuleView], error) {
	n, err := revision(in.Revision)
	if err != nil {
		return nil, err
	}
	p, err := s.editing(ctx).Restore(ctx, account(ctx), in.version(), n)
	if err != nil {
		return nil, err
	}
	return ruleList(p, nil, PageInput{})
}

func stoppedView(s provision.AutoStop) *StoppedView {
	if s.Code == "" {
		return nil
	}
	return &StoppedView{Code: s.Code, Detail: s.Detail}
}
