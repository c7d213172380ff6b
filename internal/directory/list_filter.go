package directory

import (
	"strings"

	"usersync/internal/scim/filter"
)

// mentions reports whether a filter looks at an attribute or at one of its sub-attributes.
func mentions(f *filter.Filter, attribute string) bool {
	return f != nil && mentioned(f.Expr(), attribute)
}

func mentioned(e filter.Expr, attribute string) bool {
	switch e := e.(type) {
	case filter.And:
		return mentioned(e.Left, attribute) || mentioned(e.Right, attribute)
	case filter.Or:
		return mentioned(e.Left, attribute) || mentioned(e.Right, attribute)
	case filter.Not:
		return mentioned(e.Inner, attribute)
	case filter.Compare:
		return names(e.Attr, attribute)
	case filter.Present:
		return names(e.Attr, attribute)
	case filter.ValuePath:
		return names(e.Attr, attribute)
	default:
		return true // an expression of a new kind may look at anything
	}
}

// names reports whether a written name ("urn:...:User:groups.value") is the attribute or in it.
func names(written, attribute string) bool {
	name, _, _ := strings.Cut(written[strings.LastIndex(written, ":")+1:], ".")
	return strings.EqualFold(name, attribute)
}

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
	if !ok || c.Op != filter.Sw || !names(c.Attr, attribute) {
		return ""
	}
	prefix, _ := c.Value.(string)
	return prefix
}
