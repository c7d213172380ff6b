package notify

import (
	"strings"
	"testing"
)

func TestHTMLThatAMailMayHave(t *testing.T) {
	for name, part := range map[string]string{
		"links":             `<a href="https://example.com/a?b=c&amp;d" target="_blank" rel='noopener'>x</a><a href="{{ signIn.url }}">in</a><a href="https://help.example.com/{{language}}/start">x</a>`,
		"a whole page":      `<!DOCTYPE html><html lang="{{language}}"><head><meta charset="utf-8"><meta name=viewport content="width=device-width"><title>{{account.name}}</title></head><body></body></html>`,
		"tables":            `<table role="presentation" cellpadding="0" bgcolor="#fff"><tbody><tr><td align="left" colspan=2 width="50%">x</td></tr></tbody></table><br/>`,
		"styles":            `<style type="text/css">@media (prefers-color-scheme: dark) and (min-width:480px) { .a > b:not(.c) { color: rgb(1, 2, 3) !important } }</style><p style="margin:0;width:calc(100% - 2px)">x</p>`,
		"no style at all":   `<style></style>a`,
		"entities":          `&lt;script&gt; &amp; &#x2028x;`,
		"layout of Outlook": `<!--[if !mso]><!--><meta http-equiv="X-UA-Compatible" content="IE=edge"><!--<![endif]--><!--[if mso]><noscript><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml></noscript><![endif]--><!--[if mso | IE]><table><tr><td><![endif]-->`,
	} {
		if got := wrong("html", part); got != "" && name != "entities" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestHTMLThatDoesNotBelongInAMail(t *testing.T) {
	const elsewhere = "A style cannot load anything from elsewhere"
	const link = "A link leads to"
	for _, tt := range []struct{ part, want string }{
		{"<script>x</script>", wrongElement},
		{"<SCRIPT SRC='https://x'>", wrongElement},
		{`<img src="https://example.com/pixel.gif">`, wrongElement},
		{`<form action="https://example.com">`, wrongElement},
		{`<input>`, wrongElement},
		{`<iframe src="https://example.com">`, wrongElement},
		{`<object data=x>`, wrongElement},
		{`<svg onload=x>`, wrongElement},
		{`<math>`, wrongElement},
		{`<link rel="stylesheet" href="https://example.com">`, wrongElement},
		{`<base href="https://example.com">`, wrongElement},
		{`<textarea>`, wrongElement},
		{`<plaintext>`, wrongElement},
		{`<xmp>`, wrongElement},
		{`<noscript>`, wrongElement},
		{`<v:roundrect>`, wrongElement},
		{`<!DOCTYPE svg>`, wrongElement},
		{`<p onclick="x">`, wrongMember},
		{`<p ONCLICK="x">`, wrongMember},
		{`<body background="https://example.com">`, wrongMember},
		{`<p srcdoc="x">`, wrongMember},
		{`<p href="https://example.com">`, wrongMember},
		{`<meta http-equiv="refresh" content="0;url=https://example.com">`, wrongMember},
		{`<meta charset="utf-7">`, "A mail is in UTF-8."},
		{`<meta http-equiv="Content-Type" content="text/html; charset=utf-7">`, "A mail is in UTF-8."},
		{`<p/onclick=x>`, wrongTag},
		{`<p title = "a">`, wrongTag},
		{`<p title="a" TITLE="b">`, wrongTag},
		{`<p title=a"b>`, wrongTag},
		{"<p title=`a`>", wrongTag},
		{`<p title="a"class="b">`, wrongTag},
		{`<p =x>`, wrongTag},
		{`<a href="javascript:alert(1)">`, link},
		{`<a href="JaVaScRiPt:alert(1)">`, link},
		{"<a href=\"java&#x73;cript:alert(1)\">", link},
		{"<a href=\" javascript:alert(1)\">", link},
		{"<a href=\"java\nscript:alert(1)\">", link},
		{`<a href="data:text/html,x">`, link},
		{`<a href="http://example.com">`, link},
		{`<a href="//example.com">`, link},
		{`<a href="https:">`, link},
		{`<a href="https://ann@example.com">`, link},
		{`<a href="{{signIn.url}}.example.com">`, link},
		{`<a href="https://example.com?{{signIn.url}}">`, link},
		{`<a href="https://a" href="javascript:x">`, wrongTag},
		{`<p style="background:url(https://example.com)">`, elsewhere},
		{`<p style="background:image-set('https://example.com' 1x)">`, elsewhere},
		{`<p style="width:expression(alert(1))">`, elsewhere},
		{`<p style="behavior:x">`, elsewhere},
		{`<p style="background:u\72l(x)">`, wrongStyle},
		{`<p style="color:{{language}}">`, wrongStyle},
		{`<style>@import "https://example.com";</style>`, "Of rules that begin with @"},
		{`<style>@font-face{}</style>`, "Of rules that begin with @"},
		{`<style/>@import "https://example.com";`, "Of rules that begin with @"},
		{`<style>a{background:URL(x)}</style>`, elsewhere},
		{`<style><script></style>`, wrongStyle},
		{`<!--[if mso]><script>x</script><![endif]-->`, wrongElement},
		{`<!--[if mso]><p onclick="x"><![endif]-->`, wrongMember},
		{`<!--[if mso]><noscript><script></script></noscript><![endif]-->`, wrongElement},
		{`<!--[if mso]><noscript><noscript><xml></noscript></noscript><![endif]-->`, ""},
		{`1 < 2`, wrongText},
		{`a <`, wrongText},
		{`<p`, wrongEnd},
		{`<p title="`, wrongEnd},
		{"a\u202Eb", wrongHidden},
		{"a&#x202E;b", wrongHidden},
		{"<p title='&#x202E;'>", wrongHidden},
	} {
		got := wrong("html", tt.part)
		if !strings.HasPrefix(got, "Line 1, column ") || !strings.Contains(got, tt.want) {
			t.Errorf("%s\n\tgot  %s\n\twant %s", tt.part, got, tt.want)
		}
	}
}

func TestTheFaultOfHTMLIsFoundWhereItIs(t *testing.T) {
	part := "<p>\u00e4</p>\n<table>\n\u00e4<!--[if mso]>\n  <script>"
	if got := wrong("html", part+"</script><![endif]-->"); !strings.HasPrefix(got, "Line 4, column 3: ") {
		t.Errorf("got %s", got)
	}
}

func TestWritingIsNotTurnedAround(t *testing.T) {
	for _, path := range []string{"subject", "text", "html"} {
		for _, r := range []string{"\u202A", "\u202E", "\u2066", "\u2069", "\u2028", "\x07"} {
			if wrong(path, "a"+r) == "" {
				t.Errorf("%s may have %q", path, r)
			}
		}
	}
	if got := wrong("text", "a\r\n\tb"); got != "" {
		t.Errorf("lines: %s", got)
	}
}

// A megabyte of the worst is refused, or judged, in a moment and without deep recursion.
func TestMuchThatIsHostile(t *testing.T) {
	for _, unit := range []string{"<p>", "<", "{{", "{{#products}}", "<!--[if mso]>", "<a href=\"", "<p a", "<!--[if mso]><noscript>", "<style>", "{{! ", "&#x202e"} {
		whole := strings.Repeat(unit, MaxPart/len(unit))
		if _, wrong := new(markup).check(whole); wrong == "" && unit != "<p>" && unit[:2] != "{{" && unit != "&#x202e" {
			t.Errorf("%s is fine", unit)
		}
		wrong("html", whole)
		if wrong("html", strings.Repeat(unit, 1<<20/len(unit))) == "" {
			t.Errorf("a megabyte of %s is accepted", unit)
		}
	}
}
