package notify

import "strings"

// page follows well-formed HTML far enough to tell what a place in it is. Escaping makes a value safe as text; inside of a tag, a comment or a style
// sheet it does not. In doubt a place is not text.
type page struct {
	place place
	raw   string // the element whose content is raw
}

type place uint8

const (
	inText place = iota
	inTag
	inDouble  // an attribute's value in "..."
	inSingle  // an attribute's value in '...'
	inComment // <!-- ... -->
	inRaw     // the content of a style sheet and the like, where escapes mean nothing
)

// rawElements are the elements with such content (HTML section 13.1.2), and the obsolete ones that browsers treat so.
var rawElements = []string{"style", "script", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"}

// plain reports whether a value would stand in plain text.
func (p *page) plain() bool { return p.place == inText }

// accepts reports whether a placeholder may stand here: everywhere in text; within the quotation marks of an attribute only what is ours.
func (p *page) accepts(name string) bool {
	switch p.place {
	case inText:
		return true
	case inDouble, inSingle:
		return name == "signIn.url" || name == "language"
	default:
		return false
	}
}

// read goes on over a stretch of the page that has no placeholder in it.
func (p *page) read(text string) {
	for text != "" {
		switch p.place {
		case inText:
			text = p.readText(text)
		case inTag:
			text = p.readTag(text)
		case inDouble:
			text = p.until(text, `"`, inTag)
		case inSingle:
			text = p.until(text, `'`, inTag)
		case inComment:
			text = p.until(text, "-->", inText)
		case inRaw:
			text = p.readRaw(text)
		}
	}
}

// until skips to behind a mark, where another place begins.
func (p *page) until(text, mark string, then place) (rest string) {
	_, rest, found := strings.Cut(text, mark)
	if found {
		p.place = then
	}
	return rest
}

func (p *page) readText(text string) (rest string) {
	_, rest, found := strings.Cut(text, "<")
	switch {
	case !found:
		return ""
	case strings.HasPrefix(rest, "!--"):
		p.place = inComment
		return rest[len("!--"):]
	case rest != "" && !beginsTag(rest[0]):
		return rest
	}
	p.place, p.raw = inTag, ""
	for _, name := range rawElements {
		if hasFold(rest, name) {
			p.raw = name
		}
	}
	return rest
}

// beginsTag reports whether c behind a < makes it a tag (HTML section 13.2.5.6).
func beginsTag(c byte) bool {
	return c == '/' || c == '!' || c == '?' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func (p *page) readTag(text string) (rest string) {
	at := strings.IndexAny(text, `>"'`)
	if at < 0 {
		return ""
	}
	switch {
	case text[at] == '"':
		p.place = inDouble
	case text[at] == '\'':
		p.place = inSingle
	case p.raw != "":
		p.place = inRaw
	default:
		p.place = inText
	}
	return text[at+1:]
}

func (p *page) readRaw(text string) (rest string) {
	for {
		_, rest, found := strings.Cut(text, "</")
		if !found {
			return ""
		}
		if hasFold(rest, p.raw) {
			p.place, p.raw = inTag, ""
			return rest
		}
		text = rest
	}
}

// hasFold reports whether text begins with a name of ASCII letters, in whatever case.
func hasFold(text, name string) bool {
	return len(text) >= len(name) && strings.EqualFold(text[:len(name)], name)
}
