package cli

import (
	"context"
	"net/http"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

type rulesPlanCommand struct {
	File    string `arg:"" help:"A file as rules export writes it, YAML or JSON; - is standard input."`
	Changes bool   `help:"List the people whose lot changes, too."`
}

// Help has the examples.
func (rulesPlanCommand) Help() string {
	return `Says what the file would do to everybody in place of the rules that are live. Neither the rules nor a draft of them are touched, whatever becomes of the command. Ends with 2 when the guard would hold the change.

    usersync rules plan rules.yaml
    usersync rules plan rules.yaml --output markdown --changes > comment.md`
}

// Run tries the file.
func (c *rulesPlanCommand) Run(ctx context.Context, s *Session) error {
	text, err := s.file(c.File)
	if err != nil {
		return err
	}
	_, begun, err := s.ask(ctx, client.Request{Method: http.MethodPost, Path: "/rules/plan", ContentType: mediaOf(text), Body: text})
	if err != nil {
		return err
	}
	answer, plan, err := s.awaitPlan(ctx, begun.text("id"))
	if err != nil {
		return err
	}
	parts := s.planParts(plan)
	if alike(plan.object("change.file")) {
		parts = []printer.Part{printer.Note("The rules of the file are those that are live.")}
	} else if c.Changes {
		changes, err := s.changesTable(ctx, plan.text("id"), nil)
		if err != nil {
			return err
		}
		parts = append(parts, printer.Heading("People"), changes)
	}
	if err := s.show(printer.Document{JSON: answer.Body, Parts: parts}); err != nil {
		return err
	}
	if held(plan) != nil {
		return &exit{ExitHeld, "The guard would hold this change. usersync rules apply FILE makes a plan of it that somebody can approve."}
	}
	return nil
}
