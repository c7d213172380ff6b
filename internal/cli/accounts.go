package cli

import (
	"context"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// accountsCommand is `usersync accounts`.
type accountsCommand struct {
	Flags

	List   accountsListCommand   `cmd:"" default:"withargs" help:"List the accounts of the deployment."`
	Create accountsCreateCommand `cmd:"" help:"Make an account with one connection; its credentials are shown this once, and syncing is off."`
	Show   accountsShowCommand   `cmd:"" help:"Show an account."`
}

// Help says which key is needed.
func (accountsCommand) Help() string {
	return `Needs the operator's key, which begins with opr_: usersync serve prints one, and for a deployment on AWS usersync operator-key makes it.

    usersync accounts create "Example Ltd" --key-file operator.txt`
}

type accountsListCommand struct{ Paging }

// Run lists accounts.
func (c *accountsListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/accounts", empty: "There are no accounts.", columns: []column{col("NAME", "name"), col("ID", "id"), col("CREATED", "createdAt")}})
}

type accountsCreateCommand struct {
	Name string `arg:"" help:"1 to 200 characters."`
}

// Run makes an account.
func (c *accountsCreateCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.post(ctx, "/accounts", map[string]string{"name": c.Name})
	if err != nil {
		return err
	}
	return s.showOnce(answer, printer.Facts{
		{Name: "account", Value: o.text("name")}, {Name: "id", Value: o.text("id")}, {Name: "admin key", Value: o.text("adminKey")}, {Name: "SCIM token", Value: o.text("scimToken")},
	})
}

type accountsShowCommand struct {
	ID string `arg:"" name:"id" help:"Its id."`
}

// Run shows an account.
func (c *accountsShowCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.get(ctx, client.Path("accounts", c.ID), nil)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{printer.Facts{
		{Name: "account", Value: o.text("name")}, {Name: "id", Value: o.text("id")}, {Name: "created", Value: o.text("createdAt")},
	}}})
}
