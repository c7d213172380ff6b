package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// Problems finds, by rule id, what keeps rules from ever giving anything: a directory group that is gone, of the rule itself or in its condition. Rules
// without a problem are not in the answer.
func (s *Rules) Problems(ctx context.Context, a access.Account, rules []rule.Rule) (map[string][]rule.Problem, error) {
	there, err := s.Groups.HaveGroups(ctx, a, groupsOfAll(rules))
	if err != nil {
		return nil, err
	}
	problems := map[string][]rule.Problem{}
	for _, r := range rules {
		for _, id := range groupsOf(r) {
			if !there[id] {
				problems[r.ID] = append(problems[r.ID], rule.Problem{Code: "group_missing", Rule: r.ID, Subject: id})
			}
		}
	}
	return problems, nil
}

// groupsOf are the directory groups that a rule names, its own first.
func groupsOf(r rule.Rule) []string {
	return append([]string{r.Group}, rule.ConditionGroups(r.Condition)...)
}
