package code

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// parseYAML reads one YAML document without anchors, aliases, merge keys and tags: what a file says stands where it is said.
func parseYAML(body []byte) (*node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(body))
	var document, more yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, unreadable(1, 1, "The file is empty.")
		}
		return nil, yamlError(err)
	}
	switch err := decoder.Decode(&more); {
	case err == nil:
		return nil, unreadable(more.Line, more.Column, "A second document begins. A file has one.")
	case !errors.Is(err, io.EOF):
		return nil, yamlError(err)
	}
	if len(document.Content) != 1 {
		return nil, unreadable(1, 1, "The file is empty.")
	}
	return fromYAML(document.Content[0], 0)
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// yamlError says where the library stopped, or where the part began that it could not finish. Its own words may repeat the file's.
func yamlError(err error) error {
	line := 0
	if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
		line, _ = strconv.Atoi(found[1])
	}
	return unreadable(line, 0, "From about here on this is not YAML. Look at the indentation, at quotes and at brackets in this line and below.")
}

func fromYAML(y *yaml.Node, depth int) (*node, error) {
	n := &node{line: y.Line, column: y.Column}
	switch {
	case depth > maxDepth:
		return nil, unreadable(y.Line, y.Column, "Nested deeper than %d levels.", maxDepth)
	case y.Kind == yaml.AliasNode || y.Anchor != "":
		return nil, unreadable(y.Line, y.Column, "Anchors and aliases are not read. Write the value itself.")
	case y.Kind == yaml.ScalarNode:
		return n, n.scalar(y)
	case y.Style&yaml.TaggedStyle != 0:
		return nil, unreadable(y.Line, y.Column, "Tags are not read.")
	case y.Kind == yaml.SequenceNode:
		n.kind = list
		return n, n.elements(y, depth)
	default:
		n.kind = object
		return n, n.members(y, depth)
	}
}

func (n *node) scalar(y *yaml.Node) error {
	if y.Style&yaml.TaggedStyle != 0 {
		return unreadable(y.Line, y.Column, "Tags are not read. Put a text into quotes.")
	}
	switch y.ShortTag() {
	case "!!str":
		n.kind, n.text = text, y.Value
	case "!!null":
		n.kind = null
	case "!!bool":
		n.kind = flag
		if err := y.Decode(&n.flag); err != nil {
			return yamlError(err)
		}
	default:
		n.kind = other
	}
	return nil
}

func (n *node) elements(y *yaml.Node, depth int) error {
	for _, child := range y.Content {
		item, err := fromYAML(child, depth+1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	return nil
}

func (n *node) members(y *yaml.Node, depth int) error {
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		if key.Kind != yaml.ScalarNode || key.Anchor != "" || key.ShortTag() != "!!str" {
			return unreadable(key.Line, key.Column, "The name of a member must be a plain text.")
		}
		value, err := fromYAML(y.Content[i+1], depth+1)
		if err != nil {
			return err
		}
		if err := n.add(name{key.Value, key.Line, key.Column}, value); err != nil {
			return err
		}
	}
	return nil
}
