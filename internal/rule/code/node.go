package code

import (
	"fmt"
	"strconv"
	"strings"

	"usersync/internal/fault"
)

// kind is what a node is.
type kind int

const (
	null kind = iota
	text
	flag
	list
	object
	other // a number, a date: nothing that a rule set has
)

// node is a value of a file, with its place: lines and columns count from 1.
type node struct {
	kind         kind
	text         string // of a text
	flag         bool   // of a flag
	names        []name // of an object, one for each item
	items        []*node
	line, column int
}

// name is the name of a member of an object.
type name struct {
	text         string
	line, column int
}

// member is the value of a member, or nil.
func (n *node) member(name string) *node {
	for i := range n.names {
		if n.names[i].text == name {
			return n.items[i]
		}
	}
	return nil
}

// find follows a path such as products[0].key as far as it leads.
func (n *node) find(path string) *node {
	for _, step := range strings.FieldsFunc(path, func(c rune) bool { return c == '.' || c == '[' || c == ']' }) {
		next := n.member(step)
		if i, err := strconv.Atoi(step); err == nil && n.kind == list && i < len(n.items) {
			next = n.items[i]
		}
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

// unreadable is a file that is no YAML, or no JSON. Line 0 is not known.
func unreadable(line, column int, format string, args ...any) error {
	e := fault.New(fault.Malformed, "invalid_rules_file", "The file cannot be read. Correct what is named, and send it again.")
	detail := fmt.Sprintf(format, args...)
	switch {
	case line > 0 && column > 0:
		detail = fmt.Sprintf("Line %d, column %d: %s", line, column, detail)
	case line > 0:
		detail = fmt.Sprintf("Line %d: %s", line, detail)
	}
	return e.At("", detail)
}

// maxMembers is more than any object of a rule set has.
const maxMembers = 50

// add puts a member into an object; a second one of the same name is refused.
func (n *node) add(as name, value *node) error {
	if len(n.names) >= maxMembers {
		return unreadable(as.line, as.column, "The object has more than %d members.", maxMembers)
	}
	if n.member(as.text) != nil {
		return unreadable(as.line, as.column, "The member is named twice in the same object.")
	}
	n.names = append(n.names, as)
	n.items = append(n.items, value)
	return nil
}
