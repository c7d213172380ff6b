package cli

import (
	"context"
	"net/http"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// usersGrantsCommand is `usersync users grants`.
type usersGrantsCommand struct {
	List   grantsListCommand   `cmd:"" default:"withargs" help:"List them, newest first."`
	Add    grantsAddCommand    `cmd:"" help:"Give a user a product, role or user group by hand, or deny it."`
	Remove grantsRemoveCommand `cmd:"" help:"Take a grant away."`
}

type grantsListCommand struct {
	UserArgument
	Paging
}

// Run lists grants.
func (c *grantsListCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	return s.list(ctx, c.Paging, listing{path: client.Path("users", id, "grants"), empty: "There are no grants by hand.", columns: []column{
		col("ID", "id"), {"WHAT", grantOf}, {"UNTIL", func(o object) string { return or(o.text("until"), "for ever") }}, col("GIVEN", "at"), col("BY", "by"), col("NOTE", "note"),
	}})
}

// grantOf is a grant in short.
func grantOf(o object) string {
	if o == nil {
		return ""
	}
	var words []string
	if o.is("deny") {
		words = append(words, "denied")
	}
	if o.has("product") {
		words = append(words, withPlan(o.text("product"), o.text("plan")))
	}
	if o.has("role") {
		words = append(words, "role "+o.text("role.kind"))
	}
	if o.has("userGroup") {
		words = append(words, "user group "+o.text("userGroup"))
	}
	return strings.Join(words, " ")
}

type grantsAddCommand struct {
	UserArgument
	Product   string `placeholder:"KEY" xor:"what" required:"" help:"A product."`
	Plan      string `placeholder:"PLAN" help:"Of the product."`
	Role      string `placeholder:"KIND" xor:"what" required:"" help:"A role: member, manager or admin."`
	UserGroup string `placeholder:"ID" xor:"what" required:"" help:"A user group, or none: explicitly no group."`
	Deny      bool   `help:"The user shall not have it, whoever gives it."`
	Until     string `placeholder:"TIME" help:"When it ends, such as 2027-01-31T00:00:00Z. Default: never."`
	Note      string `placeholder:"WHY" help:"Why, for whoever asks."`
}

// Help has the examples.
func (grantsAddCommand) Help() string {
	return `    usersync users grants add ann@example.com --product meeting --plan pro --until 2027-01-31T00:00:00Z --note "project X"
    usersync users grants add bob@example.com --role admin --deny`
}

// Run gives or denies.
func (c *grantsAddCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	body := map[string]any{}
	for name, value := range map[string]string{"product": c.Product, "plan": c.Plan, "userGroup": c.UserGroup, "until": c.Until, "note": c.Note} {
		if value != "" {
			body[name] = value
		}
	}
	if c.Role != "" {
		body["role"] = map[string]string{"kind": c.Role}
	}
	if c.Deny {
		body["deny"] = true
	}
	answer, o, err := s.post(ctx, client.Path("users", id, "grants"), body)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{printer.Facts{
		{Name: "grant", Value: o.text("id")}, {Name: "of", Value: grantOf(o)}, {Name: "until", Value: or(o.text("until"), "for ever")},
	}}})
}

type grantsRemoveCommand struct {
	UserArgument
	Grant string `arg:"" help:"Its id, as the list shows it."`
}

// Run takes a grant away.
func (c *grantsRemoveCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	return s.remove(ctx, client.Path("users", id, "grants", c.Grant), "The grant is gone.")
}

// remove deletes something and says so.
func (s *Session) remove(ctx context.Context, path, said string) error {
	if _, err := s.Do(ctx, client.Request{Method: http.MethodDelete, Path: path}); err != nil {
		return err
	}
	return s.show(printer.Document{Parts: []printer.Part{printer.Note(said)}})
}
