package scim

import "strings"

// names remembers the member names of one object, compared without case. The first few are compared one by one, which
// costs no memory; further ones go into a map, so that thousands of names stay cheap.
type names struct {
	few  [8]string
	n    int
	many map[string]struct{}
}

// add reports whether the name is new.
func (s *names) add(name string) bool {
	for _, other := range s.few[:s.n] {
		if strings.EqualFold(other, name) {
			return false
		}
	}
	if s.n < len(s.few) {
		s.few[s.n] = name
		s.n++
		return true
	}
	folded := name
	if !isPlain(name) {
		folded = strings.Map(foldRune, name)
	}
	if _, known := s.many[folded]; known {
		return false
	}
	if s.many == nil {
		s.many = make(map[string]struct{})
	}
	s.many[folded] = struct{}{}
	return true
}
