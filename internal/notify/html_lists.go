package notify

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// elements are those that a mail may have: text, tables, lists, links and styles.
var elements = strings.Fields(`html head title meta style body
	h1 h2 h3 h4 h5 h6 p div span br hr blockquote pre center font address header footer main section article
	a b strong i em u s small big sub sup mark code abbr cite q
	ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td`)

// officeElements are those that Outlook's own layout takes besides, inside of a comment that only Outlook reads.
var officeElements = strings.Fields(`noscript xml o:officedocumentsettings o:allowpng o:pixelsperinch`)

// attributes are those that any element may have. None of them loads anything or does anything.
var attributes = strings.Fields(`class id style title lang dir role width height align valign bgcolor color face size border cellpadding cellspacing
	colspan rowspan span scope start type value nowrap hidden`)

// ownAttributes are those that one element may have besides.
var ownAttributes = map[string][]string{
	"a":     {"href", "target", "rel", "name"},
	"html":  {"xmlns", "xmlns:v", "xmlns:o"},
	"meta":  {"charset", "name", "content", "http-equiv"},
	"style": {"media"},
}

// headers are what a meta element may say in place of a header of HTTP: not that the page is another one.
var headers = []string{"content-type", "x-ua-compatible"}

// checkAttribute accepts an attribute that is on the lists, with a value that loads nothing.
func checkAttribute(element string, a html.Attribute) (wrong string) {
	if !slices.Contains(attributes, a.Key) && !slices.Contains(ownAttributes[element], a.Key) && !strings.HasPrefix(a.Key, "aria-") {
		return wrongMember
	}
	if strings.ContainsFunc(a.Val, hidden) {
		return wrongHidden
	}
	switch a.Key {
	case "href":
		return checkLink(a.Val)
	case "style":
		return checkStyle(a.Val)
	case "charset", "content":
		if lower := strings.ToLower(a.Val); a.Key == "charset" && lower != "utf-8" || strings.Contains(lower, "charset") && !strings.HasSuffix(lower, "charset=utf-8") {
			return "A mail is in UTF-8."
		}
	case "http-equiv":
		if !slices.Contains(headers, strings.ToLower(a.Val)) {
			return wrongMember
		}
	}
	return ""
}

var (
	signInTag   = regexp.MustCompile(`^\{\{\s*signIn\.url\s*\}\}$`)
	languageTag = regexp.MustCompile(`\{\{\s*language\s*\}\}`)
)

// checkLink accepts where to sign in, and addresses of https, in which the language may stand.
func checkLink(to string) (wrong string) {
	if signInTag.MatchString(to) {
		return ""
	}
	to = languageTag.ReplaceAllString(to, "en")
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || strings.Contains(to, "{{") {
		return "A link leads to {{signIn.url}} or to an address that begins with https://."
	}
	return ""
}

// What a style sheet may have of what does something: functions that work out a length, a colour or a choice, and conditions on the screen.
var (
	functions = strings.Fields("rgb rgba hsl hsla calc min max clamp linear-gradient not nth-child nth-of-type and or")
	rules     = strings.Fields("media supports")
	calls     = regexp.MustCompile(`(?i)([a-z_-][a-z0-9_-]*)\(`)
	atRules   = regexp.MustCompile(`(?i)@([a-z-]*)`)
)

// checkStyle accepts a style sheet, or the style of one element, that loads nothing and does nothing.
func checkStyle(css string) (wrong string) {
	if strings.ContainsAny(css, `\<`) || strings.Contains(css, "{{") {
		return wrongStyle
	}
	for _, call := range calls.FindAllStringSubmatch(css, -1) {
		if !slices.Contains(functions, strings.ToLower(call[1])) {
			return "A style cannot load anything from elsewhere, and has few functions: " + strings.Join(functions, ", ") + "."
		}
	}
	for _, at := range atRules.FindAllStringSubmatch(css, -1) {
		if !slices.Contains(rules, strings.ToLower(at[1])) {
			return "Of rules that begin with @ a style has @media and @supports only."
		}
	}
	if lower := strings.ToLower(css); strings.Contains(lower, "behavior") || strings.Contains(lower, "-moz-binding") {
		return "A style cannot load anything from elsewhere."
	}
	return ""
}
