package notify

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"
)

// targets are what a link must not lead to, as somebody writes them who wants one all the same. Each is a URL, or what a browser makes one of.
var targets = []string{
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\tjavascript:alert(1)", "java\tscript:alert(1)", "java\r\nscript:alert(1)", "\x01javascript:alert(1)", "\u00a0javascript:alert(1)",
	"java\u200bscript:alert(1)", "javascript\u003aalert(1)", "javascript://example.com/%0aalert(1)", "vbscript:x", "data:text/html,<script>alert(1)</script>", "DATA:text/html;base64,PHNjcmlwdD4=",
	"blob:https://example.com/1", "view-source:https://example.com", "file:///etc/passwd", "mailto:all@example.com", "tel:112", "cid:1", "about:blank", "intent://example.com",
	"http://example.com", "HTTP://example.com", "ftp://example.com", "//example.com", `\\example.com`, `/\example.com`, `https:\\example.com`, "https:/example.com", "https:example.com", "https:///example.com",
	"https://ann:secret@example.com", "https://example.com@evil.example", "/relative", "relative", "#part", "?a=b", "", " ", "https://", "https://exa mple.com", "https://example.com:port", "https://%zz", "https://[::1",
	"https://example.com\u202e", "\u2066https://example.com", "\ufeffhttps://example.com",
}

// disguises are ways to write an attribute that come to the same in a browser.
var disguises = map[string]func(string) string{
	"as it is": html.EscapeString,
	"every character an entity": func(s string) string {
		var b strings.Builder
		for _, r := range s {
			fmt.Fprintf(&b, "&#%d;", r)
		}
		return b.String()
	},
	"entities of another base, with zeros": func(s string) string {
		var b strings.Builder
		for _, r := range s {
			fmt.Fprintf(&b, "&#x%07X;", r)
		}
		return b.String()
	},
	"entities that are not closed": func(s string) string {
		return strings.NewReplacer("a", "&#97", "s", "&#115", "h", "&#104", `"`, "&quot;").Replace(s)
	},
	"entities with names": func(s string) string {
		return strings.NewReplacer(":", "&colon;", "\t", "&Tab;", "\n", "&NewLine;", "/", "&sol;", `\`, "&bsol;", `"`, "&quot;").Replace(s)
	},
	"behind a line break": func(s string) string { return "\n" + html.EscapeString(s) },
	"behind a tab":        func(s string) string { return "&#9;" + html.EscapeString(s) },
}

// TestNoTemplateLinksElsewhere: whichever way a link is written, it is refused with its place.
func TestNoTemplateLinksElsewhere(t *testing.T) {
	for _, target := range targets {
		for name, written := range disguises {
			for _, part := range []string{`<a href="%s">x</a>`, `<a href='%s'>x</a>`, `<a title="x" HREF="%s">x</a>`, `<!--[if mso]><a href="%s">x</a><![endif]-->`} {
				part = strings.Replace(part, "%s", strings.ReplaceAll(written(target), "'", "&#39;"), 1)
				if got := wrong("html", part); !strings.HasPrefix(got, "Line ") {
					t.Errorf("%s, %s: %q is accepted or refused without its place: %q", target, name, part, got)
				}
			}
		}
	}
}

// TestTextsNameNoAddressButOfHTTPS: readers of mails make links of addresses in a text themselves.
func TestTextsNameNoAddressButOfHTTPS(t *testing.T) {
	for text, place := range map[string]string{
		"http://example.com": "Line 1, column 1: ", "a\nb HTTP://example.com": "Line 2, column 3: ", "see https://example.com or (ftp://example.com)": "Line 1, column 29: ",
		"javascript://example.com/%0aalert(1)": "Line 1, column 1: ", "http://{{signIn.url}}": "Line 1, column 1: ", "{{user.givenName}}://example.com": "Line 1, column 19: ", "://example.com": "Line 1, column 1: ",
		"x-y+z.1://example.com": "Line 1, column 1: ",
	} {
		for _, path := range []string{"text", "html", "subject"} {
			if path == "subject" && strings.Contains(text, "\n") {
				continue
			}
			if got := wrong(path, text); got != place+wrongAddress && (path != "html" || !strings.HasSuffix(got, wrongAddress)) {
				t.Errorf("%s: %q: %q", path, text, got)
			}
		}
	}
	for _, part := range []string{"<p>http&colon;//example.com</p>", "<p>&#104;ttp:&#47;/example.com</p>", "<title>http://example.com</title>", "<!--[if mso]><p>http://example.com</p><![endif]-->"} {
		if got := wrong("html", part); !strings.HasSuffix(got, wrongAddress) {
			t.Errorf("%s: %q", part, got)
		}
	}
	for _, text := range []string{"https://example.com", "(HTTPS://example.com/a://b)", "Your data: none", "either // or", "a: //b", "{{signIn.url}}", "https://{{user.givenName}}.example.com"} {
		for _, path := range []string{"text", "html"} {
			if got := wrong(path, text); got != "" {
				t.Errorf("%s: %q: %s", path, text, got)
			}
		}
	}
	if got := wrong("html", `<html xmlns="http://www.w3.org/1999/xhtml"><body>x</body></html>`); got != "" {
		t.Errorf("the name of HTML is refused: %s", got)
	}
}

// TestOnlyHTTPSAndWhereToSignInAreLinks is the other side: these are all that there are.
func TestOnlyHTTPSAndWhereToSignInAreLinks(t *testing.T) {
	for _, target := range []string{
		"https://example.com", "HTTPS://example.com/a?b=c&amp;d=e#f", "https://example.com:8443/", "https://m&uuml;nchen.example/", "https://[2001:db8::1]/", "https://help.example.com/{{language}}", "{{signIn.url}}", "{{ signIn.url }}",
	} {
		if got := wrong("html", `<a href="`+target+`">x</a>`); got != "" {
			t.Errorf("%s: %s", target, got)
		}
	}
	for _, p := range Placeholders {
		if p.Kind == KindURL || p.Kind == KindLanguage {
			continue
		}
		for _, target := range []string{"{{" + p.Name + "}}", "https://example.com/{{" + p.Name + "}}", "https://{{" + p.Name + "}}/", "{{#" + p.Name + "}}https://example.com{{/" + p.Name + "}}"} {
			if wrong("html", `<a href="`+target+`">x</a>`) == "" {
				t.Errorf("a link may lead to %s", target)
			}
		}
	}
}

// links are the targets of a page's links, as a browser reads it.
func links(t *testing.T, page string) (found []string) {
	t.Helper()
	root, err := nethtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "href":
				found = append(found, a.Val)
			case "src", "srcset", "background", "action", "poster", "xlink:href", "formaction", "data":
				t.Errorf("a %s in <%s>", a.Key, n.Data)
			}
		}
	}
	return found
}

