package cli

import (
	"context"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// keysCommand is `usersync keys`.
type keysCommand struct {
	Flags

	List   keysListCommand   `cmd:"" default:"withargs" help:"List admin keys, without their secrets."`
	Create keysCreateCommand `cmd:"" help:"Make an admin key; it is shown this once."`
	Revoke keysRevokeCommand `cmd:"" help:"Revoke an admin key at once."`
}

type keysListCommand struct{ Paging }

// Run lists keys.
func (c *keysListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/keys", empty: "There are no keys.", columns: []column{
		col("NAME", "name"), col("ID", "id"), col("SCOPES", "scopes"),
		{"EXPIRES", expires},
		col("CREATED", "createdAt"),
		{"THIS ONE", func(o object) string { return yesIf(o.text("id") == s.key) }},
	}})
}

type keysCreateCommand struct {
	Name    string   `arg:"" help:"To tell keys apart: 1 to 200 characters."`
	Scope   []string `placeholder:"SCOPE" default:"read" enum:"read,write,owner" help:"What it may do: ${enum}. Default: ${default}."`
	Expires string   `placeholder:"TIME" help:"When it ends, such as 2027-01-31T00:00:00Z. Default: never."`
}

// Help has the examples.
func (keysCreateCommand) Help() string {
	return `    usersync keys create CI --scope read,write --expires 2027-01-31T00:00:00Z`
}

// Run makes a key.
func (c *keysCreateCommand) Run(ctx context.Context, s *Session) error {
	body := map[string]any{"name": c.Name, "scopes": c.Scope}
	if c.Expires != "" {
		body["expiresAt"] = c.Expires
	}
	answer, o, err := s.post(ctx, "/keys", body)
	if err != nil {
		return err
	}
	return s.showOnce(answer, printer.Facts{
		{Name: "key", Value: o.text("key")}, {Name: "id", Value: o.text("id")}, {Name: "name", Value: o.text("name")}, {Name: "scopes", Value: o.text("scopes")}, {Name: "expires", Value: expires(o)},
	})
}

type keysRevokeCommand struct {
	ID string `arg:"" name:"id" help:"Its id, as the list shows it."`
}

// Run revokes a key.
func (c *keysRevokeCommand) Run(ctx context.Context, s *Session) error {
	return s.remove(ctx, client.Path("keys", c.ID), "The key is revoked.")
}

// yesIf is a cell that stays empty where something is not so.
func yesIf(is bool) string {
	if is {
		return "yes"
	}
	return ""
}
