package notify

import (
	"github.com/cbroglie/mustache"
)

// Limits of a template and of what becomes of it.
const (
	MaxSubject = 200      // characters, before and after it is filled in
	MaxPart    = 64 << 10 // bytes of Text or HTML as a template
	maxFilled  = 1 << 20  // bytes of Text or HTML filled in with the most and longest values
	maxListed  = 200      // products that a mail lists: as many as an account can have
	maxEscaped = 5        // bytes of a character, as UTF-8 or escaped
)

// fill makes a mail of a template that Checker accepts. In HTML every value is escaped, in the subject and the text none.
func fill(v Variant, f facts) (filled Variant, err error) {
	values := f.nested()
	subject, err := fillPart(v.Subject, true, values)
	if err != nil {
		return Variant{}, err
	}
	if filled.Text, err = fillPart(v.Text, true, values); err != nil {
		return Variant{}, err
	}
	if filled.HTML, err = fillPart(v.HTML, false, values); err != nil {
		return Variant{}, err
	}
	filled.Subject = cut(oneLine(subject), MaxSubject)
	return filled, nil
}

func fillPart(part string, raw bool, values map[string]any) (string, error) {
	t, err := mustache.ParseStringPartialsRaw(part, &mustache.StaticProvider{}, raw)
	if err != nil {
		return "", err
	}
	return t.Render(values)
}
