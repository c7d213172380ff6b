package cli

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// rulesCommand is `usersync rules`.
type rulesCommand struct {
	Flags

	List     rulesListCommand     `cmd:"" default:"withargs" help:"List the rules, strongest first."`
	Export   rulesExportCommand   `cmd:"" help:"Write the rules as a file, fit for version control."`
	Import   rulesImportCommand   `cmd:"" help:"Replace the rules by those of a file: as a draft, while rules are reviewed."`
	Lint     rulesLintCommand     `cmd:"" help:"Look for what is wrong in the rules; ends with 2 when there are errors."`
	Plan     rulesPlanCommand     `cmd:"" help:"Say what the rules of a file would do to everybody. Nothing stays changed."`
	Apply    rulesApplyCommand    `cmd:"" help:"Make the rules of a file live, by a plan, unless the guard holds it."`
	Versions rulesVersionsCommand `cmd:"" help:"List the revisions of the rules that were live, newest first, or show one."`
	Restore  rulesRestoreCommand  `cmd:"" help:"Make the rules of a revision those of the account again: as a draft, while rules are reviewed."`
	Draft    rulesDraftCommand    `cmd:"" help:"Show how the draft differs from what is live, or throw it away."`
}

type rulesListCommand struct {
	Paging
	Live bool `help:"Of what is live, though there is a draft."`
}

// Run lists the rules.
func (c *rulesListCommand) Run(ctx context.Context, s *Session) error {
	version := ""
	if c.Live {
		version = "live"
	}
	return s.list(ctx, c.Paging, listing{path: "/rules", query: query("version", version), empty: "There are no rules.", columns: []column{
		col("#", "position"), col("ID", "id"),
		{"ON", func(o object) string { return yesNo(!o.has("enabled") || o.is("enabled")) }},
		col("DESCRIPTION", "description"), col("GROUP", "group"),
		{"GIVES", given},
	}})
}

// given is what a rule gives, in short.
func given(o object) string {
	var words []string
	for _, p := range o.list("products") {
		words = append(words, withPlan(p.text("key"), p.text("plan")))
	}
	for _, slot := range []string{"role.kind", "userGroup", "settingsTemplate", "language", "welcomeMail"} {
		if value := o.text(slot); value != "" {
			name, _, _ := strings.Cut(slot, ".")
			words = append(words, name+" "+value)
		}
	}
	return strings.Join(words, ", ")
}

func withPlan(key, plan string) string {
	if plan == "" {
		return key
	}
	return key + ":" + plan
}

type rulesExportCommand struct {
	Format string `enum:"yaml,json" default:"yaml" help:"${enum}. Default: ${default}."`
	File   string `short:"f" type:"path" placeholder:"FILE" help:"Write to this file instead of standard output."`
}

// Run writes the file as the server sent it.
func (c *rulesExportCommand) Run(ctx context.Context, s *Session) error {
	answer, err := s.Do(ctx, client.Request{
		Method: http.MethodGet, Path: "/rules/export", Query: query("format", c.Format), Accept: "application/yaml, application/json",
	})
	if err != nil {
		return err
	}
	if c.File == "" {
		_, err = s.Out.Write(answer.Body)
		return err
	}
	if err := os.WriteFile(c.File, answer.Body, 0o644); err != nil { //nolint:gosec // rules are for others to read: they go into version control
		return usage("The file cannot be written: %v.", err)
	}
	s.say("Written to %s.", c.File)
	return nil
}

type rulesLintCommand struct{ Paging }

// Run shows the findings.
func (c *rulesLintCommand) Run(ctx context.Context, s *Session) error {
	found, err := s.All(ctx, "/rules/lint", nil, c.limit(s))
	if err != nil {
		return err
	}
	findings, err := readAll(found)
	if err != nil {
		return err
	}
	names, err := s.ruleNames(ctx, "")
	if err != nil {
		return err
	}
	err = s.show(printer.Document{JSON: found.JSON, Parts: []printer.Part{table("Nothing was found.", findings, []column{
		col("SEVERITY", "severity"), col("CODE", "code"),
		{"RULES", func(o object) string { return names.all(o.texts("rules")) }},
		{"WHAT", detailOf},
		col("WHAT TO DO", "remedy"),
	})}})
	if err == nil && errorsIn(findings) > 0 {
		err = &exit{ExitHeld, "The rules have errors: " + count(errorsIn(findings), "finding", "findings") + "."}
	}
	return err
}

func detailOf(o object) string {
	if o.is("potential") {
		return o.text("detail") + " (potential)"
	}
	return o.text("detail")
}

func errorsIn(findings []object) int {
	n := 0
	for _, f := range findings {
		if f.text("severity") == "error" {
			n++
		}
	}
	return n
}

// names are things by their ids, as people know them.
type names map[string]string

// name is an id with what people call it.
func (n names) name(id string) string {
	return or(n[id], id)
}

func (n names) all(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, n.name(id))
	}
	return strings.Join(out, ", ")
}

// ruleNames are the rules by id: "#3 Sales", and the user groups. Programs get ids alone, and nothing is asked for them.
func (s *Session) ruleNames(ctx context.Context, version string) (names, error) {
	out := names{}
	if !s.forPeople() {
		return out, nil
	}
	rules, err := s.items(ctx, "/rules", query("version", version))
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		out[r.text("id")] = strings.TrimSpace("#" + strconv.Itoa(r.number("position")) + " " + clipped(r.text("description")))
	}
	groups, err := s.items(ctx, "/user-groups", nil)
	for _, g := range groups {
		out[g.text("id")] = clipped(g.text("name"))
	}
	return out, err
}

// items reads a list whole.
func (s *Session) items(ctx context.Context, path string, q url.Values) ([]object, error) {
	found, err := s.All(ctx, path, q, 0)
	if err != nil {
		return nil, err
	}
	return readAll(found)
}

// longestName is how many characters of a rule's description are shown where the rule is only mentioned.
const longestName = 40

func clipped(text string) string {
	if r := []rune(text); len(r) > longestName {
		return strings.TrimSpace(string(r[:longestName])) + "..."
	}
	return text
}
