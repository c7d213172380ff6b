package plan

import (
	"slices"

	"usersync/internal/rule"
)

// Same reports whether two outcomes (nil allowed) are equal but for Policy, so that only the fence need be written.
func Same(a, b *Outcome) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.State == b.State && a.UserName == b.UserName && a.DisplayName == b.DisplayName &&
		slices.Equal(a.Products, b.Products) && slices.Equal(a.Problems, b.Problems) &&
		sameRole(a.Role, b.Role) && a.UserGroup == b.UserGroup && a.Settings == b.Settings && a.Language == b.Language &&
		slices.EqualFunc(a.Held, b.Held, Held.equal)
}

func sameRole(a, b Assigned[rule.Role]) bool {
	return a.Value.Equal(b.Value) && a.Stated == b.Stated && a.Source == b.Source && a.Rule == b.Rule
}
