package directory

import (
	"cmp"
	"strings"

	"usersync/internal/scim"
)

// maxSortText is how many bytes of a name count in the order of a list: what an index can hold.
const maxSortText = 512

// Place is where a resource stands in the order of its list: by folded name, then by id. The zero Place is before all others.
type Place struct{ Name, ID string }

// Place is where the user stands among users, by userName.
func (u User) Place() Place { return Place{SortText(UserName(u.Attrs)), u.ID} }

// Place is where the group stands among groups, by displayName.
func (g Group) Place() Place { return Place{SortText(text(g.Attrs, "displayName")), g.ID} }

// behind reports whether p comes after o. Candidates that were looked up stand in the order of their ids alone.
func (p Place) behind(o Place, byID bool) bool {
	if byID {
		return p.ID > o.ID
	}
	return cmp.Or(strings.Compare(p.Name, o.Name), strings.Compare(p.ID, o.ID)) > 0
}

// SortText is a name as lists are ordered by it: folded, cut to 512 bytes, and never empty.
func SortText(name string) string {
	name = scim.Fold(name)
	if len(name) > maxSortText {
		name = strings.ToValidUTF8(name[:maxSortText], "")
	}
	if name == "" {
		return " "
	}
	return name
}
