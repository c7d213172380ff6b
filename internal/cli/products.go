package cli

import (
	"context"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// productsCommand is `usersync products`.
type productsCommand struct {
	Flags

	List    productsListCommand    `cmd:"" default:"withargs" help:"List products and their seats."`
	Show    productsShowCommand    `cmd:"" help:"Show a product."`
	Waiting productsWaitingCommand `cmd:"" help:"List who waits for a seat, in order."`
	Create  productsCreateCommand  `cmd:"" help:"Make a product."`
	Update  productsUpdateCommand  `cmd:"" help:"Change a product; live at once."`
	Delete  productsDeleteCommand  `cmd:"" help:"Delete a product that no rule, no product and nobody's grant names."`
}

var seatsOf = column{"SEATS", func(o object) string { return or(o.text("seats"), "unlimited") }}

type productsListCommand struct{ Paging }

// Run lists products.
func (c *productsListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/products", empty: "There are no products.", columns: []column{
		col("KEY", "key"), col("NAME", "name"), seatsOf, col("USED", "used"), col("PLANS", "plans"), col("REQUIRES", "requires"), col("EXCLUDES", "excludes"),
	}})
}

// ProductArgument names a product.
type ProductArgument struct {
	Product string `arg:"" help:"Its key."`
}

type productsShowCommand struct{ ProductArgument }

// Run shows a product.
func (c *productsShowCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.get(ctx, client.Path("products", c.Product), nil)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{productFacts(o)}})
}

type productsWaitingCommand struct {
	Paging
	ProductArgument
}

// Run lists who waits.
func (c *productsWaitingCommand) Run(ctx context.Context, s *Session) error {
	names, err := s.ruleNames(ctx, "live")
	if err != nil {
		return err
	}
	return s.list(ctx, c.Paging, listing{path: client.Path("products", c.Product, "waiting"), empty: "Nobody waits.", columns: []column{
		col("#", "position"), col("USER", "user"), {"BY", func(o object) string { return or(names.name(o.text("rule")), "hand") }}, col("SINCE", "since"),
	}})
}
