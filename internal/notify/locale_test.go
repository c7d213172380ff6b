package notify

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/rule"
)

// TestEachLanguageWritesAsItsReadersDo: the forms of CLDR.
func TestEachLanguageWritesAsItsReadersDo(t *testing.T) {
	tests := []struct{ language, two, three, date, number, colon string }{
		{"en", "A and B", "A, B, and C", "March 5, 2026", "12,345", ":"},
		{"fr", "A et B", "A, B et C", "5 mars 2026", "12\u00a0345", "\u00a0:"},
		{"it", "A e B", "A, B e C", "5 marzo 2026", "12.345", ":"},
		{"de", "A und B", "A, B und C", "5. März 2026", "12.345", ":"},
		{"es", "A y B", "A, B y C", "5 de marzo de 2026", "12.345", ":"},
		{"pt", "A e B", "A, B e C", "5 de março de 2026", "12.345", ":"},
		{"nl", "A en B", "A, B en C", "5 maart 2026", "12.345", ":"},
		{"xx", "A and B", "A, B, and C", "March 5, 2026", "12,345", ":"},
	}
	day := time.Date(2026, 3, 5, 23, 30, 0, 0, time.UTC)
	for _, tt := range tests {
		l := localeOf(tt.language)
		got := []string{l.list([]string{"A", "B"}), l.list([]string{"A", "B", "C"}), l.date(day), l.number(12345), l.colon}
		if want := []string{tt.two, tt.three, tt.date, tt.number, tt.colon}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", tt.language, got, want)
		}
		if l.list(nil) != "" || l.list([]string{"A"}) != "A" {
			t.Errorf("%s: a list of one or none", tt.language)
		}
	}
	east := time.FixedZone("", 3600)
	if got := localeOf("de").moment(time.Date(2027, 1, 1, 0, 15, 0, 0, east)); got != "31. Dezember 2026, 23:15 UTC" {
		t.Errorf("a moment elsewhere: %s", got)
	}
	if got := localeOf("es").number(1240); got != "1240" {
		t.Errorf("Spanish has no mark in %s", got)
	}
}

func TestEveryMonthHasItsName(t *testing.T) {
	for _, language := range rule.Languages {
		l, seen := localeOf(language), map[string]bool{}
		for m := time.January; m <= time.December; m++ {
			date := l.date(time.Date(2026, m, 9, 0, 0, 0, 0, time.UTC))
			if !strings.Contains(date, l.months[m-1]) || !strings.Contains(date, "9") || !strings.HasSuffix(date, "2026") || seen[date] {
				t.Errorf("%s: month %d is %q", language, m, date)
			}
			seen[date] = true
		}
	}
}

func TestSpanishAvoidsTwoSoundsOfIInARow(t *testing.T) {
	for last, want := range map[string]string{"Informes": "A e Informes", "Índice": "A e Índice", "Hilos": "A e Hilos", "hielo": "A y hielo", "Ionic": "A y Ionic", "Yoga": "A y Yoga"} {
		if got := localeOf("es").list([]string{"A", last}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTheFormsOfASentence(t *testing.T) {
	var f forms
	if err := json.Unmarshal([]byte(`{"one":"1","other":"n","none":"0"}`), &f); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		language, variant string
		n                 int
		want              string
	}{{"en", "", 1, "1"}, {"en", "", 0, "n"}, {"fr", "", 0, "1"}, {"pt", "", 0, "1"}, {"de", "", 2, "n"}, {"en", "none", 1, "0"}, {"en", "unknown", 5, "n"}}
	for _, tt := range tests {
		if got := f.of(localeOf(tt.language), tt.variant, tt.n); got != tt.want {
			t.Errorf("%+v: got %q", tt, got)
		}
	}
	if json.Unmarshal([]byte(`"plain"`), &f) != nil || f.of(localeOf("en"), "", 7) != "plain" {
		t.Error("a sentence of one form")
	}
	if json.Unmarshal([]byte(`3`), &f) == nil {
		t.Error("a number is no sentence")
	}
}

// TestEveryLanguageHasEveryWord: the files have the same members, each with something in it that is plain text.
func TestEveryLanguageHasEveryWord(t *testing.T) {
	members := func(language string) map[string]string {
		var tree map[string]any
		if err := json.Unmarshal([]byte(mailFile("words/"+language+".json")), &tree); err != nil {
			t.Fatal(err)
		}
		return leaves(tree, "")
	}
	english := slices.Sorted(maps.Keys(members("en")))
	for _, language := range rule.Languages {
		all := members(language)
		if got := slices.Sorted(maps.Keys(all)); !reflect.DeepEqual(got, english) {
			t.Errorf("%s has the members %q", language, got)
		}
		for name, word := range all {
			if strings.TrimSpace(word) == "" || strings.ContainsAny(word, "<>&\"'[]") || strings.Contains(word, "  ") {
				t.Errorf("%s: %s is %q; words are plain text, with typographic marks", language, name, word)
			}
			if strings.Contains(word, "{{n}} ") && !strings.Contains(word, "{{all}}") {
				t.Errorf("%s: %s is %q; a line ends there", language, name, word)
			}
		}
	}
}

func leaves(tree map[string]any, path string) map[string]string {
	all := map[string]string{}
	for name, v := range tree {
		if inner, ok := v.(map[string]any); ok {
			maps.Copy(all, leaves(inner, path+name+"."))
			continue
		}
		all[path+name], _ = v.(string)
	}
	return all
}
