package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"usersync/internal/fault"
)

// maxProblems is how many faults of one document are told.
const maxProblems = 20

// problems collects what is wrong with a document, by the paths of its members.
type problems struct{ fields []fault.Field }

func (p *problems) at(path, detail string) {
	if len(p.fields) < maxProblems {
		p.fields = append(p.fields, fault.Field{Path: path, Detail: detail})
	}
}

func (p *problems) fault(detail string) error {
	if len(p.fields) == 0 {
		return nil
	}
	err := fault.New(fault.Invalid, "invalid_schema", "%s", detail)
	err.Fields = p.fields
	return err
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// members is one object of a document, its member names folded. Reading a member that is absent or null gives nothing.
type members struct {
	problems *problems
	path     string
	object   map[string]any
}

// members takes an object whose members must be among those that are known.
func (p *problems) members(path string, v any, known ...string) members {
	m := members{p, path, map[string]any{}}
	in, ok := v.(map[string]any)
	if !ok {
		p.at(path, "Must be an object.")
	}
	strange := false
	for name, v := range in {
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, name) })
		if strange = strange || i < 0; i >= 0 && v != nil {
			m.object[strings.ToLower(known[i])] = v
		}
	}
	if strange {
		p.at(path, "Has a member that does not belong here. There may be: "+strings.Join(known, ", ")+".")
	}
	return m
}

func (m members) at(name, detail string) { m.problems.at(join(m.path, name), detail) }

func (m members) get(name string) any { return m.object[strings.ToLower(name)] }

// schemas checks the member schemas, where there is one.
func (m members) schemas(urn string) {
	if m.get("schemas") == nil {
		return
	}
	list, ok := m.get("schemas").([]any)
	text := ""
	if ok && len(list) == 1 {
		text, _ = list[0].(string)
	}
	if !strings.EqualFold(text, urn) {
		m.at("schemas", "Must be a list of "+urn+" alone, or absent.")
	}
}

// text is a text of at most so many characters.
func (m members) text(name string, limit int) string {
	v := m.get(name)
	s, ok := v.(string)
	if v != nil && (!ok || utf8.RuneCountInString(s) > limit || strings.ContainsFunc(s, isControl)) {
		m.at(name, fmt.Sprintf("Must be a text of at most %d characters, without control characters.", limit))
		return ""
	}
	return s
}

func (m members) texts(name string, limit int) []string {
	var texts []string
	for i, v := range m.list(name, limit) {
		s, ok := v.(string)
		if !ok || s == "" || utf8.RuneCountInString(s) > maxText || strings.ContainsFunc(s, isControl) {
			m.at(element(name, i), fmt.Sprintf("Must be a text of 1 to %d characters, without control characters.", maxText))
			continue
		}
		texts = append(texts, s)
	}
	return texts
}

func (m members) list(name string, limit int) []any {
	v := m.get(name)
	list, ok := v.([]any)
	switch {
	case v != nil && !ok:
		m.at(name, "Must be a list.")
	case len(list) > limit:
		m.at(name, fmt.Sprintf("Must not have more than %d entries.", limit))
		return nil
	}
	return list
}

func (m members) boolean(name string) bool {
	v := m.get(name)
	b, ok := v.(bool)
	if v != nil && !ok {
		m.at(name, "Must be true or false.")
	}
	return b
}

// choice is one of some words, in their spelling; the first where nothing is said.
func (m members) choice(name string, words []string) string {
	v := m.get(name)
	s, ok := v.(string)
	i := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, s) })
	switch {
	case v == nil:
		return words[0]
	case !ok || i < 0:
		m.at(name, "Must be one of "+strings.Join(words, ", ")+".")
		return words[0]
	}
	return words[i]
}

// attributeName is a name by RFC 7643 section 2.1; the RFC itself has the sub-attribute $ref, which its grammar does not.
func (m members) attributeName(name string, sub bool) string {
	s, _ := m.get(name).(string)
	if sub && s == "$ref" {
		return s
	}
	if !isWord(s) {
		m.at(name, fmt.Sprintf("Must be a name of at most %d letters, digits and the signs - _ $ that begins with a letter (RFC 7643 section 2.1).", maxWord))
		return ""
	}
	return s
}

func isWord(s string) bool {
	if s == "" || len(s) > maxWord || !isLetter(rune(s[0])) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !isLetter(r) && !isDigit(r) && !strings.ContainsRune("-_$", r) })
}

func isLetter(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }
func isDigit(r rune) bool  { return '0' <= r && r <= '9' }

// urn is the id of a schema: a URN of signs that filters, paths and addresses can hold.
func (m members) urn(name string) string {
	s, _ := m.get(name).(string)
	if !isURN(s) {
		m.at(name, fmt.Sprintf("Must be a URN such as urn:ietf:params:scim:schemas:extension:example:2.0:User, of at most %d letters, digits, dots, colons, hyphens and "+
			"underscores, and end with a name or a version.", MaxURN))
		return ""
	}
	return s
}

func isURN(s string) bool {
	parts := strings.Split(s, ":")
	if len(s) > MaxURN || len(parts) < 3 || !strings.EqualFold(parts[0], "urn") {
		return false
	}
	for _, part := range parts {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return !isLetter(r) && !isDigit(r) && !strings.ContainsRune("-_.", r) }) {
			return false
		}
	}
	last := parts[len(parts)-1]
	return isWord(last) || isVersion(last)
}

// isVersion reports whether a text is numbers with dots between them.
func isVersion(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return !isDigit(r) }) {
			return false
		}
	}
	return true
}
