package printer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// writeJSON writes what the server sent, as it sent it, with a line break at the end. On a terminal characters that do something instead of being seen are written as
// escapes, which are the same text to every program.
func writeJSON(out *bytes.Buffer, s Style, text []byte) {
	text = bytes.TrimRight(text, "\n")
	if len(text) == 0 {
		return
	}
	if s.Terminal {
		text = escaped(text, jsonEscape)
	}
	out.Write(text)
	out.WriteByte('\n')
}

// escaped writes characters that do something instead of being seen as escapes. They stand in quotes only, both in JSON and in the YAML of yamlString.
func escaped(text []byte, escape func(rune) string) []byte {
	var out bytes.Buffer
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r > '~' && r != utf8.RuneError && hidden(r) {
			out.WriteString(escape(r))
		} else {
			out.Write(text[:size])
		}
		text = text[size:]
	}
	return out.Bytes()
}

func jsonEscape(r rune) string {
	if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
		return fmt.Sprintf(`\u%04x\u%04x`, high, low)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

func yamlEscape(r rune) string {
	if r > 0xffff {
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// writeYAML writes JSON as YAML: the members in their order, numbers as they are written.
func writeYAML(out *bytes.Buffer, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	node, err := yamlNode(d)
	if err != nil {
		return err
	}
	var plain bytes.Buffer
	e := yaml.NewEncoder(&plain)
	e.SetIndent(2)
	if err := e.Encode(node); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	out.Write(escaped(plain.Bytes(), yamlEscape))
	return nil
}

func yamlNode(d *json.Decoder) (*yaml.Node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		return yamlCollection(d, token)
	case string:
		return yamlString(token), nil
	case json.Number:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: token.String()}, nil
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(token)}, nil
	default:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: "null"}, nil
	}
}

// yamlString is a text that no reader of YAML takes for anything else.
func yamlString(text string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	if Clean(text) != text || text == "<<" { // as a key, it would merge
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

func yamlCollection(d *json.Decoder, open json.Delim) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	if open == '{' {
		n.Kind = yaml.MappingNode
	}
	for d.More() {
		child, err := yamlNode(d)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, child)
	}
	if len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	_, err := d.Token() // the end of the collection
	return n, err
}
