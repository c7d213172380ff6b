package notify

import (
	"strings"
	"testing"

	"usersync/internal/fault"
)

// wrong is what Checker says of one part: subject, text or html.
func wrong(path, part string) string {
	parts := map[string]string{path: part}
	err := Checker{}.CheckTemplate(parts["subject"], parts["text"], parts["html"])
	if err == nil {
		return ""
	}
	f := fault.As(err)
	if f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != path {
		return "an error of another form: " + err.Error()
	}
	return f.Fields[0].Detail
}

func TestTemplatesThatAreFine(t *testing.T) {
	every := ""
	for _, p := range Placeholders {
		if p.Name != list && p.Within == "" {
			every += "{{" + p.Name + "}}{{#" + p.Name + "}}x{{/" + p.Name + "}}{{^ " + p.Name + " }}y{{/ " + p.Name + " }}"
		}
	}
	for _, tt := range []struct{ name, path, part string }{
		{"nothing", "text", ""},
		{"every placeholder", "text", every},
		{"every placeholder in HTML", "html", every},
		{"spaces in tags", "text", "{{ user.givenName }}{{# products }}{{ name }}{{/ products }}"},
		{"a person in a list", "html", "{{#products}}{{name}} of {{user.givenName}}{{/products}}"},
		{"a comment", "text", "{{! for whoever reads this: {{ }}"},
		{"lone braces", "text", "a { b } }} c"},
		{"a subject", "subject", "Hello {{user.displayName}}"},
		{"where to sign in, in an attribute", "html", `<a class='x' href="{{signIn.url}}">{{signIn.url}}</a>`},
		{"the language, in an attribute", "html", `<!DOCTYPE html><html lang='{{language}}'>`},
		{"a smaller-than sign", "html", "1 &lt; 2 {{user.givenName}}"},
		{"a comment of the page", "html", "<!-- > -->{{user.givenName}}"},
		{"behind a style sheet", "html", "<STYLE>b > a { color: red }</style >{{user.givenName}}"},
		{"in a title", "html", "<title>{{account.name}}</title>"},
		{"a section around a tag", "html", `{{#signIn.url}}<a href="{{signIn.url}}">x</a>{{/signIn.url}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := wrong(tt.path, tt.part); got != "" {
				t.Errorf("refused: %s", got)
			}
		})
	}
}

func TestTheFirstFaultOfAPartIsNamedWithItsPlace(t *testing.T) {
	for _, tt := range []struct{ name, path, part, want string }{
		{"an unknown placeholder", "text", "Hello\n  {{user.passwort}}", "Line 2, column 3: There is no such placeholder."},
		{"columns count characters", "text", "äöü{{x}}", "Line 1, column 4: There is no such placeholder."},
		{"an unknown section", "text", "{{#user}}{{/user}}", "Line 1, column 1: There is no such placeholder."},
		{"nothing in a tag", "text", "{{}}", "Line 1, column 1: There is no such placeholder."},
		{"the implicit one", "text", "{{#products}}{{.}}{{/products}}", "Line 1, column 14: There is no such placeholder."},
		{"an element outside of its list", "text", "{{name}}", "Line 1, column 1: This name is known only between {{#products}} and {{/products}}."},
		{"a list as a value", "text", "{{products}}", "Line 1, column 1: This is a list: write {{#...}} before and {{/...}} after what is to be said of each element."},
		{"a list in itself", "text", "{{#products}}{{#language}}{{^products}}", "Line 1, column 27: A list cannot stand in itself."},
		{"a tag that is not closed", "text", "a {{user.givenName}", "Line 1, column 3: This tag is not closed with }}."},
		{"a section that is not closed", "text", "{{#language}}", "Line 1, column 14: A section is not closed: for each {{#...}} or {{^...}} there must be a {{/...}}."},
		{"a section that was not opened", "text", "{{/language}}", "Line 1, column 1: This closes a section that is not the last one opened."},
		{"sections crosswise", "text", "{{#language}}{{#products}}{{/language}}", "Line 1, column 27: This closes a section that is not the last one opened."},
		{"too many sections", "text", strings.Repeat("{{#language}}", 9), "Line 1, column 105: At most 8 sections can be open at once."},
		{"a part from elsewhere", "text", "{{> footer}}", "Line 1, column 1: Parts from elsewhere cannot be included."},
		{"other delimiters", "text", "{{=<% %>=}}", "Line 1, column 1: The delimiters are always {{ and }}."},
		{"three braces", "html", "{{{user.givenName}}}", "Line 1, column 1: Values are always escaped: write {{...}} with two braces."},
		{"three braces apart", "html", "{{ {user.givenName} }}", "Line 1, column 1: Values are always escaped: write {{...}} with two braces."},
		{"an ampersand", "text", "{{& user.givenName}}", "Line 1, column 1: Values are always escaped: write {{...}} with two braces."},
		{"two lines of subject", "subject", "a\nb", "Must be one line, without control characters."},
		{"a long subject", "subject", strings.Repeat("ä", 201), "Must have at most 200 characters."},
		{"an unknown placeholder in the subject", "subject", "{{x}}", "Line 1, column 1: There is no such placeholder."},
		{"a long text", "text", strings.Repeat("a", MaxPart+1), "Must have at most 64 KB."},
		{"not UTF-8", "text", "\xff", "Must be text in UTF-8, without the character NUL."},
		{"NUL", "text", "\x00", "Must be text in UTF-8, without the character NUL."},
		{"too much in all", "text", "{{#products}}" + strings.Repeat("{{name}}", 5) + "{{/products}}", "Becomes too long with many products and long names. Repeat less."},
		{"too much work in all", "text", "{{#products}}" + strings.Repeat("{{#language}}{{/language}}", 53) + "{{/products}}", "Becomes too long with many products and long names. Repeat less."},
		{"a script", "html", "<p>\n<SCRIPT>", "Line 2, column 1: " + wrongElement},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := wrong(tt.path, tt.part); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestValuesStandInHTMLOnlyWhereEscapingMakesThemSafe(t *testing.T) {
	for _, tt := range []struct{ name, part, want string }{
		{"a tag's name", "<{{user.givenName}}>", wrongText},
		{"an attribute without quotation marks", "<a href={{signIn.url}}>", wrongInTag},
		{"an attribute with a value of others", `<a href="{{user.givenName}}">`, wrongInTag},
		{"in single quotation marks", `<a href='{{user.givenName}}'>`, wrongInTag},
		{"behind a > in an attribute", `<a title=">{{user.givenName}}">`, wrongInTag},
		{"a closing tag", "</{{user.givenName}}>", wrongInTag},
		{"a style sheet", "<style>{{user.givenName}}</style>", wrongStyle},
		{"a comment of the page", "<!-- {{user.givenName}} -->", wrongComment},
		{"a style sheet with other ends", "<style></b>{{user.givenName}}</style>", wrongStyle},
		{"a frame", "<iframe>{{user.givenName}}</iframe>", wrongElement},
		{"a section that begins in a tag", "<a {{#language}}>{{/language}}", wrongInTag},
		{"a section that ends in a tag", "{{#language}}<a {{/language}}", wrongEnd},
		{"a section in a value", `<a title="{{#language}}x{{/language}}">`, wrongInTag},
		{"a section that tears a tag apart", "<{{#language}}{{/language}}script>", wrongText},
		{"a comment that tears a tag apart", "<{{! }}script>", wrongText},
		{"a comment that hides a title", "{{! <title> }}<script>x</script>{{! </title> }}", wrongNote},
		{"a section that hides a title", "{{#admin.contact}}<title>{{/admin.contact}}<script>x</script></title>", wrongText},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := wrong("html", tt.part); !strings.HasSuffix(got, ": "+tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if got := wrong("text", tt.part); got != "" && !strings.Contains(got, "section") {
				t.Errorf("refused as text: %s", got)
			}
		})
	}
}

func TestEveryPartIsJudged(t *testing.T) {
	f := fault.As(Checker{}.CheckTemplate("{{x}}", "{{y}}", "{{z}}"))
	if len(f.Fields) != 3 || f.Fields[0].Path != "subject" || f.Fields[1].Path != "text" || f.Fields[2].Path != "html" {
		t.Errorf("got %+v", f.Fields)
	}
	if strings.Contains(f.Error(), "{{x}}") {
		t.Error("the template is quoted")
	}
}
