package notify

import (
	"embed"
	"encoding/json"
	"maps"
	"strings"

	"usersync/internal/notice"
	"usersync/internal/rule"
)

// The layouts are written in MJML; `make mails` compiles them, and what comes of it is part of the program.
//
//go:embed mails/*.html mails/*.txt mails/words/*.json
var mails embed.FS

// words are those of one language.
type words struct {
	Lang    string            // as HTML says it: pt is pt-BR
	Welcome map[string]string // of the welcome mail, by their names in its layout
	Notice  noticeWords       // of every notice
	Notices map[notice.Kind]noticeWords
}

var (
	spoken = readWords()
	// builtIn is the default welcome mail by language: one layout, and its words in each of the seven languages. English is the end of every chain of
	// languages and must be there.
	builtIn = readBuiltIn()
)

// BuiltIn returns the default welcome mail by language, as it is before an account saves one of its own.
func BuiltIn() map[string]Variant { return maps.Clone(builtIn) }

// readBuiltIn fills the words of each language into the layout.
func readBuiltIn() map[string]Variant {
	variants := make(map[string]Variant, len(spoken))
	for language, w := range spoken {
		fill := filler(w.Lang, w.Welcome, "[[colon]]", localeOf(language).colon)
		variants[language] = Variant{Subject: w.Welcome["subject"], Text: fill.Replace(mailFile("welcome.txt")), HTML: fill.Replace(mailFile("welcome.html"))}
	}
	return variants
}

// readWords reads the words of each language. The files are part of the program: that they can be read is tested, not handled.
func readWords() map[string]words {
	all := make(map[string]words, len(rule.Languages))
	for _, language := range rule.Languages {
		var w words
		if err := json.Unmarshal([]byte(mailFile("words/"+language+".json")), &w); err != nil {
			panic("notify: words of the built-in mails: " + err.Error())
		}
		all[language] = w
	}
	return all
}

func mailFile(name string) string {
	body, err := mails.ReadFile("mails/" + name)
	if err != nil {
		panic("notify: built-in mails: " + err.Error())
	}
	return string(body)
}

// filler replaces [[name]] by the word of that name.
func filler(lang string, words map[string]string, pairs ...string) *strings.Replacer {
	pairs = append(pairs, "[[lang]]", lang)
	for name, word := range words {
		pairs = append(pairs, "[["+name+"]]", word)
	}
	return strings.NewReplacer(pairs...)
}
