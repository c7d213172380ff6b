package notify

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// locale is how a language writes numbers, dates and lists (Unicode CLDR). golang.org/x/text knows plurals and numbers; for dates and lists there is no library
// but ones with all the languages of the world.
type locale struct {
	tag    language.Tag
	months [12]string
	day    string // a date in words: 2 is the day, January the month, 2006 the year
	and    string // between the last two of three and more
	two    string // between two
	colon  string // behind what a value is called
}

// locales by the languages that a person can have.
var locales = map[string]locale{
	"en": {
		language.English,
		[12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		"January 2, 2006", ", and ", " and ", ":",
	},
	"fr": {
		language.French,
		[12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		"2 January 2006", " et ", " et ", "\u00a0:",
	},
	"it": {
		language.Italian,
		[12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
		"2 January 2006", " e ", " e ", ":",
	},
	"de": {
		language.German,
		[12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		"2. January 2006", " und ", " und ", ":",
	},
	"es": {
		language.Spanish,
		[12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		"2 de January de 2006", " y ", " y ", ":",
	},
	"pt": {
		language.BrazilianPortuguese,
		[12]string{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
		"2 de January de 2006", " e ", " e ", ":",
	},
	"nl": {
		language.Dutch,
		[12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
		"2 January 2006", " en ", " en ", ":",
	},
}

// localeOf is the locale of a language; of one that nobody can have, English.
func localeOf(lang string) locale {
	if l, ok := locales[lang]; ok {
		return l
	}
	return locales["en"]
}

// list joins texts as a sentence does: "A, B and C".
func (l locale) list(texts []string) string {
	switch n := len(texts); {
	case n <= 1:
		return strings.Join(texts, "")
	case n == 2:
		return texts[0] + l.before(l.two, texts[1]) + texts[1]
	default:
		return strings.Join(texts[:n-1], ", ") + l.before(l.and, texts[n-1]) + texts[n-1]
	}
}

// before is the word before the last of a list. Spanish says e before the sound of an i.
func (l locale) before(and, last string) string {
	if l.tag != language.Spanish {
		return and
	}
	last = strings.ToLower(last)
	for _, glide := range []string{"hia", "hie", "hiu", "ia", "ie", "io", "iu"} { // there the i is half a consonant
		if strings.HasPrefix(last, glide) {
			return and
		}
	}
	for _, sound := range []string{"i", "í", "hi", "hí"} {
		if strings.HasPrefix(last, sound) {
			return " e "
		}
	}
	return and
}

// number writes a number with the marks of the language. Spanish has none in numbers of four digits.
func (l locale) number(n int) string {
	if l.tag == language.Spanish && n < 10_000 {
		return strconv.Itoa(n)
	}
	return message.NewPrinter(l.tag).Sprint(number.Decimal(n))
}

// one reports whether the language says n with its form for one: French and Portuguese say zero so, too.
func (l locale) one(n int) bool {
	return plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0) == plural.One
}

// date is a day in words, in UTC.
func (l locale) date(t time.Time) string {
	t = t.UTC()
	return strings.ReplaceAll(t.Format(l.day), t.Month().String(), l.months[t.Month()-1])
}

// moment is a day and a time of it, in UTC.
func (l locale) moment(t time.Time) string {
	return l.date(t) + ", " + t.UTC().Format("15:04") + " UTC"
}
