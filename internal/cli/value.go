package cli

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"usersync/internal/client"
)

// object is something that the server sent. What is absent, null or of another kind reads as nothing: a newer server may say more, and an older one less.
type object map[string]any

// read reads an object of JSON.
func read(text []byte) (object, error) {
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var o object
	if d.Decode(&o) != nil || o == nil {
		return nil, errors.New("the answer of the server has another shape than expected")
	}
	return o, nil
}

// readAll reads the items of a list.
func readAll(l client.List) ([]object, error) {
	out := make([]object, len(l.Items))
	for i, item := range l.Items {
		o, err := read(item)
		if err != nil {
			return nil, err
		}
		out[i] = o
	}
	return out, nil
}

// at is the value at a path such as "role.kind"; nil where there is none.
func (o object) at(path string) any {
	name, rest, more := strings.Cut(path, ".")
	value := o[name]
	if !more {
		return value
	}
	inner, _ := value.(map[string]any)
	return object(inner).at(rest)
}

// text is a value in words.
func (o object) text(path string) string {
	switch v := o.at(path).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return yesNo(v)
	case []any:
		return strings.Join(o.texts(path), ", ")
	}
	return ""
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// texts are the texts of a list.
func (o object) texts(path string) []string {
	list, _ := o.at(path).([]any)
	var out []string
	for _, v := range list {
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case json.Number:
			out = append(out, v.String())
		}
	}
	return out
}

func (o object) is(path string) bool {
	b, _ := o.at(path).(bool)
	return b
}

func (o object) has(path string) bool { return o.at(path) != nil }

// number is a whole number; 0 where there is none.
func (o object) number(path string) int {
	n, _ := o.at(path).(json.Number)
	i, err := n.Int64()
	if err != nil {
		return 0
	}
	return int(i)
}

// object is the object at a path; nil, which reads as empty, where there is none.
func (o object) object(path string) object {
	inner, _ := o.at(path).(map[string]any)
	return inner
}

// list are the objects of a list.
func (o object) list(path string) []object {
	list, _ := o.at(path).([]any)
	var out []object
	for _, v := range list {
		if inner, ok := v.(map[string]any); ok {
			out = append(out, inner)
		}
	}
	return out
}

// names are the members, in the order of the alphabet.
func (o object) names() []string {
	var out []string
	for name := range o {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// count is a number with a word, in the singular or plural.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
