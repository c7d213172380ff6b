package notify

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// What is said of HTML that a mail may not have.
const (
	wrongText    = "Write &lt; for a smaller-than sign: here it could become a tag."
	wrongTag     = "This is no tag that every reader of mails understands in the same way: put values into quotation marks."
	wrongElement = "This element does not belong in a mail. Text, tables, lists, links and styles do; scripts, forms, frames, images and what is loaded from elsewhere do not."
	wrongMember  = "This attribute does not belong in a mail."
	wrongInTag   = "Inside of an HTML tag only signIn.url and language may stand, in quotation marks."
	wrongComment = "Nothing of the template can stand inside of a comment of HTML."
	wrongStyle   = "A style cannot hold a backslash, a smaller-than sign or anything of the template."
	wrongNote    = "A comment of the template in HTML cannot hold < or >."
	wrongEnd     = "The HTML ends inside of a tag or a comment."
	wrongAddress = "An address in a mail begins with https://: readers of mails make links of addresses."
	wrongHidden  = "This holds a character that turns the direction of writing around, or ends a text."
)

// markup follows the HTML of a template with the tokenizer of the standard, and accepts what is on short lists of elements and attributes. Where it accepts, values stand
// as text, where escaping makes them safe, or within quotation marks where they are ours; and sections begin and end between tags, so that any of them can be
// left out or repeated.
type markup struct {
	at    int    // bytes before the token
	raw   string // the token as it is written
	of    string // the element whose content the token is, where the standard reads that as mere text
	depth int    // how deep in comments and such that programs of one maker read as HTML
}

// check returns where the first fault is, in bytes, and what it is; or "".
func (m *markup) check(part string) (at int, wrong string) {
	z := html.NewTokenizer(strings.NewReader(part))
	start := m.at
	for {
		kind := z.Next()
		m.raw = string(bytes.Clone(z.Raw())) // reading the token changes it
		if kind == html.ErrorToken {
			if errors.Is(z.Err(), io.EOF) && m.at-start == len(part) {
				return 0, ""
			}
			return m.at, wrongEnd
		}
		if at, wrong := m.token(z.Token()); wrong != "" {
			return at, wrong
		}
		m.at += len(m.raw)
	}
}

func (m *markup) token(t html.Token) (at int, wrong string) {
	if strings.ContainsFunc(t.Data, hidden) {
		return m.at, wrongHidden
	}
	switch t.Type {
	case html.TextToken:
		return m.text(t.Data)
	case html.CommentToken:
		return m.comment()
	case html.DoctypeToken:
		if !strings.EqualFold(strings.TrimSpace(t.Data), "html") {
			return m.at, wrongElement
		}
		return 0, ""
	default:
		return m.tag(t)
	}
}

// text is plain, a style sheet, or what Outlook takes out of an element that others do not look into.
func (m *markup) text(text string) (at int, wrong string) {
	switch m.of {
	case "style":
		return m.at, checkStyle(text)
	case "noscript":
		return m.within(len(m.raw), 0)
	}
	if i := strings.IndexByte(m.raw, '<'); i >= 0 {
		return m.at + i, wrongText
	}
	if insecure(text) >= 0 {
		return m.at + max(0, insecure(m.raw)), wrongAddress
	}
	return 0, ""
}

// comment reads what programs of one maker take out of a comment as HTML is read. Other comments say nothing.
func (m *markup) comment() (at int, wrong string) {
	if i := strings.Index(m.raw, "{{"); i >= 0 && strings.HasPrefix(m.raw, "</") {
		return m.at + i, wrongInTag
	} else if i >= 0 {
		return m.at + i, wrongComment
	}
	if strings.HasPrefix(m.raw, "<!--") && !strings.HasSuffix(m.raw, "-->") && !strings.HasSuffix(m.raw, "--!>") {
		return m.at, wrongEnd
	}
	inner, ok := strings.CutPrefix(m.raw, "<!--[if")
	if !ok {
		return 0, ""
	}
	inner = strings.TrimSuffix(strings.TrimSuffix(inner, "-->"), "<!")
	return m.within(len(inner), len("<!--[if"))
}

// within checks n bytes of the token behind a beginning.
func (m *markup) within(n, behind int) (at int, wrong string) {
	if m.depth == maxMarkup {
		return m.at, wrongElement
	}
	inner := markup{at: m.at + behind, depth: m.depth + 1}
	return inner.check(m.raw[behind : behind+n])
}

// maxMarkup is how deep markup reads into what others take for comments: the layout for Outlook takes two levels.
const maxMarkup = 2

// wellFormed is a tag that reads in one way only.
var wellFormed = regexp.MustCompile(`^</?[A-Za-z][A-Za-z0-9:]*(\s+[A-Za-z][A-Za-z0-9:_-]*(=("[^"]*"|'[^']*'|[A-Za-z0-9#%._-]+))?)*\s*/?>$`)

func (m *markup) tag(t html.Token) (at int, wrong string) {
	if at, wrong := m.placeholders(); wrong != "" {
		return at, wrong
	}
	if !wellFormed.MatchString(m.raw) || len(named.FindAllString(m.bare(), -1)) != len(t.Attr) {
		return m.at, wrongTag
	}
	if !slices.Contains(elements, t.Data) && (m.depth == 0 || !slices.Contains(officeElements, t.Data)) {
		return m.at, wrongElement
	}
	for _, a := range t.Attr {
		if wrong := checkAttribute(t.Data, a); wrong != "" {
			return m.at, wrong
		}
	}
	if m.of = ""; t.Type != html.EndTagToken { // a slash at its end closes no such element
		m.of = t.Data
	}
	return 0, ""
}

var (
	quoted = regexp.MustCompile(`"[^"]*"|'[^']*'`) // the values of a tag that stand in quotation marks
	named  = regexp.MustCompile(`\s[A-Za-z]`)      // the attributes of a tag, whose values are gone: each must be there once, as readers take the first or the last
)

// bare is a tag with nothing in its quotation marks.
func (m *markup) bare() string {
	return quoted.ReplaceAllStringFunc(m.raw, func(s string) string { return strings.Repeat("x", len(s)) })
}

// placeholders accepts those of the template that are ours, within quotation marks.
func (m *markup) placeholders() (at int, wrong string) {
	bare := m.bare()
	s := scanner{text: m.raw}
	for {
		if _, found := s.next(); !found {
			return 0, ""
		}
		if s.kind != 0 || s.name != "signIn.url" && s.name != "language" || strings.HasPrefix(bare[s.start:], "{{") {
			return m.at + s.start, wrongInTag
		}
	}
}

// hidden characters turn the direction of writing around, or end a text; lines may end.
func hidden(r rune) bool { return unsafe(r) && r != '\n' && r != '\r' && r != '\t' }
