package notify

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"
)

// hostile is what somebody may write into a template, or be called, who means harm: by name.
var hostile = map[string]string{
	"a script":                   `<script>alert(1)</script>`,
	"a script in capitals":       `<ScRiPt/src=//x>`,
	"a handler":                  `<p onclick="alert(1)">`,
	"the end of an attribute":    `"><img src=x onerror=alert(1)>`,
	"a style sheet":              `</style><style>@import "//x"</style>`,
	"a comment that is not over": `<!--`,
	"a header":                   "a\r\nBcc: all@example.com\r\n\r\nb",
	"a header, with one sign":    "a\nBcc: all@example.com",
	"the other one":              "a\rBcc: all@example.com",
	"lines of Unicode":           "a\u2028b\u2029c\u0085d",
	"writing turned around":      "a\u202egnp.exe\u202c",
	"writing isolated":           "\u2067a\u2069\u2066b",
	"NUL":                        "a\x00b",
	"a bell":                     "a\x07b",
	"no UTF-8":                   "a\xff\xfeb",
	"half a character":           "a\xe2\x82",
	"a megabyte":                 strings.Repeat("ä", 1<<19),
	"a megabyte of braces":       strings.Repeat("{", 1<<20),
	"a megabyte of tags":         strings.Repeat("<p>", 1<<20/3),
	"a raw value":                "{{{user.givenName}}}",
	"a raw value, otherwise":     "{{& user.givenName }}",
	"a partial":                  "{{> /etc/passwd}}",
	"other delimiters":           "{{=<% %>=}}<%& user.givenName %>",
	"a lambda":                   "{{#user.givenName.toUpperCase}}x{{/user.givenName.toUpperCase}}",
	"Go's templates":             `{{printf "%s" .}}{{template "x"}}`,
	"what is no variable":        "{{env.AWS_SECRET_ACCESS_KEY}}",
	"a name within a name":       "{{user}}{{user.givenName.length}}",
	"sections, nested deep":      strings.Repeat("{{#language}}", 5000) + strings.Repeat("{{/language}}", 5000),
	"a list in a list":           "{{#products}}{{#products}}{{name}}{{/products}}{{/products}}",
	"sections that are not over": strings.Repeat("{{#language}}", 8),
	"a list of lists, in length": "{{#products}}" + strings.Repeat("{{name}}{{user.displayName}}", 50) + "{{/products}}",
}

// harmlessAsText are those that a text part may have: there they are letters and nothing else.
var harmlessAsText = []string{
	"a script", "a script in capitals", "a handler", "the end of an attribute", "a style sheet", "a comment that is not over", "a header", "a header, with one sign", "the other one", "a megabyte of braces",
}

// TestAHostileTemplateIsRefused: in each part in which it could do harm, with one fault and without quoting it.
func TestAHostileTemplateIsRefused(t *testing.T) {
	for name, part := range hostile {
		for _, path := range []string{"subject", "text", "html"} {
			got := wrong(path, part)
			harmless := path == "text" && slices.Contains(harmlessAsText, name) && len(part) <= MaxPart ||
				path == "subject" && slices.Contains(harmlessAsText, name) && !strings.ContainsAny(part, "\r\n") && len(part) <= MaxSubject ||
				path == "html" && slices.Contains([]string{"a header", "a header, with one sign", "the other one"}, name) // lines end in a page as anywhere
			if (got == "") != harmless || strings.Contains(got, "error of another form") || len(part) > 3 && strings.Contains(got, part) {
				t.Errorf("%s as %s: %q", name, path, got)
			}
		}
	}
}

// TestAHostileValueIsText: as any value of any mail. Its length ends where that of values does, it stays on its line, and a page has no element more for it.
func TestAHostileValueIsText(t *testing.T) {
	for name, value := range hostile {
		with := facts{"language": "de", "signIn.url": "https://sign-in.example.com"}
		for _, p := range Placeholders {
			if p.Kind == KindText && p.Within == "" && p.Name != "productList" {
				with[p.Name] = value
			}
		}
		many := make([]string, 2*maxListed)
		for i := range many {
			many[i] = value
		}
		quiet := someone([]string{"p", "p", "p"}, "language", "de", "signIn.url", "https://sign-in.example.com")
		for of, v := range map[string]Variant{
			"what is built in": builtIn["de"],
			"a template":       {Subject: "Hi {{user.displayName}}", Text: "{{user.givenName}}|{{productList}}", HTML: `<title>{{account.name}}</title><p title="a">{{user.givenName}}</p>{{#products}}<b>{{name}}</b>{{/products}}`},
		} {
			got, err := fill(v, with.with(many[:3]))
			if err != nil {
				t.Fatalf("%s in %s: %v", name, of, err)
			}
			plain := must(fill(v, quiet))
			if elementsOf(t, got.HTML) != elementsOf(t, plain.HTML) {
				t.Errorf("%s in %s makes elements", name, of)
			}
			if strings.Count(got.Text, "\n") != strings.Count(plain.Text, "\n") || strings.ContainsFunc(got.Text+got.HTML, hidden) || strings.ContainsFunc(got.Subject, unsafe) {
				t.Errorf("%s in %s leaves its line: %.300q", name, of, got.Text)
			}
			if !utf8.ValidString(got.Subject+got.Text+got.HTML) || utf8.RuneCountInString(got.Subject) > MaxSubject || len(got.HTML) > 64<<10 {
				t.Errorf("%s in %s: %d bytes", name, of, len(got.HTML))
			}
			if len(value) > MaxPart { // no product is called so
				continue
			}
			if got, err := fill(v, with.with(many)); err != nil || len(got.HTML) > maxFilled || len(got.Text) > maxFilled {
				t.Errorf("%s in %s, many times: %d bytes, %v", name, of, len(got.HTML), err)
			}
		}
	}
}

// elementsOf is the elements and attributes of a page, as a browser builds it, without what they hold.
func elementsOf(t *testing.T, page string) string {
	t.Helper()
	root, err := nethtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == nethtml.ElementNode {
			b.WriteString("<" + n.Data)
			for _, a := range n.Attr {
				b.WriteString(" " + a.Key)
			}
		}
		if n.Type == nethtml.CommentNode {
			b.WriteString("<!")
		}
	}
	return b.String()
}
