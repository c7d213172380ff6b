package code

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// jsonReader turns tokens into nodes. Places are counted on from the one before, so that the whole takes linear time.
type jsonReader struct {
	body    []byte
	decoder *json.Decoder
	at      int // up to here lines are counted
	line    int
	start   int // of the line
}

func parseJSON(body []byte) (*node, error) {
	r := &jsonReader{body: body, decoder: json.NewDecoder(bytes.NewReader(body)), line: 1}
	r.decoder.UseNumber()
	root, err := r.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
		line, column := r.place()
		return nil, unreadable(line, column, "Something follows the JSON object.")
	}
	return root, nil
}

// place is where the next token begins.
func (r *jsonReader) place() (line, column int) {
	next := int(r.decoder.InputOffset())
	for next < len(r.body) && bytes.IndexByte([]byte(" \t\r\n,:"), r.body[next]) >= 0 {
		next++
	}
	for ; r.at < next; r.at++ {
		if r.body[r.at] == '\n' {
			r.line++
			r.start = r.at + 1
		}
	}
	_, column = position(r.body[r.start:], next-r.start)
	return r.line, column
}

func (r *jsonReader) token() (json.Token, error) {
	token, err := r.decoder.Token()
	if err == nil {
		return token, nil
	}
	line, column := r.place()
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) && int(syntax.Offset) > r.at {
		line, column = position(r.body, int(syntax.Offset)-1)
	}
	return nil, unreadable(line, column, "This is not JSON, or it is cut off here.")
}

func (r *jsonReader) value(depth int) (*node, error) {
	n := &node{}
	n.line, n.column = r.place()
	if depth > maxDepth {
		return nil, unreadable(n.line, n.column, "Nested deeper than %d levels.", maxDepth)
	}
	token, err := r.token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case nil:
		n.kind = null
	case string:
		n.kind, n.text = text, token
	case bool:
		n.kind, n.flag = flag, token
	case json.Delim:
		return n, r.inside(n, token, depth)
	default:
		n.kind = other
	}
	return n, nil
}

// inside reads the members or elements of what has just been opened, and its end.
func (r *jsonReader) inside(n *node, opened json.Delim, depth int) error {
	n.kind = list
	if opened == '{' {
		n.kind = object
	}
	for r.decoder.More() {
		if err := r.item(n, depth); err != nil {
			return err
		}
	}
	_, err := r.token()
	return err
}

func (r *jsonReader) item(n *node, depth int) error {
	var as name
	if n.kind == object {
		as.line, as.column = r.place()
		token, err := r.token()
		if err != nil {
			return err
		}
		as.text, _ = token.(string)
	}
	value, err := r.value(depth + 1)
	if err != nil {
		return err
	}
	if n.kind == object {
		return n.add(as, value)
	}
	n.items = append(n.items, value)
	return nil
}
