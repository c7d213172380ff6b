package inspect

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"usersync/internal/scim"
)

// hidden stands where something secret was.
const hidden = "***"

// secretWords are what the names of secrets contain, as plain gives them back. A name too many costs an admin a value; one too few gives a secret away.
var secretWords = []string{
	"password", "passwd", "passphrase", "secret", "token", "certificate", "x509", "authorization", "credential", "assertion", "apikey", "privatekey",
}

// harmless are names that contain such a word and hold no secret: a part of ServiceProviderConfig.
var harmless = []string{"changepassword"}

// secretStarts is secretWords by their first byte: every text of every request is looked through.
var secretStarts = func() (starts [utf8.RuneSelf][]string) {
	for _, word := range secretWords {
		starts[word[0]] = append(starts[word[0]], word)
	}
	return starts
}()

// isSecret reports whether text names a secret: a member, a path with or without a URN, a filter.
func isSecret(text string) bool {
	var space [128]byte
	name := appendPlain(space[:0], text)
	for i, c := range name {
		if c >= utf8.RuneSelf {
			continue
		}
		for _, word := range secretStarts[c] {
			if len(name)-i >= len(word) && string(name[i:i+len(word)]) == word {
				return !slices.Contains(harmless, string(name))
			}
		}
	}
	return false
}

// plain is a name without case and without what stands between its letters and digits.
func plain(name string) string {
	var space [128]byte
	return string(appendPlain(space[:0], name))
}

// appendPlain is plain in the space of to, which must be empty. Most texts are ASCII.
func appendPlain(to []byte, name string) []byte {
	for i := range len(name) {
		switch c := name[i]; {
		case c >= utf8.RuneSelf:
			return append(to[:0], plainUnicode(name)...)
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			to = append(to, c)
		case 'A' <= c && c <= 'Z':
			to = append(to, c|0x20)
		}
	}
	return to
}

func plainUnicode(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, scim.Fold(name))
}

// What is a secret by its form: one of our credentials, whose public id stays; a JSON Web Token; what stands behind the name of a scheme. Each also
// finds the beginning of one that was cut off.
var (
	ours   = regexp.MustCompile(`([a-z]{2,5}_[a-z2-7]{10}_)[0-9A-Za-z]+`)
	jwt    = regexp.MustCompile(`eyJ[0-9A-Za-z_-]{10,}[0-9A-Za-z_.=-]*`)
	scheme = regexp.MustCompile(`(?i)(bearer|basic)[\s+]+[0-9A-Za-z._~+/=-]{12,}`)
)

// maskText takes out of any text what is a secret by its form.
func maskText(s string) string {
	if strings.Contains(s, "_") {
		s = ours.ReplaceAllString(s, "${1}"+hidden)
	}
	if strings.Contains(s, "eyJ") {
		s = jwt.ReplaceAllString(s, hidden)
	}
	if strings.ContainsAny(s, "bB") && strings.ContainsAny(s, " +\t") {
		s = scheme.ReplaceAllString(s, "${1} "+hidden)
	}
	return s
}
