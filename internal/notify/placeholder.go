package notify

import (
	"slices"
	"strings"
)

// Kind is what sort of value a placeholder stands for.
type Kind string

// The kinds of values.
const (
	KindText     Kind = "text"
	KindURL      Kind = "url"      // may stand in an attribute, within quotation marks
	KindLanguage Kind = "language" // a tag of BCP 47, one of rule.Languages; may stand in an attribute as well
	KindList     Kind = "list"     // of elements that have values of their own
)

// Placeholder is something that a template may name. What may be empty can be asked for by a section.
type Placeholder struct {
	Name    string
	Within  string // the list whose elements have it; "": it can be named anywhere
	Kind    Kind
	Means   string // for whoever writes a template
	Example string // what the sample person of a preview has; of a list its elements, with commas between them
	Insert  string // how it is written in a template
}

// Placeholders is the closed list, and the one place where it stands: templates are judged, filled in and described by it.
var Placeholders = []Placeholder{
	text("user.givenName", "The person's given name; may be empty.", "Ann"),
	text("user.familyName", "The person's family name; may be empty.", "Lee"),
	text("user.displayName", "What to call the person.", "Ann Lee"),
	text("user.userName", "The name that the person signs in with.", "ann.lee@example.com"),
	text("account.name", "The account's name.", "Acme"),
	{list, "", KindList, "The products that the person has got; may be empty.", "Meeting, Webinar", "{{#products}}{{name}} {{/products}}"},
	{listMember, list, KindText, "The name of a product.", "Meeting", "{{name}}"},
	text("productList", "The same products in one line, as the language lists them; may be empty.", "Meeting and Webinar"),
	{"signIn.url", "", KindURL, "Where to sign in, a setting of the account; may be empty.", "https://sign-in.example.com", "{{signIn.url}}"},
	text("admin.contact", "Whom to ask for help, a setting of the account; may be empty.", "it@example.com"),
	{"language", "", KindLanguage, "The language of the mail.", "en", "{{language}}"},
}

func text(name, means, example string) Placeholder {
	return Placeholder{Name: name, Kind: KindText, Means: means, Example: example, Insert: "{{" + name + "}}"}
}

// The one list, and what its elements have.
const (
	list        = "products"
	listMember  = "name"
	maxSections = 8   // open at once
	sectionCost = 100 // bytes that a section counts as, even when it is empty: it is gone through for each element of a list
)

func isPlaceholder(name string) bool {
	return slices.ContainsFunc(Placeholders, func(p Placeholder) bool { return p.Name == name && p.Within == "" })
}

// facts are the values of placeholders by name; the list's is its elements.
type facts map[string]any

// with adds the products that the person has got, one by one and in one line.
func (f facts) with(products []string) facts {
	products = products[:min(len(products), maxListed)]
	elements := make([]map[string]string, 0, len(products))
	for _, name := range products {
		elements = append(elements, map[string]string{listMember: clean(name)})
	}
	language, _ := f["language"].(string)
	f[list], f["productList"] = elements, localeOf(language).list(products)
	return f
}

// nested is the facts as Mustache looks them up: "user.givenName" is "givenName" of "user". Texts are cleaned on the way.
func (f facts) nested() map[string]any {
	out := map[string]any{}
	for _, p := range Placeholders {
		if p.Within != "" {
			continue
		}
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
