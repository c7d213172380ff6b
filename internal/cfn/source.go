// Package cfn reads the deployment template for tests: YAML with intrinsic functions in, plain resources out.
//
// It knows the part of CloudFormation and SAM that the template uses, refuses the rest, talks to no cloud and says nothing of whether the template is good.
package cfn

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Source is a template as it is written. It may be changed, to see who notices.
type Source struct{ root map[string]any }

// Load reads a template file.
func Load(path string) (*Source, error) {
	body, err := os.ReadFile(path) // #nosec G304 -- tests name their own template
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	return Parse(body)
}

// Parse reads a template. Short forms of intrinsic functions (!Ref) become long ones ({"Ref": ...}).
func Parse(body []byte) (*Source, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(body, &document); err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	if len(document.Content) != 1 {
		return nil, errors.New("read template: it is empty")
	}
	v, err := plain(document.Content[0])
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	root, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("read template: it is no object")
	}
	return &Source{root}, nil
}

// Clone copies the template, so that a copy can be changed.
func (s *Source) Clone() *Source { return &Source{clone(s.root).(map[string]any)} }

// At is what is written at a path of keys and list indexes, intrinsic functions in their long form.
func (s *Source) At(path ...string) Value { return Value{s.root}.At(path...) }

// Remove takes away what is at a path of keys and list indexes. It reports whether there was anything.
func (s *Source) Remove(path ...string) bool {
	return s.edit(path, func(any) (any, bool) { return nil, false })
}

// Set replaces what is at a path of keys and list indexes; a key that is missing in its object is added. It reports whether the place was found.
func (s *Source) Set(value any, path ...string) bool {
	return s.edit(path, func(any) (any, bool) { return value, true })
}

func (s *Source) edit(path []string, change func(old any) (fresh any, keep bool)) bool {
	changed, ok := edited(s.root, path, change)
	if ok {
		s.root = changed.(map[string]any)
	}
	return ok
}

// edited returns v with the change made at the path.
func edited(v any, path []string, change func(any) (any, bool)) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return editedMap(v, path, change)
	case []any:
		return editedList(v, path, change)
	default:
		return nil, false
	}
}

func editedMap(m map[string]any, path []string, change func(any) (any, bool)) (any, bool) {
	inner, present := m[path[0]]
	if len(path) > 1 {
		fresh, ok := edited(inner, path[1:], change)
		if ok {
			m[path[0]] = fresh
		}
		return m, ok
	}
	fresh, keep := change(inner)
	if keep {
		m[path[0]] = fresh
		return m, true
	}
	delete(m, path[0])
	return m, present
}

func editedList(list []any, path []string, change func(any) (any, bool)) (any, bool) {
	i, err := strconv.Atoi(path[0])
	if err != nil || i < 0 || i >= len(list) {
		return nil, false
	}
	if len(path) > 1 {
		fresh, ok := edited(list[i], path[1:], change)
		if ok {
			list[i] = fresh
		}
		return list, ok
	}
	fresh, keep := change(list[i])
	if keep {
		list[i] = fresh
		return list, true
	}
	return append(list[:i:i], list[i+1:]...), true
}

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for name, inner := range v {
			m[name] = clone(inner)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, inner := range v {
			list[i] = clone(inner)
		}
		return list
	default:
		return v
	}
}

// plain turns YAML into objects, lists and scalars.
func plain(n *yaml.Node) (any, error) {
	v, err := plainUntagged(n)
	if err != nil || strings.HasPrefix(n.Tag, "!!") || n.Tag == "" {
		return v, err
	}
	return long(strings.TrimPrefix(n.Tag, "!"), v), nil
}

func plainUntagged(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		return plainMap(n)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			v, err := plain(item)
			if err != nil {
				return nil, err
			}
			list[i] = v
		}
		return list, nil
	case yaml.ScalarNode:
		return plainScalar(n)
	default:
		return nil, fmt.Errorf("line %d: neither anchors nor aliases are understood by CloudFormation", n.Line)
	}
}

func plainMap(n *yaml.Node) (any, error) {
	m := make(map[string]any, len(n.Content)/2)
	for i := 0; i < len(n.Content); i += 2 {
		name := n.Content[i].Value
		if _, twice := m[name]; twice {
			return nil, fmt.Errorf("line %d: %q is there twice", n.Content[i].Line, name)
		}
		v, err := plain(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		m[name] = v
	}
	return m, nil
}

func plainScalar(n *yaml.Node) (any, error) {
	if !strings.HasPrefix(n.Tag, "!!") || n.Tag == "!!timestamp" { // dates are versions of a format, not times
		return n.Value, nil
	}
	var v any
	if err := n.Decode(&v); err != nil {
		return nil, fmt.Errorf("line %d: %w", n.Line, err)
	}
	return v, nil
}

// long is the long form of a function that was written as a tag.
func long(name string, v any) any {
	switch name {
	case "Ref", "Condition":
		return map[string]any{name: v}
	case "GetAtt":
		if text, ok := v.(string); ok {
			id, attribute, _ := strings.Cut(text, ".")
			v = []any{id, attribute}
		}
	}
	return map[string]any{"Fn::" + name: v}
}
