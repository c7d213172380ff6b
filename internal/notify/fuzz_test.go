package notify

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// FuzzTemplate: what is accepted can be filled in for everybody, and its values do no harm.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{
		"", "{{user.givenName}}", "{{#products}}{{name}}{{/products}}", `<a href="{{signIn.url}}">`, "{{{x}}}", "{{=<% %>=}}", "{{>x}}",
		"{{! {{}} }}", "<style></style>{{language}}", "<!-- {{language}} -->", "{{^products}}\n{{/products}}", builtIn["en"].HTML, builtIn["en"].Text,
	} {
		f.Add(seed, "Ann")
	}
	f.Fuzz(func(t *testing.T, part, name string) {
		if len(part) > 4096 {
			return
		}
		for _, v := range []Variant{{Text: part}, {HTML: part}} {
			if (Checker{}).CheckTemplate(v.Subject, v.Text, v.HTML) != nil {
				continue
			}
			got, err := fill(v, someone([]string{name, name}, "user.givenName", name))
			if err != nil {
				t.Fatalf("accepted, and cannot be filled in: %v", err)
			}
			if v.HTML != "" && !strings.Contains(part, "<canary") {
				hostile, err := fill(v, someone([]string{"<canary>"}, "user.givenName", "<canary>", "user.displayName", "'\"<canary>", "account.name", "<canary"))
				if err != nil || strings.Contains(hostile.HTML, "<canary") {
					t.Fatalf("a value got into the page as a tag (%v): %s", err, hostile.HTML)
				}
			}
			if utf8.ValidString(part) && !utf8.ValidString(got.Text+got.HTML) {
				t.Fatal("not UTF-8 any more")
			}
		}
	})
}

// FuzzHTML: what is accepted is, as a browser builds it, whoever it is filled in for, a page of the elements and attributes on the lists whose links lead where they may.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{
		"<p>{{user.givenName}}</p>", `<a href="{{signIn.url}}">x</a>`, `<title>{{#language}}x{{/language}}</title>`, "{{#language}}<table>{{/language}}<tr>",
		`<!--[if mso]><table><tr><td><![endif]-->`, "<style>a{color:red}</style>", "<!-- -- --!> <b>", "<p title='a' class=\"b\">", "&lt;script&gt;", "{{! x }}<i>", builtIn["de"].HTML,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, part string) {
		if len(part) > 16<<10 || (Checker{}).CheckTemplate("", "", part) != nil {
			return
		}
		const hostile = `"'><script>x</script><img src=x onerror=y>{{{x}}}<!--`
		full := someone([]string{hostile, "b"}, "user.givenName", hostile, "user.displayName", hostile, "account.name", hostile, "admin.contact", hostile, "language", "de", "signIn.url", "https://sign.example.com/?a='<>&\"")
		for _, with := range []facts{full, facts{}.with(nil)} {
			got, err := fill(Variant{HTML: part}, with)
			if err != nil {
				t.Fatal(err)
			}
			root, err := html.Parse(strings.NewReader(got.HTML))
			if err != nil {
				t.Fatal(err)
			}
			for n := range root.Descendants() {
				if n.Type == html.ElementNode && !slices.Contains(elements, n.Data) {
					t.Fatalf("<%s> in %s", n.Data, got.HTML)
				}
				for _, a := range n.Attr {
					if n.Type != html.ElementNode {
						continue
					}
					if a.Key == "href" && (a.Val == "" || strings.HasPrefix(a.Val, "https://sign.example.com/")) {
						continue
					}
					if wrong := checkAttribute(n.Data, a); wrong != "" {
						t.Fatalf("%s=%q of <%s>: %s", a.Key, a.Val, n.Data, wrong)
					}
				}
			}
		}
	})
}

// FuzzAddress: what is accepted is one bare address, which reads back as itself.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"ann@example.com", `"a b"@example.com`, "<a@b>", "a@b\r\nBcc: c@d", "ü@example.com", "a@[127.0.0.1]", `"\"<"@x`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := address(text)
		if !ok {
			return
		}
		if again, ok := address(got); !ok || again != got {
			t.Fatalf("%q became %q, which becomes %q (%v)", text, got, again, ok)
		}
		if strings.ContainsAny(got, "\r\n\x00,;") && !strings.HasPrefix(got, `"`) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
