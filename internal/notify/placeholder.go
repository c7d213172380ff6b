package notify

import (
	"slices"
	"strings"
)

// Placeholder is something that a template may name.
type Placeholder struct {
	Name  string
	Means string // for whoever writes a template
}

// Placeholders is the closed list. Within {{#products}} there is "name" besides.
var Placeholders = []Placeholder{
	{"user.givenName", "the person's given name; may be empty"},
	{"user.familyName", "the person's family name; may be empty"},
	{"user.displayName", "what to call the person"},
	{"user.userName", "the name that the person signs in with"},
	{"account.name", "the account's name"},
	{"products", "the products that the person has got: a list, each with a name; may be empty"},
	{"signIn.url", "where to sign in; may be empty"},
	{"admin.contact", "whom to ask for help; may be empty"},
	{"language", "the language of the mail, such as en"},
}

// The one list, and what its elements have.
const (
	list        = "products"
	listMember  = "name"
	maxSections = 8   // open at once
	sectionCost = 100 // bytes that a section counts as, even when it is empty: it is gone through for each element of a list
)

func isPlaceholder(name string) bool {
	return slices.ContainsFunc(Placeholders, func(p Placeholder) bool { return p.Name == name })
}

// facts are the values of placeholders by name; the list's is its elements.
type facts map[string]any

// with adds the products that the person has got.
func (f facts) with(products []string) facts {
	elements := make([]map[string]string, 0, len(products))
	for _, name := range products[:min(len(products), maxListed)] {
		elements = append(elements, map[string]string{listMember: clean(name)})
	}
	f[list] = elements
	return f
}

// nested is the facts as Mustache looks them up: "user.givenName" is "givenName" of "user". Texts are cleaned on the way.
func (f facts) nested() map[string]any {
	out := map[string]any{}
	for _, p := range Placeholders {
		value, isText := f[p.Name].(string)
		group, member, dotted := strings.Cut(p.Name, ".")
		switch {
		case !isText:
			out[p.Name] = f[p.Name]
		case !dotted:
			out[p.Name] = clean(value)
		default:
			inner, _ := out[group].(map[string]string)
			if inner == nil {
				inner = map[string]string{}
				out[group] = inner
			}
			inner[member] = clean(value)
		}
	}
	return out
}
