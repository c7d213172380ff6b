package rule

import (
	"slices"

	"golang.org/x/text/language"

	"usersync/internal/scim"
)

// maxLanguageBytes bounds what is parsed of a directory's language value; a real one is far shorter.
const maxLanguageBytes = 200

// decideLanguage follows the chain of domain.md section 3: own choice, strongest rule, the directory's preferredLanguage, its
// locale, the account's default, English.
func (s *Set) decideLanguage(in Input, rules []*compiled) Slot[string] {
	var own []voice[string]
	if tag := matchLanguage(in.OwnLanguage); tag != "" {
		own = append(own, voice[string]{word: word[string]{value: tag, stated: true}, source: FromOwn})
	}
	slot := decide(voices(own, rules, func(c *compiled) word[string] { return c.language }), nothingDenied, "en")
	if slot.Stated {
		return slot
	}
	slot.Value, slot.Source = s.fallbackLanguage(in.User)
	slot.Stated = slot.Source != FromDefault
	return slot
}

func (s *Set) fallbackLanguage(user scim.Object) (tag string, from Source) {
	for _, name := range []string{"preferredLanguage", "locale"} {
		text, _ := user[name].(string)
		if tag := matchLanguage(text); tag != "" {
			return tag, FromDirectory
		}
	}
	if tag := matchLanguage(s.policy.DefaultLanguage); tag != "" {
		return tag, FromAccount
	}
	return "en", FromDefault
}

// matchLanguage finds the one of Languages that a BCP 47 tag, or an Accept-Language list of them (RFC 7643 section 4.1.1), asks
// for: "de-AT" is de, "pt_BR" is pt. It is "" when none is asked for; a merely similar language is not the one asked for.
func matchLanguage(text string) string {
	if text == "" || len(text) > maxLanguageBytes {
		return ""
	}
	tags, _, err := language.ParseAcceptLanguage(text)
	if err != nil {
		return ""
	}
	for _, tag := range tags {
		base, confidence := tag.Base()
		if confidence == language.Exact && slices.Contains(Languages, base.String()) {
			return base.String()
		}
	}
	return ""
}
