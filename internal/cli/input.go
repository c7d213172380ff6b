package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxFile is how many bytes a file of the user may have. The server takes 1 MiB.
const maxFile = 4 << 20

// file reads a file of the user; - is standard input.
func (s *Session) file(name string) ([]byte, error) {
	in := s.In
	if name != "-" {
		opened, err := os.Open(name) //nolint:gosec // the file that the user names
		if err != nil {
			return nil, usage("The file cannot be read: %v.", err)
		}
		defer func() { _ = opened.Close() }()
		in = opened
	}
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case len(text) > maxFile:
		return nil, usage("%s is larger than %d MiB.", name, maxFile>>20)
	}
	return text, nil
}

// document reads a file of the user as YAML or JSON, for a body.
func (s *Session) document(name string) (any, error) {
	text, err := s.file(name)
	if err != nil {
		return nil, err
	}
	var value any
	if err := yaml.Unmarshal(text, &value); err != nil {
		return nil, usage("%s is neither YAML nor JSON: %v.", name, err)
	}
	if _, ok := value.(map[string]any); !ok {
		return nil, usage("%s must hold an object.", name)
	}
	return value, nil
}

// encode writes a body as JSON; nil is none.
func encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, usage("What shall be sent is no JSON: %v.", err)
	}
	return text, nil
}

// literal reads a value on the command line: JSON where it is, else a text.
func literal(text string) any {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return text
	}
	return value
}

// confirm asks a person. Where nobody can be asked the answer is what otherwise says.
func (s *Session) confirm(question string, otherwise bool) (bool, error) {
	if !s.Asks {
		return otherwise, nil
	}
	_, _ = fmt.Fprint(s.Err, question+" [y/N] ")
	answer, err := readLine(s.In)
	if err != nil {
		return false, err
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", nil
}

// readLine reads up to a line break, and nothing behind it.
func readLine(r io.Reader) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for len(line) < maxKeyFile {
		n, err := r.Read(one)
		if n == 1 && one[0] == '\n' || err == io.EOF {
			return string(line), nil
		}
		if err != nil {
			return "", fmt.Errorf("read the answer: %w", err)
		}
		line = append(line, one[:n]...)
	}
	return string(line), nil
}
