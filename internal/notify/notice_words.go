package notify

import "encoding/json"

// noticeWords are the words of one kind of notice, or what all kinds have in common.
type noticeWords struct {
	Title  string
	Of     string // "3 of 50"
	Why    string // why somebody receives it, and where to end that
	Lead   forms
	Next   string
	Facts  map[string]string
	Button string

	Subject forms
}

// forms are the forms of a sentence: by the variant of a notice, or one and other by its number. A sentence of one form is "other".
type forms map[string]string

// UnmarshalJSON takes a sentence of one form as a plain text.
func (f *forms) UnmarshalJSON(text []byte) error {
	var single string
	if json.Unmarshal(text, &single) == nil {
		*f = forms{"other": single}
		return nil
	}
	return json.Unmarshal(text, (*map[string]string)(f))
}

// of is the form for a variant and a number.
func (f forms) of(l locale, variant string, n int) string {
	if s, ok := f[variant]; ok {
		return s
	}
	if s, ok := f["one"]; ok && l.one(n) {
		return s
	}
	return f["other"]
}
