package notify

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/notice"
	"usersync/internal/rule"
)

var update = flag.Bool("update", false, "write testdata/golden anew")

// people are those who get the mails in testdata/golden, with names as people in those languages have.
var people = map[string][2]string{
	"en": {"Ann", "Lee"}, "fr": {"Zoé", "Lefèvre"}, "it": {"Niccolò", "D’Amico"}, "de": {"Jürgen", "Groß"}, "es": {"Íñigo", "Peña"}, "pt": {"João", "Conceição"}, "nl": {"Daniëlle", "van den Berg"},
}

var noon = time.Date(2026, 3, 31, 12, 5, 0, 0, time.UTC)

// sampleNotices are one notice of each kind and sort.
func sampleNotices() map[string]notice.Notice {
	counts := func(label string, n, of int) notice.Fact { return notice.Fact{Label: label, N: n, Of: of} }
	token := []notice.Fact{{Label: "connection", Text: "Okta"}, {Label: "name", Text: "Okta 2026"}, {Label: "expires", At: noon}}
	samples := map[string]notice.Notice{
		"runHeld": {Kind: notice.RunHeld, Variant: "plan", About: "01HOLD", Facts: []notice.Fact{
			counts("everything", 112, 1240), {Label: "product", Product: "meeting", N: 96, Of: 410}, counts("mails", 1350, 0), {Label: "since", At: noon},
		}},
		"runHeld-connection": {Kind: notice.RunHeld, Variant: "connection", About: "01HOLD", Facts: []notice.Fact{counts("hourly", 63, 1240), {Label: "since", At: noon}}},
		"runHeld-group":      {Kind: notice.RunHeld, Variant: "group", About: "01HOLD", Facts: []notice.Fact{counts("group", 40, 0), {Label: "since", At: noon}}},
		"runHeld-policy":     {Kind: notice.RunHeld, Variant: "policy", About: "01HOLD", Facts: []notice.Fact{{Label: "since", At: noon}}},
		"runFailed": {Kind: notice.RunFailed, About: "01RUN", Count: 12, Facts: []notice.Fact{
			counts("done", 1240, 0), counts("failed", 12, 1240), counts("waiting", 3, 0), {Label: "started", At: noon.Add(-5 * time.Minute)}, {Label: "finished", At: noon},
		}},
		"tokenExpiring":  {Kind: notice.TokenExpiring, About: "01OKTA", Count: 14, Facts: token},
		"secretExpiring": {Kind: notice.SecretExpiring, About: "01OKTA", Count: 1, Facts: token},
		"seatsLow":       {Kind: notice.SeatsLow, Variant: notice.SomeSeats, About: "meeting", Facts: []notice.Fact{{Label: "product", Text: "Acme Meeting"}, counts("left", 9, 100)}},
		"seatsLow-none":  {Kind: notice.SeatsLow, Variant: notice.NoSeats, About: "meeting", Facts: []notice.Fact{{Label: "product", Text: "Acme Meeting"}, counts("left", 0, 100), counts("waiting", 1, 0)}},
	}
	return samples
}

// TestGolden holds every mail in every language against what somebody has read: testdata/golden, written by -update.
func TestGolden(t *testing.T) {
	head := letterhead{account: "Acme", products: map[string]string{"meeting": "Acme Meeting"}, console: "https://sync.example.com/console"}
	for _, language := range rule.Languages {
		name := people[language]
		person := func(products ...string) facts {
			return someone(products, "user.givenName", name[0], "user.familyName", name[1], "user.userName", "acme.person@example.com", "account.name", "Acme",
				"signIn.url", "https://sign-in.example.com/?from=mail&to=all", "admin.contact", "it@example.com", "language", language)
		}
		golden(t, "welcome."+language, must(fill(builtIn[language], person("Acme Meeting", "Acme Webinar", "Acme Connect"))))
		bare := person()
		bare["user.givenName"], bare["signIn.url"], bare["admin.contact"] = "", "", ""
		golden(t, "welcome-bare."+language, must(fill(builtIn[language], bare.with(nil))))
		for kind, n := range sampleNotices() {
			golden(t, kind+"."+language, must(writeNotice(n, language, head)))
		}
	}
}

func must(v Variant, err error) Variant {
	if err != nil {
		panic(err)
	}
	return v
}

func golden(t *testing.T, name string, v Variant) {
	t.Helper()
	if n := utf8.RuneCountInString(v.Subject); n > 60 {
		t.Errorf("%s: the subject has %d characters: %s", name, n, v.Subject)
	}
	for ending, got := range map[string]string{".txt": "Subject: " + v.Subject + "\n\n" + v.Text, ".html": v.HTML} {
		file := filepath.Join("testdata", "golden", name+ending)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s%s reads otherwise now:\n%s", name, ending, diff)
		}
	}
}
