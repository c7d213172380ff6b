package cli

import (
	"context"
	"strings"

	"usersync/internal/cli/printer"
)

// consoleCommand is `usersync console`.
type consoleCommand struct{ Flags }

// Help says where the link works.
func (consoleCommand) Help() string {
	return `It works once, within an hour, where the whole product runs in one process (usersync serve). Elsewhere people sign in with an admin key.

    usersync console`
}

// Run makes a link.
func (*consoleCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.post(ctx, "/session/codes", map[string]any{})
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{printer.Facts{
		{Name: "link", Value: strings.TrimSuffix(s.Root(), "/") + o.text("link")}, {Name: "expires", Value: expires(o)},
	}}})
}
