package notify

import _ "embed"

//go:embed welcome/en.txt
var welcomeText string

//go:embed welcome/en.html
var welcomeHTML string

// builtIn is the default welcome mail by language. English is the end of every chain of languages and must be there.
var builtIn = map[string]Variant{
	"en": {Subject: "Welcome to {{account.name}}", Text: welcomeText, HTML: welcomeHTML},
}
