package directory

import (
	"strings"

	"usersync/internal/scim"
)

// UserName is the userName as the identity provider spelled it.
func UserName(attrs scim.Object) string { return text(attrs, "userName") }

// ExternalID is the identity provider's own id of the resource, "" when there is none.
func ExternalID(attrs scim.Object) string { return text(attrs, "externalId") }

// Active is the directory's word on whether the user may work. A resource without the attribute is active.
func Active(attrs scim.Object) bool {
	active, stated := attrs["active"].(bool)
	return active || !stated
}

// DisplayName is what to call a user: displayName, else name.formatted, else given and family name, else userName.
func DisplayName(attrs scim.Object) string {
	name, _ := attrs["name"].(scim.Object)
	full := strings.TrimSpace(text(name, "givenName") + " " + text(name, "familyName"))
	for _, candidate := range []string{text(attrs, "displayName"), text(name, "formatted"), full} {
		if candidate != "" {
			return candidate
		}
	}
	return UserName(attrs)
}

// Email is where to write to a user: the primary address, else the first of type work, else the first; "" when there is none.
func Email(attrs scim.Object) string {
	best, rank := "", 0
	list, _ := attrs["emails"].([]any)
	for _, element := range list {
		email, _ := element.(scim.Object)
		address := text(email, "value")
		if r := emailRank(email); address != "" && r > rank {
			best, rank = address, r
		}
	}
	return best
}

func emailRank(email scim.Object) int {
	switch {
	case email["primary"] == true:
		return 3
	case strings.EqualFold(text(email, "type"), "work"):
		return 2
	default:
		return 1
	}
}

// Emails is all addresses of a user, folded for comparison, each once, in their order.
func Emails(attrs scim.Object) []string {
	var all []string
	seen := map[string]bool{}
	list, _ := attrs["emails"].([]any)
	for _, element := range list {
		email, _ := element.(scim.Object)
		address := scim.Fold(text(email, "value"))
		if address != "" && !seen[address] {
			all, seen[address] = append(all, address), true
		}
	}
	return all
}

func text(o scim.Object, name string) string {
	s, _ := o[name].(string)
	return s
}
