package rule

import (
	"slices"
	"strings"

	"usersync/internal/scim/filter"
)

// memberOf is the attribute of a condition that holds the ids of the user's directory groups.
const memberOf = "memberOf"

// ConditionGroups lists the directory groups that a condition compares memberOf with by eq, each once, in the order of the text; none when the condition cannot be
// read, which Check reports.
func ConditionGroups(condition string) []string {
	if condition == "" {
		return nil
	}
	expr, err := filter.ParseLimited(condition, MaxConditionBytes, MaxConditionDepth, MaxConditionNodes)
	if err != nil {
		return nil
	}
	return namedGroups(nil, expr)
}

func namedGroups(found []string, expr filter.Expr) []string {
	switch e := expr.(type) {
	case filter.And:
		return namedGroups(namedGroups(found, e.Left), e.Right)
	case filter.Or:
		return namedGroups(namedGroups(found, e.Left), e.Right)
	case filter.Not:
		return namedGroups(found, e.Inner)
	case filter.Compare:
		id, ok := e.Value.(string)
		if ok && e.Op == filter.Eq && strings.EqualFold(e.Attr, memberOf) && !slices.Contains(found, id) {
			return append(found, id)
		}
	}
	return found
}
