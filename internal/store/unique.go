package store

import (
	"strings"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/table"
)

// attrOwner is the attribute of a UQ item that says whose value it is.
const attrOwner = "u"

// Kinds of unique and look-up values.
const (
	uniqueUserName  = "un"
	uniqueGroupName = "gn"
	lookUpExternal  = "x"

	lookUpGroupExternal = "gx"
	lookUpEmail         = "em"
)

// nameText is a name in the form in which names are unique.
func nameText(name string) string { return strings.TrimSpace(scim.Fold(name)) }

// claim is a unique value that a resource holds: its key, and what it means that somebody else has it.
type claim struct {
	key   table.Key
	taken error
}

// userClaims are the unique values of a user: its userName in the account. That an externalId is unique is the business of the
// identity provider that gives it; the server does not enforce it (RFC 7643 section 3.1).
func userClaims(a access.Account, u directory.User) []claim {
	return []claim{{uniqueKey(a, uniqueUserName, nameText(directory.UserName(u.Attrs))), directory.Taken("userName", "account")}}
}

// groupClaims are the values that a group is found by: its displayName, unique in the connection, or else together with the group's id.
func groupClaims(a access.Account, g directory.Group) []claim {
	name, _ := g.Attrs["displayName"].(string)
	whose := g.Connection
	if g.SharedName {
		whose += "#" + g.ID
	}
	return []claim{{connectionUniqueKey(a, uniqueGroupName, nameText(name), whose), directory.Taken("displayName", "connection")}}
}

// moveClaims gives up the claims of before that after does not have, and takes those that are new.
func (t *transaction) moveClaims(owner string, before, after []claim) {
	for _, c := range before {
		if !hasClaim(after, c.key) {
			t.add(directory.ErrLost, table.Delete(c.key, table.Equals(attrOwner, table.S(owner))))
		}
	}
	for _, c := range after {
		if !hasClaim(before, c.key) {
			item := table.Item{Key: c.key, Attrs: table.Attrs{attrOwner: table.S(owner)}}
			t.add(c.taken, table.Put(item, table.NotExists()))
		}
	}
}

func hasClaim(claims []claim, key table.Key) bool {
	for _, c := range claims {
		if c.key == key {
			return true
		}
	}
	return false
}
