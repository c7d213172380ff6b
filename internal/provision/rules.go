package provision

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// Rules is the use cases on the ordered list of rules, strongest first. Changes make a draft, which goes live by a plan: one that somebody asks for while the account
// reviews rules, otherwise one that the Autopilot makes and applies. In all of them ifMatch is the revision of the rules that the caller has seen
// (rule.Policy.RulesRevision), 0 for any, and the policy returned is the live one with the rules as they are afterwards, draft or live.
type Rules struct {
	Publisher *Publisher
	Groups    DirectoryGroups
	Drafts    DraftStore
	History   VersionStore
	Accounts  AccountReader

	by string
}

// As are the same use cases on behalf of a credential, by its public id: whatever comes of a change names it.
func (s *Rules) As(by string) *Rules {
	theirs := *s
	theirs.by = by
	return &theirs
}

// AccountReader reads accounts; an AccountStore does.
type AccountReader interface {
	// Account reads the account. fault.NotFound.
	Account(ctx context.Context, a access.Account) (Account, error)
}

// Add stores a new rule under a fresh id at a 1-based position; 0 appends. fault.Invalid names the members at fault (group_missing when the
// directory has no such group), or says that there are 1,000 rules already; fault.Stale.
func (s *Rules) Add(ctx context.Context, a access.Account, ifMatch int64, r rule.Rule, position int) (rule.Rule, *rule.Policy, error) {
	r.ID = s.Publisher.NewID()
	if err := s.checkGroups(ctx, a, r, rule.Rule{}); err != nil {
		return rule.Rule{}, nil, err
	}
	policy, err := s.edit(ctx, a, ifMatch, func(p *rule.Policy) error {
		return insertRule(p, r, position)
	})
	return r, policy, err
}

// insertRule puts a new rule at a 1-based position; 0 appends.
func insertRule(p *rule.Policy, r rule.Rule, position int) error {
	at := position - 1
	if position == 0 {
		at = len(p.Rules)
	}
	if err := checkPlace(p, at); err != nil {
		return err
	}
	if err := rule.Check(r, p); err != nil {
		return err
	}
	p.Rules = slices.Insert(p.Rules, at, r)
	return nil
}

func checkPlace(p *rule.Policy, at int) error {
	if len(p.Rules) >= rule.MaxRules {
		return fault.New(fault.Invalid, "too_many_rules", "An account has at most %d rules. Delete or merge some.", rule.MaxRules)
	}
	if at < 0 || at > len(p.Rules) {
		return fault.New(fault.Invalid, "invalid_value", "There is no such place in the list of rules.").
			At("position", "Must be between 1 and one more than the number of rules.")
	}
	return nil
}

// Change applies change to one rule. fault.NotFound, Invalid as Add, Stale. Directory groups are looked up only where they change, so that a rule whose
// group is gone can still be disabled.
func (s *Rules) Change(ctx context.Context, a access.Account, ifMatch int64, id string, change func(rule.Rule) (rule.Rule, error)) (rule.Rule, *rule.Policy, error) {
	return s.Place(ctx, a, ifMatch, id, 0, change)
}

// Place is Change, and puts the rule at a 1-based position; 0 leaves it where it is.
func (s *Rules) Place(ctx context.Context, a access.Account, ifMatch int64, id string, position int, change func(rule.Rule) (rule.Rule, error)) (rule.Rule, *rule.Policy, error) {
	var result rule.Rule
	policy, err := s.edit(ctx, a, ifMatch, func(p *rule.Policy) error {
		at, err := findRule(p, id)
		if err != nil {
			return err
		}
		old := p.Rules[at]
		if result, err = change(old); err != nil {
			return err
		}
		result.ID = id
		if err := s.checkGroups(ctx, a, result, old); err != nil {
			return err
		}
		p.Rules[at] = result
		if err := rule.Check(result, p); err != nil {
			return err
		}
		return moveRule(p, at, position-1)
	})
	return result, policy, err
}

