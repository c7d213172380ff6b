package notify

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// someone is the facts of a person, each value the name of its placeholder unless stated otherwise.
func someone(products []string, changes ...string) facts {
	f := facts{}
	for _, p := range Placeholders {
		f[p.Name] = p.Name
	}
	for i := 0; i < len(changes); i += 2 {
		f[changes[i]] = changes[i+1]
	}
	return f.with(products)
}

func TestFilling(t *testing.T) {
	tests := []struct {
		name string
		part string
		with facts
		text string
		html string // "" means as text
	}{
		{
			"every value", "{{user.givenName}} {{user.familyName}} {{user.displayName}} {{user.userName}} {{account.name}} {{signIn.url}} {{admin.contact}} {{language}}",
			someone(nil), "user.givenName user.familyName user.displayName user.userName account.name signIn.url admin.contact language", "",
		},
		{
			"a list", "{{#products}}* {{name}} for {{user.givenName}}\n{{/products}}{{^products}}none{{/products}}",
			someone([]string{"Meeting", "Webinar"}, "user.givenName", "Ann"), "* Meeting for Ann\n* Webinar for Ann\n", "",
		},
		{"an empty list", "{{#products}}{{name}}{{/products}}{{^products}}none{{/products}}", someone(nil), "none", ""},
		{"something there", "{{#admin.contact}}ask {{admin.contact}}{{/admin.contact}}", someone(nil, "admin.contact", "Bob"), "ask Bob", ""},
		{"nothing there", "{{#admin.contact}}ask{{/admin.contact}}{{^admin.contact}}-{{/admin.contact}}", someone(nil, "admin.contact", " "), "-", ""},
		{"a hostile name", "{{user.givenName}}", someone(nil, "user.givenName", `<b>"&'`), `<b>"&'`, "&lt;b&gt;&#34;&amp;&#39;"},
		{"a hostile product", "{{#products}}{{name}}{{/products}}", someone([]string{"<i>"}), "<i>", "&lt;i&gt;"},
		{"a name that is a template", "{{user.givenName}}", someone(nil, "user.givenName", "{{language}}{{{x}}}"), "{{language}}{{{x}}}", ""},
		{"a name of several lines", "{{user.givenName}}", someone(nil, "user.givenName", "a\r\n\x00 b\u2028c\td"), "a b c d", ""},
		{"not UTF-8", "{{user.givenName}}", someone(nil, "user.givenName", "a\xffb"), "a\uFFFDb", ""},
		{"a comment", "a{{! b }}c", someone(nil), "ac", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if wrong("html", tt.part) != "" || wrong("text", tt.part) != "" {
				t.Fatal("the template is refused")
			}
			got, err := fill(Variant{Subject: "s", Text: tt.part, HTML: tt.part}, tt.with)
			if tt.html == "" {
				tt.html = tt.text
			}
			if err != nil || got.Text != tt.text || got.HTML != tt.html {
				t.Errorf("got %q and %q (%v), want %q and %q", got.Text, got.HTML, err, tt.text, tt.html)
			}
		})
	}
}

func TestASubjectIsOneLineAndNotTooLong(t *testing.T) {
	long := strings.Repeat("ä", 300)
	got, err := fill(Variant{Subject: "  Hello  {{user.givenName}}"}, someone(nil, "user.givenName", long))
	if err != nil || utf8.RuneCountInString(got.Subject) != MaxSubject || !strings.HasPrefix(got.Subject, "Hello ä") || !strings.HasSuffix(got.Subject, "ä…") {
		t.Errorf("got %q, %v", got.Subject, err)
	}
	if exact := strings.Repeat("ä", MaxSubject); cut(exact, MaxSubject) != exact {
		t.Error("a text of just the length was cut")
	}
}

func TestEveryPartMayFail(t *testing.T) {
	for _, v := range []Variant{{Subject: "{{"}, {Text: "{{"}, {HTML: "{{#products}}"}, {Text: "{{/language}}"}} {
		if got, err := fill(v, someone(nil)); err == nil || got != (Variant{}) {
			t.Errorf("%.30q was filled in", v)
		}
	}
}

func TestTheBuiltInMailReadsWell(t *testing.T) {
	full, err := fill(builtIn["en"], someone([]string{"Meeting", "Webinar"}, "user.givenName", "Ann", "account.name", "Acme",
		"user.userName", "ann@acme.example", "signIn.url", "https://acme.example", "admin.contact", "it@acme.example"))
	if err != nil {
		t.Fatal(err)
	}
	want := `Welcome to Acme

Hello Ann,

Your account is ready. This is what you can use from now on:

  * Meeting
  * Webinar

Your user name: ann@acme.example
Sign in: https://acme.example

There is nothing you need to confirm. Your company keeps your account up to date: if your team or your name changes, your account follows automatically.

Is something wrong? Please contact it@acme.example.

-- 
You receive this message because your account is new.
`
	if full.Text != want {
		t.Errorf("got\n%s", full.Text)
	}
	bare, err := fill(builtIn["en"], someone(nil, "user.givenName", "", "user.displayName", "A. Lee", "signIn.url", "", "admin.contact", ""))
	if err != nil || !strings.HasPrefix(bare.Text, "Welcome to account.name\n\nHello,\n") || strings.Contains(bare.Text, "Sign in") || strings.Contains(bare.HTML, "<a ") {
		t.Errorf("without the rest (%v):\n%s", err, bare.Text)
	}
	if regexp.MustCompile(`(?i)<img|<link|@import|url\(|src=|href=`).MatchString(bare.HTML) {
		t.Error("the built-in mail loads something from elsewhere")
	}
}

func TestTheLongestMailThatIsAccepted(t *testing.T) {
	part := "{{#products}}{{name}}{{user.givenName}}{{language}}<p>1234567890</p>{{/products}}"
	if wrong("html", part) != "" || wrong("html", part+part) == "" {
		t.Error("three values an element are fine, twice that is too much")
	}
	long := strings.Repeat(`"`, 2*maxValue)
	products := make([]string, 2*maxListed)
	for i := range products {
		products[i] = long
	}
	got, err := fill(Variant{HTML: part}, someone(products, "user.givenName", long, "language", long))
	if size := len(got.HTML); err != nil || size > maxFilled || size < maxFilled/2 {
		t.Errorf("%d bytes, %v", size, err)
	}
}

// Whatever a name is, the HTML of a mail has the same tags, and reads as the text does.
func TestNoValueChangesTheTagsOfAMail(t *testing.T) {
	tags := regexp.MustCompile(`<[^>]*>`)
	const page = `<p title="x">{{user.givenName}}</p>{{#products}}<b>{{name}}</b>{{/products}}`
	want := []string{`<p title="x">`, "</p>", "<b>", "</b>"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringMatching(`[<>"'&{}a \r\n]{0,20}`)).Draw(t, "name")
		got, err := fill(Variant{Text: "{{user.givenName}}", HTML: page}, someone([]string{name}, "user.givenName", name))
		if err != nil {
			t.Fatal(err)
		}
		if found := tags.FindAllString(got.HTML, -1); strings.Join(found, "") != strings.Join(want, "") {
			t.Fatalf("the tags are %q", found)
		}
		if plain := html.UnescapeString(tags.ReplaceAllString(got.HTML, "")); plain != got.Text+got.Text {
			t.Fatalf("reads %q, want %q twice", plain, got.Text)
		}
	})
}
