package cli

import (
	"context"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// tokensCommand is `usersync tokens`.
type tokensCommand struct {
	Flags

	List   tokensListCommand   `cmd:"" default:"withargs" help:"List a connection's tokens, without their secrets."`
	Create tokensCreateCommand `cmd:"" help:"Make a token; it is shown this once, and two live at most."`
	Rotate tokensRotateCommand `cmd:"" help:"Make a token that follows another, which lives on until it is revoked."`
	Revoke tokensRevokeCommand `cmd:"" help:"Revoke a token at once."`
}

type tokensListCommand struct {
	ConnectionArgument
	Paging
}

// Run lists tokens.
func (c *tokensListCommand) Run(ctx context.Context, s *Session) error {
	found, err := s.connection(ctx, c.Connection)
	if err != nil {
		return err
	}
	return s.list(ctx, c.Paging, listing{path: client.Path("connections", found.text("id"), "tokens"), empty: "There are no tokens.", columns: []column{
		col("NAME", "name"), col("ID", "id"), col("NOTICE", "notice"),
		{"EXPIRES", expires},
		{"LAST USED", func(o object) string { return or(o.text("lastUsedAt"), "never") }},
		col("CREATED", "createdAt"),
	}})
}

func expires(o object) string { return or(o.text("expiresAt"), "never") }

type tokensCreateCommand struct {
	ConnectionArgument
	Name string `placeholder:"NAME" help:"To tell tokens apart."`
	Days int    `placeholder:"N" help:"How many days it is good for; 365 by default, 730 at most."`
}

// Run makes a token.
func (c *tokensCreateCommand) Run(ctx context.Context, s *Session) error {
	found, err := s.connection(ctx, c.Connection)
	if err != nil {
		return err
	}
	return s.newToken(ctx, found, c.Name, c.Days)
}

// newToken makes a token and shows it; name "" and days 0 are the server's own.
func (s *Session) newToken(ctx context.Context, connection object, name string, days int) error {
	body := map[string]any{}
	if name != "" {
		body["name"] = name
	}
	if days != 0 {
		body["expiresInDays"] = days
	}
	answer, o, err := s.post(ctx, client.Path("connections", connection.text("id"), "tokens"), body)
	if err != nil {
		return err
	}
	return s.showOnce(answer, printer.Facts{
		{Name: "token", Value: o.text("token")},
		{Name: "id", Value: o.text("id")},
		{Name: "name", Value: o.text("name")},
		{Name: "connection", Value: connection.text("name")},
		{Name: "expires", Value: expires(o)},
	})
}

// showOnce shows something with a secret in it.
func (s *Session) showOnce(answer client.Answer, facts printer.Facts) error {
	if err := s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{facts}}); err != nil {
		return err
	}
	s.say("Keep it now: nobody can read it again.")
	return nil
}

type tokensRevokeCommand struct {
	Token      string `arg:"" help:"Its id, as the list shows it."`
	Connection string `placeholder:"CONNECTION" help:"Its connection: an id or a name. It may be left out where there is one only."`
}

// Run revokes a token.
func (c *tokensRevokeCommand) Run(ctx context.Context, s *Session) error {
	found, err := s.connection(ctx, c.Connection)
	if err != nil {
		return err
	}
	return s.remove(ctx, client.Path("connections", found.text("id"), "tokens", c.Token), "The token is revoked.")
}