// moveRule moves a rule to another place; -1 is where it is.
func moveRule(p *rule.Policy, from, to int) error {
	if to == -1 || to == from {
		return nil
	}
	if to < 0 || to >= len(p.Rules) {
		return fault.New(fault.Invalid, "invalid_value", "There is no such place in the list of rules.").
			At("position", "Must be between 1 and the number of rules.")
	}
	r := p.Rules[from]
	p.Rules = slices.Insert(slices.Delete(p.Rules, from, from+1), to, r)
	return nil
}

// Delete removes a rule. fault.NotFound, Stale.
func (s *Rules) Delete(ctx context.Context, a access.Account, ifMatch int64, id string) (*rule.Policy, error) {
	return s.edit(ctx, a, ifMatch, func(p *rule.Policy) error { return deleteRule(p, id) })
}

func deleteRule(p *rule.Policy, id string) error {
	at, err := findRule(p, id)
	if err != nil {
		return err
	}
	p.Rules = slices.Delete(p.Rules, at, at+1)
	return nil
}

// Order puts the rules into the order of ids, which must name every rule exactly once: fault.Invalid otherwise; fault.Stale.
func (s *Rules) Order(ctx context.Context, a access.Account, ifMatch int64, ids []string) (*rule.Policy, error) {
	return s.edit(ctx, a, ifMatch, func(p *rule.Policy) error { return reorder(p, ids) })
}

func reorder(p *rule.Policy, ids []string) error {
	byID := make(map[string]rule.Rule, len(p.Rules))
	for _, r := range p.Rules {
		byID[r.ID] = r
	}
	ordered := make([]rule.Rule, 0, len(p.Rules))
	for _, id := range ids {
		if r, ok := byID[id]; ok {
			ordered = append(ordered, r)
			delete(byID, id)
		}
	}
	if len(ordered) != len(ids) || len(byID) > 0 {
		return fault.New(fault.Invalid, "invalid_order", "The order must name every rule exactly once.").
			At("ids", "A rule is missing, unknown or named twice.")
	}
	p.Rules = ordered
	return nil
}

// FindRule returns a rule of a policy and its 1-based position. fault.NotFound.
func FindRule(p *rule.Policy, id string) (r rule.Rule, position int, err error) {
	at, err := findRule(p, id)
	if err != nil {
		return rule.Rule{}, 0, err
	}
	return p.Rules[at], at + 1, nil
}

func findRule(p *rule.Policy, id string) (int, error) {
	at := slices.IndexFunc(p.Rules, func(r rule.Rule) bool { return r.ID == id })
	if at < 0 {
		return 0, fault.New(fault.NotFound, "rule_not_found", "There is no such rule.")
	}
	return at, nil
}

// maxGroupID is far above what any directory group's id has, and fits into a key.
const maxGroupID = 200

// checkGroups fails with fault.Invalid (group_missing) when a rule names a directory group that there is not, in its group or its condition. What stands
// as it was in the old rule is not looked up, and an empty group is left to rule.Check.
func (s *Rules) checkGroups(ctx context.Context, a access.Account, r, old rule.Rule) error {
	if r.Group != old.Group && r.Group != "" {
		if err := s.checkGroup(ctx, a, r.Group, "group"); err != nil {
			return err
		}
	}
	known := rule.ConditionGroups(old.Condition)
	for _, id := range rule.ConditionGroups(r.Condition) {
		if slices.Contains(known, id) {
			continue
		}
		if err := s.checkGroup(ctx, a, id, "condition"); err != nil {
			return err
		}
	}
	return nil
}

func (s *Rules) checkGroup(ctx context.Context, a access.Account, id, member string) error {
	ok := len(id) <= maxGroupID
	if ok {
		var err error
		if ok, err = s.Groups.HasGroup(ctx, a, id); err != nil {
			return err
		}
	}
	if !ok {
		return fault.New(fault.Invalid, "group_missing", "The directory has no such group. Name a group by the id under /directory/groups.").
			At(member, "No such directory group.")
	}
	return nil
}
