package code_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"usersync/internal/fault"
	"usersync/internal/rule"
	"usersync/internal/rule/code"
)

// drawRules draws rules that package rule accepts, with texts as people and machines write them.
func drawRules(t *rapid.T, p *rule.Policy) []rule.Rule {
	words := rapid.OneOf(
		rapid.SampledFrom([]string{"", "no", "~", "null", "2026-01-01", "0x1f", "- a", "a: b", "#", " lead", "trail ", "two\nlines\n", "\n\n x", "tab\there", "\u0085\u2028é\U0001f600", "{[", "'\"", "%", "!!str", "*a", "&a", "\r\n", "|", "> x", "<<", "="}),
		rapid.StringN(0, 40, -1),
	)
	choice := func(label string, ids ...rule.Choice) rule.Choice { return rapid.SampledFrom(ids).Draw(t, label) }
	var out []rule.Rule
	for i := range rapid.IntRange(0, 6).Draw(t, "rules") {
		r := rule.Rule{
			ID: fmt.Sprint("R", i), Enabled: rapid.Bool().Draw(t, "enabled"), Description: words.Draw(t, "description"),
			Group:            strings.TrimSpace(rapid.OneOf(rapid.Just("G1"), words).Draw(t, "group")) + "g",
			Condition:        rapid.SampledFrom([]string{"", `title eq "a\"b: c"`, "not (title pr)\n and active eq true", ` memberOf eq "no"`}).Draw(t, "condition"),
			UserGroup:        choice("user group", "", "none", "UG1", "UG2", "UG4", "UG5"),
			SettingsTemplate: choice("settings", "", "default", "ST1"),
			WelcomeMail:      choice("mail", "", "none", "default", "ET1"),
			Language:         rapid.SampledFrom(append([]string{""}, rule.Languages...)).Draw(t, "language"),
			Role: rapid.SampledFrom([]*rule.Role{
				nil,
				{Kind: rule.Member},
				{Kind: rule.Admin},
				{Kind: rule.Manager, Privileges: []string{"view_reports"}},
				{Kind: rule.Manager, Privileges: rule.Privileges(), Managed: rule.GroupList{All: true}},
				{Kind: rule.Manager, Privileges: []string{"manage_users"}, Managed: rule.GroupList{IDs: []string{"UG3", "UG1"}}},
			}).Draw(t, "role"),
		}
		if rapid.Bool().Draw(t, "product") {
			r.Products = []rule.ProductGrant{{Key: "phone"}, {Key: "meeting", Plan: "pro"}}
		}
		if rule.Check(r, p) == nil {
			out = append(out, r)
		}
	}
	return out
}

// What is written is read back, whatever people write into descriptions and whatever things are called; and writing is a function of the policy.
func TestReadingUndoesWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := policy()
		for i := range p.UserGroups {
			p.UserGroups[i].Name = rapid.SampledFrom([]string{"a", "b", "none", "all", "UG1", "default", " x: y ", "~", "12"}).Draw(t, "name")
		}
		p.Rules = drawRules(t, p)
		groups := map[string]string{"G1g": rapid.String().Draw(t, "group name")}
		for _, format := range []code.Format{code.YAML, code.JSON} {
			body, err := code.Encode(p, groups, format)
			if err != nil {
				t.Fatal(err)
			}
			got, err := code.Decode(body, format, code.Known{Policy: p})
			if err != nil {
				t.Fatalf("%v %v\n%s", err, fault.As(err).Fields, body)
			}
			if diff := cmp.Diff(p.Rules, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s (-written +read):\n%s\n%s", format, diff, body)
			}
		}
	})
}

// Whatever is sent, reading ends with rules that can be written and read back, or with faults that have a place.
func FuzzDecode(f *testing.F) {
	f.Add(everythingYAML, false)
	f.Add(`{"format":"usersync/rules/1","rules":[{"group":"G1","role":{"kind":"manager","managedGroups":"all"}}]}`, true)
	f.Add("a: &a [*a, *a]\n", false)
	f.Add("? [a]\n: - |\n    x", false)
	f.Add("{\"a\": [[[[\u00e9", true)
	f.Fuzz(func(t *testing.T, body string, asJSON bool) {
		format := code.YAML
		if asJSON {
			format = code.JSON
		}
		rules, err := code.Decode([]byte(body), format, known())
		if err != nil {
			e := fault.As(err)
			if e.Kind == fault.Internal || len(e.Fields) == 0 && e.Kind != fault.TooLarge {
				t.Fatalf("%v %v", err, e.Fields)
			}
			return
		}
		for i := range rules { // a new rule gets its id from whoever stores it
			if rules[i].ID == "" {
				rules[i].ID = fmt.Sprint("new", i)
			}
		}
		p := policy()
		p.Rules = rules
		again, err := code.Encode(p, nil, format)
		if err != nil {
			t.Fatal(err)
		}
		back, err := code.Decode(again, format, known())
		if diff := cmp.Diff(rules, back, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
	})
}

// Hostile files of the largest size cost what their size costs: each is refused, or read, and work grows with length.
func TestHostileFilesAreRefused(t *testing.T) {
	distinct := &strings.Builder{}
	for i := range 80_000 {
		fmt.Fprintf(distinct, "a%d: b\n", i)
	}
	fill := func(unit string) string { return strings.Repeat(unit, code.MaxBytes/len(unit)) }
	for name, body := range map[string]string{
		"brackets":         fill("["),
		"braces":           fill("{a: "),
		"dashes":           fill("- "),
		"question marks":   fill("? "),
		"anchors":          "a: &a [x]\n" + fill("b: [*a,*a,*a,*a,*a,*a,*a,*a]\n"),
		"quotes":           fill(`"`),
		"comments":         fill("# x\n"),
		"indentation":      fill(" \n  "),
		"documents":        fill("---\n"),
		"members":          fill("a: b\n"),
		"distinct members": distinct.String(),
		"colons":           fill("a:\n "),
		"tags":             fill("!!str "),
		"escapes":          `"` + fill(`\u0041`),
		"a long plain one": fill("x "),
	} {
		t.Run(name, func(t *testing.T) {
			for _, format := range []code.Format{code.YAML, code.JSON} {
				if _, err := code.Decode([]byte(body), format, known()); err == nil {
					t.Errorf("%s was read", format)
				}
			}
		})
	}
}
