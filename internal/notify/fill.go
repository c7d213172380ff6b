package notify

import (
	"bytes"
	"errors"

	"github.com/cbroglie/mustache"
)

// Limits of a template and of what becomes of it.
const (
	MaxSubject = 200       // characters, before and after it is filled in
	MaxPart    = 64 << 10  // bytes of Text or HTML as a template
	maxFilled  = 512 << 10 // bytes of Text or HTML filled in
	maxListed  = 200       // products that a mail lists: as many as an account can have
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
	var out bounded
	if err := t.FRender(&out, values); err != nil {
		return "", err
	}
	if out.over {
		return "", errTooLong
	}
	return out.text.String(), nil
}

var errTooLong = errors.New("the filled-in template is too long")

// bounded keeps up to maxFilled bytes and remembers whether there were more.
type bounded struct {
	text bytes.Buffer
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.over = b.over || b.text.Len()+len(p) > maxFilled; b.over {
		return 0, errTooLong
	}
	return b.text.Write(p)
}
