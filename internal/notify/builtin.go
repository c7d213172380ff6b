package notify

import (
	"embed"
	"encoding/json"
	"maps"
	"strings"
)

//go:embed welcome
var welcome embed.FS

// builtIn is the default welcome mail by language: one page, and its words in each of the seven languages. English is the end of every chain of
// languages and must be there.
var builtIn = readBuiltIn()

// BuiltIn returns the default welcome mail by language, as it is before an account saves one of its own.
func BuiltIn() map[string]Variant { return maps.Clone(builtIn) }

// readBuiltIn fills the words of each language into the page. The files are part of the program: that they can be read is tested, not handled.
func readBuiltIn() map[string]Variant {
	var words map[string]map[string]string
	if err := json.Unmarshal(welcomeFile("words.json"), &words); err != nil {
		panic("notify: words of the built-in mail: " + err.Error())
	}
	text, html := string(welcomeFile("page.txt")), string(welcomeFile("page.html"))
	variants := make(map[string]Variant, len(words))
	for language, w := range words {
		fill := filler(w)
		variants[language] = Variant{Subject: w["subject"], Text: fill.Replace(text), HTML: fill.Replace(html)}
	}
	return variants
}

func welcomeFile(name string) []byte {
	body, err := welcome.ReadFile("welcome/" + name)
	if err != nil {
		panic("notify: built-in mail: " + err.Error())
	}
	return body
}

// filler replaces [[name]] by the word of that name.
func filler(words map[string]string) *strings.Replacer {
	var pairs []string
	for name, word := range words {
		pairs = append(pairs, "[["+name+"]]", word)
	}
	return strings.NewReplacer(pairs...)
}
