package printer_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"usersync/internal/cli/printer"
)

func printed(t testing.TB, f printer.Format, s printer.Style, d printer.Document) string {
	t.Helper()
	var out bytes.Buffer
	if err := printer.Print(&out, f, s, d); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var sample = printer.Document{
	JSON: []byte(`{"b":1,"a":["x","1",null,true],"o":{},"n":1e3}`),
	Parts: []printer.Part{
		printer.Heading("People"),
		printer.Facts{{Name: "account", Value: "Example"}, {Name: "left out", Value: ""}, {Name: "id", Value: "1"}},
		printer.Table{Columns: []string{"USER", "SEATS", "NOTE"}, Rows: [][]string{{"ann", "7", "-"}, {"日本", "120", "=1+1"}, {"zoé", "", "a|b"}}},
		printer.Table{Columns: []string{"X"}, Empty: "Nobody."},
		printer.Note("One line.\nAnother."),
		printer.Note("And more."),
	},
}

func TestTheSameDocumentInEveryFormat(t *testing.T) {
	want := map[printer.Format]string{
		printer.Text: `People
account  Example
id       1

USER  SEATS  NOTE
ann       7  -
日本    120  =1+1
zoé          a|b

Nobody.

One line.
Another.
And more.
`,
		printer.JSON:     `{"b":1,"a":["x","1",null,true],"o":{},"n":1e3}` + "\n",
		printer.YAML:     "b: 1\na:\n  - x\n  - \"1\"\n  - null\n  - true\no: {}\nn: 1e3\n",
		printer.CSV:      "USER,SEATS,NOTE\nann,7,'-\n日本,120,'=1+1\nzoé,,a|b\n",
		printer.Markdown: "### People\n\n- **account**: Example\n- **id**: 1\n\n| USER | SEATS | NOTE |\n| --- | --- | --- |\n| ann | 7 | - |\n| 日本 | 120 | =1+1 |\n| zoé |  | a\\|b |\n\nNobody.\n\nOne line.  \nAnother.  \n\nAnd more.  \n",
	}
	for format, text := range want {
		if got := printed(t, format, printer.Style{}, sample); got != text {
			t.Errorf("%s:\n%s\nwant:\n%s", format, got, text)
		}
	}
	if got := printed(t, printer.Text, printer.Style{Color: true}, sample); !strings.HasPrefix(got, "\x1b[1mPeople\x1b[0m\n") {
		t.Errorf("in colour: %q", got)
	}
	facts := printer.Document{Parts: []printer.Part{printer.Facts{{Name: "a", Value: "-5"}, {Name: "b", Value: "@x"}}}}
	if got := printed(t, printer.CSV, printer.Style{}, facts); got != "a,b\n-5,'@x\n" {
		t.Errorf("facts as CSV: %q", got)
	}
	for _, format := range []printer.Format{printer.JSON, printer.YAML, printer.CSV} {
		if got := printed(t, format, printer.Style{}, printer.Document{Parts: []printer.Part{printer.Note("Gone.")}}); got != "" {
			t.Errorf("nothing as %s: %q", format, got)
		}
	}
}

// TestNothingActsOnATerminal has any text in any place: people see no character that does something, and only as many lines as there are rows.
func TestNothingActsOnATerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		evil := rapid.StringOfN(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\x00\x1b\x07\r\n\t\u009b\u202e\u2066\ufeff\u2028\u061c\U000e0041|`<>[]"))), 0, 40, -1).Draw(t, "text")
		text, _ := json.Marshal(map[string]string{"k": evil})
		d := printer.Document{JSON: text, Parts: []printer.Part{
			printer.Heading(evil), printer.Facts{{Name: "n", Value: "x" + evil}}, printer.Table{Columns: []string{"A", "B"}, Rows: [][]string{{evil, "1"}, {"x", evil}}},
		}}
		for _, format := range []printer.Format{printer.Text, printer.Markdown, printer.YAML, printer.JSON} {
			var out bytes.Buffer
			if err := printer.Print(&out, format, printer.Style{Terminal: true}, d); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			for _, r := range out.String() {
				if r != '\n' && r != '\u200c' && r != '\u200d' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
					t.Fatalf("%s: %q is let through of %q", format, r, evil)
				}
			}
		}
		var out bytes.Buffer
		_ = printer.Print(&out, printer.Text, printer.Style{}, d)
		if got := strings.Count(out.String(), "\n"); got != 6 {
			t.Fatalf("%d lines of %q:\n%s", got, evil, out.String())
		}
	})
}

// TestYAMLAndJSONSayTheSame writes any JSON as YAML and reads it back; JSON on a terminal is the same JSON.
func TestYAMLAndJSONSayTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<<", "null", "yes", "1", "~", "=", "? a", "2026-11-23"}))
		value := rapid.MapOf(key, rapid.OneOf(
			rapid.Just[any](nil), rapid.Map(rapid.String(), func(s string) any { return s }), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
			rapid.Map(rapid.SampledFrom([]string{"null", "yes", "1", "1e3", "~", "0x1f", "2026-11-23", "- a", "a: b", "#", "|", "<<", "\u202e", "\U000e0041"}), func(s string) any { return s }),
			rapid.Map(rapid.SliceOf(rapid.String()), func(l []string) any {
				out := []any{}
				for _, s := range l {
					out = append(out, s)
				}
				return out
			}),
		)).Draw(t, "value")
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var want any
		_ = json.Unmarshal(text, &want)
		var out bytes.Buffer
		if err := printer.Print(&out, printer.YAML, printer.Style{}, printer.Document{JSON: text}); err != nil {
			t.Fatal(err)
		}
		var got any
		if err := yaml.Unmarshal(out.Bytes(), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\nreads back as %#v, want %#v: %v", out.String(), got, want, err)
		}
		out.Reset()
		_ = printer.Print(&out, printer.JSON, printer.Style{Terminal: true}, printer.Document{JSON: text})
		got = nil
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("JSON on a terminal is another: %s", out.String())
		}
	})
}

// FuzzCSV holds that every cell reads back, with a quote before what a spreadsheet would take for a formula.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"", "=1", "-1", "-x", "+", "a,b\"c\nd", "\t", "@", "\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out := printed(t, printer.CSV, printer.Style{}, printer.Document{Parts: []printer.Part{printer.Table{Columns: []string{"A", "B"}, Rows: [][]string{{text, "end"}}}}})
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil || len(rows) != 2 || rows[1][1] != "end" {
			t.Fatalf("%q: %v %v", out, rows, err)
		}
		normal := strings.ReplaceAll(text, "\r\n", "\n") // which is what encoding/csv reads
		if got := rows[1][0]; got != normal && got != "'"+normal {
			t.Errorf("%q reads back as %q", text, got)
		}
		if first := rows[1][0]; first != "" && strings.ContainsRune("=+@\t", rune(first[0])) {
			t.Errorf("%q is a formula", first)
		}
	})
}
