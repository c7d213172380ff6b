package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// maxSizedGroups bounds of how many directory groups linting asks whether anybody is in them: one to eight small reads each. Of the others it says nothing.
const maxSizedGroups = 200

// uncounted is the size of a group of which only is known that it is there.
const uncounted = -1

// Lint looks for what is wrong, or probably not meant, in the rules, the draft if there is one, and returns the policy that it looked at. It knows which directory groups there are, and of
// the first 200 that rules name whether they are empty. Nothing is written.
func (s *Rules) Lint(ctx context.Context, a access.Account) (*rule.Policy, []rule.Finding, error) {
	p, _, err := s.Current(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	members, err := s.sizes(ctx, a, p.Rules)
	if err != nil {
		return nil, nil, err
	}
	return p, rule.Lint(p, rule.Facts{Members: members}), nil
}

// sizes are the sizes of the directory groups that rules name; a group that there is not is missing.
func (s *Rules) sizes(ctx context.Context, a access.Account, rules []rule.Rule) (map[string]int, error) {
	ids := groupsOfAll(rules)
	there, err := s.Groups.HaveGroups(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	members := make(map[string]int, len(ids))
	for i, id := range ids {
		if !there[id] {
			continue
		}
		members[id] = uncounted
		if i < maxSizedGroups {
			if members[id], err = s.Groups.GroupSize(ctx, a, id, 1); err != nil {
				return nil, err
			}
		}
	}
	return members, nil
}

// groupsOfAll are the directory groups that rules name, each once, in the order of the rules.
func groupsOfAll(rules []rule.Rule) []string {
	var ids []string
	seen := map[string]bool{}
	for _, r := range rules {
		for _, id := range groupsOf(r) {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}