// TestNoValueBecomesALink: whatever somebody or something is called, in a mail it is text on one line, and the links of the mail are those of the template.
func TestNoValueBecomesALink(t *testing.T) {
	const signIn = "https://sign-in.example.com/?a=b&c=d"
	own := Variant{Subject: "{{user.displayName}}", Text: "{{user.displayName}}", HTML: `<p>{{user.displayName}}{{#products}}{{name}}{{/products}}</p><a href="{{signIn.url}}">{{account.name}}</a>`}
	for _, target := range targets {
		for _, value := range []string{target, `<a href="` + target + `">x</a>`, `"><a href='` + target + `'>`, `[x](` + target + `)`, `{{{` + target + `}}}`} {
			with := someone([]string{value, value}, "user.givenName", value, "user.familyName", value, "user.displayName", value, "user.userName", value, "account.name", value, "admin.contact", value, "language", "en", "signIn.url", signIn)
			for name, v := range map[string]Variant{"a template": own, "what is built in": builtIn["de"]} {
				got, err := fill(v, with)
				if err != nil {
					t.Fatal(err)
				}
				for _, link := range links(t, got.HTML) {
					if link != signIn {
						t.Errorf("%s, filled in with %q, links to %q", name, value, link)
					}
				}
				if strings.ContainsFunc(got.Subject, unsafe) || strings.ContainsFunc(got.Text, hidden) || strings.ContainsFunc(got.HTML, hidden) || strings.Contains(got.Text, "\r") {
					t.Errorf("%s, filled in with %q, has what ends a line or turns it around: %q", name, value, got.Subject+got.Text)
				}
			}
			if got, _ := fill(own, with); got.Text != clean(value) || slices.Contains(strings.Split(got.Text, ""), "\n") {
				t.Errorf("%q reads %q", value, got.Text)
			}
		}
	}
}
