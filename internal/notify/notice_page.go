package notify

import (
	"cmp"
	"errors"
	"net/url"
	"strings"

	"usersync/internal/notice"
)

// noticePages are the layouts of notices, with their title and language still to be filled in.
var noticeText, noticeHTML = mailFile("notice.txt"), mailFile("notice.html")

// letterhead is what a notice says besides its facts.
type letterhead struct {
	account  string            // its name
	products map[string]string // names by key
	console  string            // address of the console, without a slash at the end
}

// consolePages are the pages of the console by the kind of a notice; what the notice is about comes behind.
var consolePages = map[notice.Kind]string{
	notice.RunHeld: "/holds?hold=", notice.RunFailed: "/runs/", notice.TokenExpiring: "/connections/", notice.SecretExpiring: "/connections/", notice.SeatsLow: "/products/",
}

// writeNotice puts a notice into the words of a language. Its sentences are filled in first, and then stand in the page as values, escaped.
func writeNotice(n notice.Notice, language string, head letterhead) (Variant, error) {
	l, w := localeOf(language), spoken[language]
	k := w.Notices[n.Kind]
	values := map[string]any{"n": l.number(n.Count), "account": clean(head.account), "product": clean(cmp.Or(head.products[n.About], n.About))}
	var failed error
	say := func(sentence string) string {
		said, err := fillPart(sentence, true, values)
		failed = errors.Join(failed, err)
		return said
	}
	subject, lead := say(k.Subject.of(l, n.Variant, n.Count)), say(k.Lead.of(l, n.Variant, n.Count))
	page := map[string]any{
		"subject": subject, "preview": lead, "why": say(w.Notice.Why),
		"paragraphs": []map[string]string{{"text": lead}, {"text": say(k.Next)}},
		"colon":      l.colon, "facts": factRows(n.Facts, k.Facts, w.Notice.Of, l, head),
		"button": map[string]string{"label": k.Button, "url": consoleURL(n, head)},
	}
	if failed != nil {
		return Variant{}, failed
	}
	frame := filler(w.Lang, map[string]string{"title": w.Notice.Title, "preview": "{{preview}}"})
	text, err := fillPart(noticeText, true, page)
	if err != nil {
		return Variant{}, err
	}
	html, err := fillPart(frame.Replace(noticeHTML), false, page)
	return Variant{Subject: cut(oneLine(subject), MaxSubject), Text: text, HTML: html}, err
}

func consoleURL(n notice.Notice, head letterhead) string {
	return head.console + consolePages[n.Kind] + url.PathEscape(n.About)
}

// factRows are the lines of a notice; what has no label is not shown.
func factRows(facts []notice.Fact, labels map[string]string, of string, l locale, head letterhead) []map[string]string {
	var rows []map[string]string
	for _, f := range facts {
		if label := labels[f.Label]; label != "" {
			rows = append(rows, map[string]string{"label": label, "value": factValue(f, of, l, head)})
		}
	}
	return rows
}

func factValue(f notice.Fact, of string, l locale, head letterhead) string {
	value := l.number(f.N)
	if f.Of > 0 {
		value = strings.NewReplacer("{{n}}", value, "{{all}}", l.number(f.Of)).Replace(of)
	}
	switch {
	case f.Text != "":
		return clean(f.Text)
	case !f.At.IsZero():
		return l.moment(f.At)
	case f.Product != "":
		return clean(cmp.Or(head.products[f.Product], f.Product)) + " (" + value + ")"
	}
	return value
}
