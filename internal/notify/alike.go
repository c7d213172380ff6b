package notify

import (
	"slices"

	"github.com/cbroglie/mustache"
)

// readAlike reports whether the library that fills templates in finds the same tags in a part as scanner does, on whose word it was accepted.
func readAlike(part string) bool {
	t, err := mustache.ParseStringPartialsRaw(part, &mustache.StaticProvider{}, false)
	if err != nil {
		return false
	}
	var ours []string
	for s := (scanner{text: part}); ; {
		if _, found := s.next(); !found {
			break
		}
		switch s.kind {
		case 0:
			ours = append(ours, s.name)
		case '#', '^':
			ours = append(ours, string(s.kind)+s.name)
		}
	}
	return slices.Equal(ours, flat(t.Tags(), nil))
}

// kinds are how the tags of the library are written. It has no others that were accepted.
var kinds = map[mustache.TagType]string{mustache.Variable: "", mustache.Section: "#", mustache.InvertedSection: "^"}

func flat(tags []mustache.Tag, found []string) []string {
	for _, tag := range tags {
		kind, known := kinds[tag.Type()]
		if !known {
			kind = "?"
		}
		found = append(found, kind+tag.Name())
		if tag.Type() != mustache.Variable {
			found = flat(tag.Tags(), found)
		}
	}
	return found
}
