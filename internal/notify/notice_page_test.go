package notify

import (
	"strings"
	"testing"
	"unicode/utf8"

	"usersync/internal/notice"
	"usersync/internal/rule"
)

// TestNamesInNoticesDoNoHarm: what somebody called a product, a token or the account is text, on one line and not too long, in every language.
func TestNamesInNoticesDoNoHarm(t *testing.T) {
	const hostile = "<script>alert(1)</script>{{account}}\r\nBcc: x@example.com\u202e"
	long := strings.Repeat("Ü", 5000)
	head := letterhead{account: hostile, products: map[string]string{"p": hostile, "q": long}, console: "https://sync.example.com/console"}
	for _, language := range rule.Languages {
		for _, n := range []notice.Notice{
			{Kind: notice.SeatsLow, Variant: notice.NoSeats, About: "p", Facts: []notice.Fact{{Label: "product", Text: hostile}, {Label: "left", N: 1, Of: 2}}},
			{Kind: notice.SeatsLow, Variant: notice.SomeSeats, About: "q", Facts: []notice.Fact{{Label: "product", Text: long}}},
			{Kind: notice.RunHeld, Variant: "plan", About: "01H", Facts: []notice.Fact{{Label: "product", Product: "p", N: 1, Of: 2}, {Label: "product", Product: "gone", N: 1}, {Label: "unknown", N: 1}}},
			{Kind: notice.TokenExpiring, Count: 3, Facts: []notice.Fact{{Label: "connection", Text: hostile}, {Label: "name", Text: long}}},
		} {
			v, err := writeNotice(n, language, head)
			if err != nil {
				t.Fatal(err)
			}
			if strings.ContainsAny(v.Subject, "\r\n\u202e") || utf8.RuneCountInString(v.Subject) > MaxSubject {
				t.Errorf("%s: the subject is %q", language, v.Subject)
			}
			if strings.Contains(v.HTML, "<script") || strings.Contains(v.HTML, "\u202e") || strings.Contains(v.Text, "\r") || strings.Contains(v.Text, "\u202e") {
				t.Errorf("%s: a name is more than text:\n%s", language, v.Text)
			}
			if len(v.HTML) > 20_000 || strings.Contains(v.HTML, "{{") && !strings.Contains(v.HTML, "{{account}}") {
				t.Errorf("%s: %d bytes of HTML", language, len(v.HTML))
			}
		}
	}
}

func TestWhereNoticesLead(t *testing.T) {
	head := letterhead{console: "https://sync.example.com/console"}
	for kind, want := range map[notice.Kind]string{
		notice.RunHeld: "/holds?hold=ID", notice.RunFailed: "/runs/ID", notice.TokenExpiring: "/connections/ID", notice.SecretExpiring: "/connections/ID", notice.SeatsLow: "/products/ID",
	} {
		if got := consoleURL(notice.Notice{Kind: kind, About: "ID"}, head); got != head.console+want {
			t.Errorf("%s leads to %s", kind, got)
		}
	}
}
