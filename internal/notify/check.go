package notify

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"usersync/internal/fault"
)

// Checker judges templates.
type Checker struct{}

// CheckTemplate fails with fault.Invalid, and a Field (subject, text or html) for the first fault of each part, when a part cannot be filled
// in for everybody: a tag that is not closed, a placeholder that is not on the list, a value that would not be safe where it stands, too long a
// text. Empty parts are accepted. Details name line and column, both from 1, and never quote the template.
//
// Of Mustache there are {{name}}, {{#name}}...{{/name}} (when there is something; for each of a list), {{^name}}...{{/name}} (when there is
// nothing) and {{! comments}}. There are no partials, no other delimiters and no unescaped values. See Placeholders for the names.
func (Checker) CheckTemplate(subject, text, html string) error {
	bad := fault.New(fault.Invalid, "invalid_template", "The mail template cannot be used as it is.")
	note := func(path, wrong string) {
		if wrong != "" {
			bad.At(path, wrong)
		}
	}
	note("subject", checkSubject(subject))
	note("text", checkPart(text, false))
	note("html", checkPart(html, true))
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

func checkSubject(subject string) (wrong string) {
	if utf8.RuneCountInString(subject) > MaxSubject {
		return fmt.Sprintf("Must have at most %d characters.", MaxSubject)
	}
	if strings.ContainsFunc(subject, unsafe) {
		return "Must be one line, without control characters."
	}
	return checkPart(subject, false)
}

// checkPart walks the tags of one part.
func checkPart(part string, html bool) (wrong string) {
	if len(part) > MaxPart {
		return fmt.Sprintf("Must have at most %d KB.", MaxPart>>10)
	}
	if !utf8.ValidString(part) || strings.ContainsRune(part, 0) {
		return "Must be text in UTF-8, without the character NUL."
	}
	if i := strings.IndexFunc(part, hidden); i >= 0 {
		return at(part, i, wrongHidden)
	}
	w := walk{scanner: scanner{text: part}, html: html}
	if wrong := w.all(); wrong != "" {
		return at(part, w.start, wrong)
	}
	if !readAlike(part) { // cannot be, as far as anybody knows
		return "This template cannot be read in one way only."
	}
	if !html {
		if i := insecure(part); i >= 0 {
			return at(part, i, wrongAddress)
		}
		return w.tooLong()
	}
	if i, wrong := new(markup).check(part); wrong != "" {
		return at(part, i, wrong)
	}
	return w.tooLong()
}

// at says where a fault is: line and column from 1, in characters.
func at(part string, i int, wrong string) string {
	line, column := position(part, i)
	return fmt.Sprintf("Line %d, column %d: %s", line, column, wrong)
}

func (w *walk) tooLong() (wrong string) {
	if w.grown > maxFilled {
		return "Becomes too long with many products and long names. Repeat less."
	}
	return ""
}

// walk checks the tags of a part in their order.
type walk struct {
	scanner
	html bool
	open []string // sections, outermost first

	grown int // how many bytes the part has at most when it is filled in, up to here
}

// all returns what is wrong with the first tag at fault, or "".
func (w *walk) all() (wrong string) {
	for {
		before, found := w.next()
		w.grow(len(before))
		if !found {
			break
		}
		if wrong := w.tag(); wrong != "" {
			return wrong
		}
	}
	switch {
	case w.unclosed:
		return "This tag is not closed with }}."
	case len(w.open) > 0:
		return "A section is not closed: for each {{#...}} or {{^...}} there must be a {{/...}}."
	}
	return ""
}

func (w *walk) tag() (wrong string) {
	switch w.kind {
	case '!':
		return w.comment()
	case '>':
		return "Parts from elsewhere cannot be included."
	case '=':
		return "The delimiters are always {{ and }}."
	case '&', '{':
		return "Values are always escaped: write {{...}} with two braces."
	case '#', '^':
		return w.section()
	case '/':
		return w.end()
	}
	if wrong := w.known(); wrong != "" {
		return wrong
	}
	if w.name == list {
		return "This is a list: write {{#...}} before and {{/...}} after what is to be said of each element."
	}
	w.grow(maxValue * maxEscaped)
	return ""
}

// grow counts so many bytes, as often as they can come.
func (w *walk) grow(n int) {
	if w.listed() {
		n *= maxListed
	}
	w.grown += n
}

// comment refuses what would hide from markup what it is reading.
func (w *walk) comment() (wrong string) {
	if w.html && strings.ContainsAny(w.name, "<>") {
		return wrongNote
	}
	return ""
}

func (w *walk) section() (wrong string) {
	if wrong := w.known(); wrong != "" {
		return wrong
	}
	switch {
	case len(w.open) == maxSections:
		return fmt.Sprintf("At most %d sections can be open at once.", maxSections)
	case w.name == list && w.listed():
		return "A list cannot stand in itself."
	}
	w.open = append(w.open, w.name)
	w.grow(sectionCost)
	return ""
}

func (w *walk) end() (wrong string) {
	last := len(w.open) - 1
	if last < 0 || w.open[last] != w.name {
		return "This closes a section that is not the last one opened."
	}
	w.open = w.open[:last]
	return ""
}

func (w *walk) known() (wrong string) {
	switch {
	case isPlaceholder(w.name), w.name == listMember && w.listed():
		return ""
	case w.name == listMember:
		return "This name is known only between {{#products}} and {{/products}}."
	}
	return "There is no such placeholder."
}

func (w *walk) listed() bool { return slices.Contains(w.open, list) }
