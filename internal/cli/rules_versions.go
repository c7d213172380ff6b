package cli

import (
	"context"
	"net/http"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

type rulesVersionsCommand struct {
	Paging
	Revision string `arg:"" optional:"" help:"Show the rules of this revision."`
	Compare  string `placeholder:"REVISION" help:"With a revision: how another one differs from it; draft and live can be named, too."`
}

// Run lists revisions, or shows one.
func (c *rulesVersionsCommand) Run(ctx context.Context, s *Session) error {
	if c.Revision == "" {
		return s.list(ctx, c.Paging, listing{path: "/rules/versions", empty: "No rules were live yet.", columns: []column{
			col("REVISION", "revision"), col("PUBLISHED", "publishedAt"), col("RULES VERSION", "rulesVersion"),
		}})
	}
	answer, o, err := s.get(ctx, client.Path("rules", "versions", c.Revision), query("compare", c.Compare))
	if err != nil {
		return err
	}
	parts := []printer.Part{printer.Facts{{Name: "revision", Value: o.text("revision")}, {Name: "published", Value: o.text("publishedAt")}}}
	if c.Compare != "" {
		parts = append(parts, differences(o.list("changes")))
	} else {
		parts = append(parts, table("There were no rules.", o.list("rules"), []column{col("#", "position"), col("ID", "id"), col("DESCRIPTION", "description"), {"GIVES", given}}))
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: parts})
}

// differences are how rules differ between two lists.
func differences(changes []object) printer.Table {
	return table("They are the same.", changes, []column{
		col("CHANGE", "kind"), col("RULE", "rule"), col("FROM", "from"), col("TO", "to"), col("DESCRIPTION", "description"),
		{"IN", func(o object) string { return strings.Join(o.texts("members"), ", ") }},
	})
}

type rulesRestoreCommand struct {
	Revision string `arg:"" help:"A revision, as rules versions lists them."`
}

// Run restores a revision.
func (c *rulesRestoreCommand) Run(ctx context.Context, s *Session) error {
	answer, _, err := s.post(ctx, client.Path("rules", "versions", c.Revision, "restore"), nil)
	if err != nil {
		return err
	}
	draft, err := s.draft(ctx)
	if err != nil {
		return err
	}
	parts := []printer.Part{printer.Note("These rules are live now.")}
	if draft.is("exists") {
		parts = append([]printer.Part{printer.Note("These rules are a draft now.")}, draftParts(draft)...)
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: parts})
}

// rulesDraftCommand is `usersync rules draft`.
type rulesDraftCommand struct {
	Show    draftShowCommand    `cmd:"" default:"1" help:"Show how the draft differs from what is live."`
	Discard draftDiscardCommand `cmd:"" help:"Throw the draft away."`
}

type draftShowCommand struct{}

// Run shows the draft.
func (draftShowCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.get(ctx, "/rules/draft", nil)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: draftParts(o)})
}

func draftParts(o object) []printer.Part {
	if !o.is("exists") {
		return []printer.Part{printer.Note("There is no draft.")}
	}
	next := "Try it: usersync plan create. Throw it away: usersync rules draft discard."
	switch {
	case o.has("stopped"):
		next = "It does not go live by itself: " + o.text("stopped.detail") + " Look at its plan, if it has one: usersync plan show ID. Throw the draft away: usersync rules draft discard."
	case o.is("auto"):
		next = "It goes live by itself, by a plan."
	}
	return []printer.Part{
		printer.Facts{
			{Name: "draft of", Value: o.text("modifiedAt")},
			{Name: "revision", Value: o.text("revision")},
			{Name: "live revision", Value: o.text("liveRevision")},
			{Name: "plan", Value: o.text("plan")},
			{Name: "stopped", Value: o.text("stopped.code")},
		},
		differences(o.list("changes")), printer.Note(next),
	}
}

type draftDiscardCommand struct{}

// Run discards the draft.
func (draftDiscardCommand) Run(ctx context.Context, s *Session) error {
	draft, err := s.draft(ctx)
	if err != nil {
		return err
	}
	if !draft.is("exists") {
		return s.show(printer.Document{Parts: []printer.Part{printer.Note("There is no draft.")}})
	}
	if _, err := s.Do(ctx, client.Request{Method: http.MethodDelete, Path: "/rules/draft"}); err != nil {
		return err
	}
	return s.show(printer.Document{Parts: []printer.Part{printer.Note("The draft is gone: " + count(len(draft.list("changes")), "change", "changes") + ".")}})
}
