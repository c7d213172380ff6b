package scenario

import (
	"fmt"
	"regexp"
	"time"
)

// names is who is who: the story has names, the product has ids.
type names struct {
	ids   map[string]string // by name
	known map[string]string // names by id
}

// call gives a thing a name. Whatever had it before is called "the former NAME" from then on.
func (n *names) call(name, id string) {
	if n.ids == nil {
		n.ids, n.known = map[string]string{}, map[string]string{}
	}
	if before, taken := n.ids[name]; taken && before != id {
		n.call("the former "+name, before)
	}
	n.ids[name], n.known[id] = id, name
}

// braces is a name, or a time, that stands for something in a text: {ann}, {the former ann}, {now+2h}.
var braces = regexp.MustCompile(`\{[A-Za-z][\w &+.-]*\}`)

// fill puts ids and times in the place of names, wherever they stand in a value. What is no name stays as it is.
func (n *names) fill(v any, now time.Time) any {
	switch v := v.(type) {
	case string:
		return braces.ReplaceAllStringFunc(v, func(name string) string { return n.stands(name, now) })
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = n.fill(item, now)
		}
		return out
	case object:
		out := object{}
		for name, item := range v {
			out[name] = n.fill(item, now)
		}
		return out
	default:
		return v
	}
}

func (n *names) stands(braced string, now time.Time) string {
	name := braced[1 : len(braced)-1]
	if id, ok := n.ids[name]; ok {
		return id
	}
	if len(name) > 3 && name[:3] == "now" {
		if d, err := time.ParseDuration(name[3:]); err == nil {
			return now.Add(d).UTC().Format(time.RFC3339)
		}
	}
	return braced
}

// tell puts names in the place of ids, wherever one stands in a value by itself.
func (n *names) tell(v any) any {
	switch v := v.(type) {
	case string:
		if name, ok := n.known[v]; ok {
			return name
		}
		return v
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = n.tell(item)
		}
		return out
	case object:
		out := object{}
		for name, item := range v {
			out[name] = n.tell(item)
		}
		return out
	default:
		return v
	}
}

// id is what a name stands for; the story is wrong when it stands for nothing.
func (n *names) id(name string) string {
	id, ok := n.ids[name]
	if !ok {
		panic(fmt.Sprintf("nobody and nothing is called %q here", name))
	}
	return id
}
