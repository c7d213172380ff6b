package inspect

import "strings"

// object is what is known of an object that is being copied.
type object struct {
	values []span // of members that are a value of what the others name
	secret bool   // one of the others names a secret
}

// object copies an object, and then takes out its values if they belong to a secret, or may.
func (s *masker) object() error {
	var o object
	err := s.members(&o)
	if o.secret || err != nil {
		for i := len(o.values) - 1; i >= 0; i-- { // from the back, as what is taken out moves what follows
			s.hide(o.values[i])
		}
	}
	return err
}

func (s *masker) members(o *object) error {
	if _, err := s.take("{"); err != nil {
		return err
	}
	if c, err := s.peek(); err != nil || c == '}' {
		_, err = s.take("}")
		return err
	}
	for {
		if err := s.member(o); err != nil {
			return err
		}
		if c, err := s.take(",}"); err != nil || c == '}' {
			return err
		}
	}
}

func (s *masker) member(o *object) error {
	if c, err := s.peek(); err != nil || c != '"' {
		return firstOf(err, errBroken)
	}
	name, err := s.text()
	if err != nil {
		return err
	}
	if _, err := s.take(":"); err != nil {
		return err
	}
	from := len(s.out)
	said, err := s.value()
	part := span{from, len(s.out)}
	switch {
	case isSecret(name):
		s.hide(part)
	case strings.Contains(plain(name), "value"):
		o.values = append(o.values, part)
	case isSecret(said):
		o.secret = true
		if isQuestion(plain(name), said) {
			s.hide(part)
		}
	}
	return err
}

// isQuestion reports whether a text that names a secret may also hold one: a filter does, and so does a path or an address with a condition in it.
func isQuestion(name, text string) bool {
	return strings.Contains(name, "filter") || strings.ContainsAny(text, `"[?=`)
}

func firstOf(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
