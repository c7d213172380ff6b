package directory

import (
	"strings"

	"usersync/internal/scim/filter"
)

// reads reports whether a filter looks at an attribute or at one of its sub-attributes.
func reads(f *filter.Filter, attribute string) bool { return f != nil && f.Reads(attribute) }

// equals finds the value that one of the attributes must have in every match.
func equals(f *filter.Filter, attributes ...string) (string, bool) {
	if f == nil {
		return "", false
	}
	for _, attribute := range attributes {
		if value, ok := f.Equals(attribute); ok {
			return value, true
		}
	}
	return "", false
}

// startsWith finds the prefix that the attribute must have, when the filter says just that.
func startsWith(f *filter.Filter, attribute string) string {
	if f == nil {
		return ""
	}
	c, ok := f.Expr().(filter.Compare)
	if !ok || c.Op != filter.Sw || !strings.EqualFold(bare(c.Attr), attribute) {
		return ""
	}
	prefix, _ := c.Value.(string)
	return prefix
}

// references counts how often an expression names an attribute or one of its sub-attributes.
func references(e filter.Expr, attribute string) int {
	switch e := e.(type) {
	case filter.And:
		return references(e.Left, attribute) + references(e.Right, attribute)
	case filter.Or:
		return references(e.Left, attribute) + references(e.Right, attribute)
	case filter.Not:
		return references(e.Inner, attribute)
	case filter.Compare:
		return names(e.Attr, attribute)
	case filter.Present:
		return names(e.Attr, attribute)
	case filter.ValuePath:
		if _, single := e.Inner.(filter.Compare); single && e.Tail == nil {
			return names(e.Attr, attribute)
		}
		return 2 * names(e.Attr, attribute) // it asks more than one thing
	default:
		return 0
	}
}

// names is 1 when a written name ("urn:...:Group:members.value") is the attribute or in it.
func names(written, attribute string) int {
	name, _, _ := strings.Cut(bare(written), ".")
	if strings.EqualFold(name, attribute) {
		return 1
	}
	return 0
}

// bare is a written name without its schema's URN.
func bare(written string) string { return written[strings.LastIndex(written, ":")+1:] }
