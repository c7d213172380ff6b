package adminapi

import (
	"context"
	"time"

	"usersync/internal/rule"
)

// DecisionView is what the rules give to a user, and why: per slot the winner and every loser with its reason.
type DecisionView struct {
	RulesVersion     int64              `json:"rulesVersion"`
	Rollout          *SideView          `json:"rollout,omitempty" doc:"While rules are rolled out in stages: which of the two lists decided."`
	Rules            []MatchView        `json:"rules" nullable:"false" doc:"Every rule, strongest first."`
	Products         []DecidedProduct   `json:"products" nullable:"false"`
	Refused          []RefusedProduct   `json:"refused" nullable:"false"`
	Role             SlotView[RoleBody] `json:"role"`
	UserGroup        SlotView[*string]  `json:"userGroup"`
	SettingsTemplate SlotView[*string]  `json:"settingsTemplate"`
	Language         SlotView[*string]  `json:"language"`
	WelcomeMail      SlotView[*string]  `json:"welcomeMail"`
	Problems         []ProblemView      `json:"problems" nullable:"false"`
}

// SideView says which rule list of a staged roll-out decided, and why.
type SideView struct {
	Rollout     string      `json:"id"`
	Candidate   bool        `json:"candidate" doc:"True: the new rules; false: those of baseVersion."`
	Reason      rule.Reason `json:"reason" enum:"pilot_group,percent,outside_pilot"`
	BaseVersion int64       `json:"baseVersion"`
}

// MatchView is the verdict on one rule.
type MatchView struct {
	Rule    string      `json:"rule"`
	Matched bool        `json:"matched"`
	Reason  rule.Reason `json:"reason,omitempty" doc:"Why not."`
}

// DecidedProduct is one product that the user shall have, seats permitting.
type DecidedProduct struct {
	Key    string      `json:"key"`
	Plan   string      `json:"plan,omitempty"`
	Owner  string      `json:"owner"`
	Rule   *string     `json:"rule"`
	Losers []LoserView `json:"losers" nullable:"false"`
}

// RefusedProduct is a product that somebody names and the user does not get.
type RefusedProduct struct {
	Key    string      `json:"key"`
	Rule   string      `json:"rule,omitempty"`
	Grant  string      `json:"grant,omitempty"`
	Reason rule.Reason `json:"reason"`
	By     string      `json:"by,omitempty"`
}

// LoserView is a rule's word that did not decide.
type LoserView struct {
	Rule   string      `json:"rule,omitempty"`
	Grant  string      `json:"grant,omitempty" doc:"A hand-made grant, instead of a rule."`
	Value  string      `json:"value"`
	Reason rule.Reason `json:"reason"`
	By     string      `json:"by,omitempty"`
}

// SlotView is one single-valued slot.
type SlotView[V any] struct {
	Value  V           `json:"value"`
	Stated bool        `json:"stated" doc:"False: nobody states it, and the value is the default."`
	Source string      `json:"source"`
	Rule   *string     `json:"rule"`
	Losers []LoserView `json:"losers" nullable:"false"`
}

func slotView[T, V any](slot rule.Slot[T], value func(T) V) SlotView[V] {
	return SlotView[V]{
		Value: value(slot.Value), Stated: slot.Stated, Source: string(slot.Source), Rule: orNull(slot.Rule), Losers: losers(slot.Losers),
	}
}

func losers(list []rule.Loser) []LoserView {
	return convert(list, func(l rule.Loser) LoserView { return LoserView(l) })
}

func decisionView(d rule.Decision) DecisionView {
	return DecisionView{
		RulesVersion: d.Version,
		Rollout:      (*SideView)(d.Rollout),
		Rules:        convert(d.Matches, func(m rule.Match) MatchView { return MatchView(m) }),
		Products: convert(d.Products, func(p rule.ProductDecision) DecidedProduct {
			return DecidedProduct{Key: p.Key, Plan: p.Plan, Owner: string(p.Owner), Rule: orNull(p.Rule), Losers: losers(p.Losers)}
		}),
		Refused:          convert(d.Refused, func(r rule.Refusal) RefusedProduct { return RefusedProduct(r) }),
		Role:             slotView(d.Role, roleBody),
		UserGroup:        slotView(d.UserGroup, choiceID),
		SettingsTemplate: slotView(d.Settings, choiceID),
		Language:         slotView(d.Language, orNull),
		WelcomeMail:      slotView(d.Welcome, choiceID),
		Problems:         convert(d.Problems, func(p rule.Problem) ProblemView { return ProblemView(p) }),
	}
}

type decisionOutput struct{ Body DecisionView }

type explainInput struct {
	IDInput
	At time.Time `query:"at" doc:"Explain what held at this time: the last change until then, worked out again from what was known then. Absent: now."`
}

func (s *server) explain(ctx context.Context, in *explainInput) (*decisionOutput, error) {
	if !in.At.IsZero() {
		d, err := s.Explainer.ExplainAt(ctx, account(ctx), in.ID, in.At)
		return &decisionOutput{decisionView(d)}, err
	}
	d, err := s.Explainer.Explain(ctx, account(ctx), in.ID)
	return &decisionOutput{decisionView(d)}, err
}
