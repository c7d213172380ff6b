package cfn

import (
	"fmt"
	"slices"
	"strconv"
)

// Value is something in a template: an object, a list, a scalar, or nothing.
type Value struct{ v any }

// At walks down keys and list indexes. It is nothing where there is nothing.
func (v Value) At(path ...string) Value {
	for _, step := range path {
		switch inner := v.v.(type) {
		case map[string]any:
			v = Value{inner[step]}
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(inner) {
				return Value{}
			}
			v = Value{inner[i]}
		default:
			return Value{}
		}
	}
	return v
}

// Exists reports whether there is anything.
func (v Value) Exists() bool { return v.v != nil }

// Raw is the value as maps, slices and scalars.
func (v Value) Raw() any { return v.v }

// Text is a scalar as text; "" for anything else.
func (v Value) Text() string {
	switch s := v.v.(type) {
	case string:
		return s
	case int, bool, float64:
		return fmt.Sprint(s)
	default:
		return ""
	}
}

// Int is a whole number, also one that is written as text; 0 for anything else.
func (v Value) Int() int {
	n, err := strconv.Atoi(v.Text())
	if err != nil {
		return 0
	}
	return n
}

// True reports whether the value is true, also when it is written as text.
func (v Value) True() bool { return v.Text() == "true" }

// List is the items of a list; a scalar or an object counts as a list of one, as CloudFormation takes it for most lists.
func (v Value) List() []Value {
	list, ok := v.v.([]any)
	if !ok {
		if v.v == nil {
			return nil
		}
		return []Value{v}
	}
	items := make([]Value, len(list))
	for i, item := range list {
		items[i] = Value{item}
	}
	return items
}

// Texts is the items of a list as text.
func (v Value) Texts() []string {
	var texts []string
	for _, item := range v.List() {
		texts = append(texts, item.Text())
	}
	return texts
}

// Keys are the names in an object, in order.
func (v Value) Keys() []string {
	m, _ := v.v.(map[string]any)
	keys := make([]string, 0, len(m))
	for name := range m {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	return keys
}
