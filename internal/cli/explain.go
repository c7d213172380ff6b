package cli

import (
	"context"
	"strings"
	"time"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// explainCommand is `usersync explain`.
type explainCommand struct {
	Flags
	UserArgument

	At string `placeholder:"TIME" help:"Explain what held at this time, such as 2026-11-01T08:00:00Z or 2026-11-01; default: now."`
}

// Help has the examples.
func (explainCommand) Help() string {
	return `    usersync explain ann@example.com
    usersync explain ann@example.com --at 2026-11-01`
}

// Run explains.
func (c *explainCommand) Run(ctx context.Context, s *Session) error {
	at, err := moment(c.At)
	if err != nil {
		return err
	}
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	answer, o, err := s.get(ctx, client.Path("users", id, "explain"), query("at", at))
	if err != nil {
		return err
	}
	names, err := s.ruleNames(ctx, "live")
	if err != nil {
		return err
	}
	parts := []printer.Part{printer.Facts{{Name: "user", Value: c.User}, {Name: "id", Value: id}, {Name: "at", Value: at}, {Name: "rules version", Value: o.text("rulesVersion")}}}
	return s.show(printer.Document{JSON: answer.Body, Parts: append(parts, decisionParts(o, names)...)})
}

// moment reads a time, or a day as its end in UTC: what held on that day.
func moment(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.Add(24*time.Hour - time.Second).Format(time.RFC3339), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return "", usage("--at takes a time such as 2026-11-01T08:00:00Z, or a day such as 2026-11-01.")
	}
	return at.Format(time.RFC3339), nil
}

// decisionParts are what the rules give, with who won and who lost.
func decisionParts(o object, n names) []printer.Part {
	parts := []printer.Part{
		printer.Heading("Decided"),
		printer.Table{Columns: []string{"WHAT", "VALUE", "BY", "LOST TO IT"}, Rows: decided(o, n), Empty: "Nothing."},
	}
	if refused := o.list("refused"); len(refused) > 0 {
		parts = append(parts, printer.Heading("Not given"), table("", refused, []column{
			col("PRODUCT", "key"), {"BY", func(r object) string { return or(n.name(r.text("rule")), r.text("grant")) }}, col("WHY", "reason"), {"BECAUSE OF", func(r object) string { return n.name(r.text("by")) }},
		}))
	}
	if problems := o.list("problems"); len(problems) > 0 {
		parts = append(parts, printer.Heading("Problems"), table("", problems, []column{
			col("CODE", "code"), {"RULE", func(p object) string { return or(n.name(p.text("rule")), p.text("grant")) }}, col("SLOT", "slot"), col("ABOUT", "subject"),
		}))
	}
	return append(parts, printer.Heading("Rules"), table("There are no rules.", o.list("rules"), []column{
		{"RULE", func(m object) string { return n.name(m.text("rule")) }}, col("MATCHES", "matched"), col("WHY NOT", "reason"),
	}))
}

func decided(o object, n names) [][]string {
	var rows [][]string
	for _, p := range o.list("products") {
		rows = append(rows, []string{"product", withPlan(p.text("key"), p.text("plan")), or(n.name(p.text("rule")), p.text("owner")), lost(p, n)})
	}
	for _, slot := range [][2]string{
		{"role", "role"}, {"user group", "userGroup"}, {"settings template", "settingsTemplate"}, {"language", "language"}, {"welcome mail", "welcomeMail"},
	} {
		of := o.object(slot[1])
		value := or(n.name(of.text("value")), or(of.text("value.kind"), "none"))
		rows = append(rows, []string{slot[0], value, or(n.name(of.text("rule")), of.text("source")), lost(of, n)})
	}
	return rows
}

// lost are the words of rules that did not decide.
func lost(o object, n names) string {
	var words []string
	for _, l := range o.list("losers") {
		words = append(words, n.name(l.text("value"))+" of "+or(n.name(l.text("rule")), "grant "+l.text("grant"))+" ("+l.text("reason")+")")
	}
	return strings.Join(words, "; ")
}
