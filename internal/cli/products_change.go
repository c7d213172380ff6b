package cli

import (
	"context"
	"net/http"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// ProductFlags are what can be said of a product, beside its key.
type ProductFlags struct {
	Name     string   `placeholder:"NAME" help:"What people call it."`
	Seats    *int64   `placeholder:"N" help:"How many users may have it at most. A new product without is unlimited."`
	Plan     []string `placeholder:"PLAN" help:"Its plans, in order, with commas or one by one."`
	Requires []string `placeholder:"KEY" help:"Products that come with it."`
	Excludes []string `placeholder:"KEY" help:"Products that nobody has beside it."`
}

// body is what was said, and nothing else.
func (f ProductFlags) body() map[string]any {
	body := map[string]any{}
	if f.Name != "" {
		body["name"] = f.Name
	}
	if f.Seats != nil {
		body["seats"] = *f.Seats
	}
	for name, list := range map[string][]string{"plans": f.Plan, "requires": f.Requires, "excludes": f.Excludes} {
		if len(list) > 0 {
			body[name] = list
		}
	}
	return body
}

type productsCreateCommand struct {
	Product string `arg:"" help:"Its key, which never changes."`
	ProductFlags
}

// Help has the examples.
func (productsCreateCommand) Help() string {
	return `    usersync products create webinar --name Webinar --seats 50 --plan basic,pro --requires meeting`
}

// Run makes a product.
func (c *productsCreateCommand) Run(ctx context.Context, s *Session) error {
	body := c.body()
	body["key"] = c.Product
	if c.Name == "" {
		body["name"] = c.Product
	}
	answer, o, err := s.post(ctx, "/products", body)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{productFacts(o)}})
}

type productsUpdateCommand struct {
	ProductArgument
	ProductFlags
	Clear []string `enum:"seats,plans,requires,excludes" placeholder:"WHAT" help:"Have none of these any more: ${enum}. Without seats it is unlimited."`
}

// Help has the examples.
func (productsUpdateCommand) Help() string {
	return `What is not named stays. A change is live at once; to try it first: usersync plan create --product FILE. Lists are replaced as a whole.

    usersync products update webinar --seats 80
    usersync products update webinar --clear seats,excludes`
}

// Run changes a product.
func (c *productsUpdateCommand) Run(ctx context.Context, s *Session) error {
	body := c.body()
	for _, name := range c.Clear {
		if _, said := body[name]; said {
			return usage("Either say what %s are, or clear them.", name)
		}
		body[name] = []string{}
		if name == "seats" {
			body[name] = nil
		}
	}
	if len(body) == 0 {
		return usage("Say what shall be another: --name, --seats, --plan, --requires, --excludes or --clear.")
	}
	answer, o, err := s.send(ctx, http.MethodPatch, client.Path("products", c.Product), body)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{productFacts(o)}})
}

type productsDeleteCommand struct{ ProductArgument }

// Run deletes a product.
func (c *productsDeleteCommand) Run(ctx context.Context, s *Session) error {
	return s.remove(ctx, client.Path("products", c.Product), "The product is gone.")
}

// productFacts are a product as people read it; what an answer does not say is left out.
func productFacts(o object) printer.Facts {
	return printer.Facts{
		{Name: "product", Value: o.text("key")},
		{Name: "name", Value: o.text("name")},
		{Name: "seats", Value: seatsOf.value(o)},
		{Name: "used", Value: o.text("used")},
		{Name: "waiting", Value: nonZero(o.number("waiting"))},
		{Name: "over", Value: nonZero(o.number("over"))},
		{Name: "plans", Value: o.text("plans")},
		{Name: "requires", Value: o.text("requires")},
		{Name: "excludes", Value: o.text("excludes")},
	}
}
