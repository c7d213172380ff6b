package cli

import (
	"context"
	"encoding/json"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

type rulesImportCommand struct {
	File  string `arg:"" help:"A file as rules export writes it, YAML or JSON; - is standard input."`
	Check bool   `help:"Say what would change, and change nothing."`
}

// Help has the examples.
func (rulesImportCommand) Help() string {
	return `The file describes the whole rule set: a rule that is not in it is removed.

    usersync rules export > rules.yaml
    usersync rules import rules.yaml --check`
}

// Run reads the file in.
func (c *rulesImportCommand) Run(ctx context.Context, s *Session) error {
	answer, done, err := s.importRules(ctx, c.File, "", c.Check)
	if err != nil {
		return err
	}
	parts := []printer.Part{importFacts(done)}
	if !c.Check {
		draft, err := s.draft(ctx)
		if err != nil {
			return err
		}
		if draft.is("exists") {
			parts = append(parts, draftParts(draft)...)
		}
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: parts})
}

// importRules sends a file of rules, held to the revision of an ETag; "": to none.
func (s *Session) importRules(ctx context.Context, name, etag string, check bool) (client.Answer, object, error) {
	text, err := s.file(name)
	if err != nil {
		return client.Answer{}, nil, err
	}
	return s.importText(ctx, text, etag, check)
}

func mediaOf(text []byte) string {
	if json.Valid(text) {
		return "application/json"
	}
	return "application/yaml"
}

func importFacts(o object) printer.Facts {
	facts := printer.Facts{}
	for _, name := range []string{"added", "changed", "removed", "unchanged"} {
		facts = append(facts, printer.Fact{Name: name, Value: count(len(o.texts(name)), "rule", "rules")})
	}
	return append(facts, printer.Fact{Name: "in another order", Value: o.text("reordered")})
}

// alike reports whether a file changes nothing.
func alike(done object) bool {
	return len(done.texts("added"))+len(done.texts("changed"))+len(done.texts("removed")) == 0 && !done.is("reordered")
}

// draft reads where the draft stands.
func (s *Session) draft(ctx context.Context) (object, error) {
	_, o, err := s.get(ctx, "/rules/draft", nil)
	return o, err
}
