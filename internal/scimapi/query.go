package scimapi

import (
	"net/url"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// query is the parameters of a URL by their names in lower case, each with its values in order.
type query map[string][]string

// parseQuery reads the text behind the question mark as it was sent, and never fails: tolerance.go says what it forgives and
// whom (testdata/onelogin/users.json is one). It does not use the parsed form of net/url, which drops a parameter that it cannot read: a dropped filter
// would list everybody.
func parseQuery(raw string) query {
	q := query{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name = strings.ToLower(unescape(name))
		q[name] = append(q[name], unescape(value))
	}
	return q
}

// unescape decodes a name or a value, with "+" for a space; text that is not well-formed is taken as it is.
func unescape(s string) string {
	if text, err := url.QueryUnescape(s); err == nil {
		return text
	}
	return strings.ReplaceAll(s, "+", " ")
}

// one is the value of a parameter that makes sense once only. The same value twice is one value; two values are
// fault.Malformed, because a proxy may have kept either.
func (q query) one(name string) (value string, given bool, err error) {
	values := q[strings.ToLower(name)]
	for _, v := range values {
		if v != values[0] {
			return "", true, fault.New(fault.Malformed, scim.InvalidSyntax, "The parameter %s is given more than once. Give it once.", name)
		}
	}
	if len(values) == 0 {
		return "", false, nil
	}
	return values[0], true, nil
}

// list is the names of a parameter that is a comma-separated list.
func (q query) list(name string) []string {
	var names []string
	for _, v := range q[name] {
		names = append(names, splitNames(v)...)
	}
	return names
}

// splitNames splits a comma-separated list and drops what is empty.
func splitNames(s string) []string {
	var names []string
	for name := range strings.SplitSeq(withoutFilters(s), ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}
