package cli

import (
	"context"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

type planCreateCommand struct {
	Change     string   `placeholder:"FILE" help:"A change as the API takes it (YAML or JSON; - is standard input)."`
	Rule       string   `placeholder:"FILE" help:"A rule to try (YAML or JSON); with an id it stands in for that rule."`
	Position   int      `placeholder:"N" help:"Where the rule is tried, from 1."`
	DeleteRule string   `placeholder:"ID" help:"Try to go without this rule."`
	Order      []string `placeholder:"ID" help:"Try another order: every rule's id, strongest first."`
	Product    string   `placeholder:"FILE" help:"A product to try (YAML or JSON)."`
	Sync       string   `enum:"on,off," default:"" placeholder:"on|off" help:"Try to switch syncing on or off."`
	Counts     bool     `help:"Numbers alone, as fast as possible. Such a plan cannot be applied."`
	NoWait     bool     `help:"Do not wait until it is worked out."`
}

// Help has the examples.
func (planCreateCommand) Help() string {
	return `Without a change it is the draft of the rules that is tried. Ends with 2 when the guard would hold the change.

    usersync plan
    usersync plan create --rule rule.yaml --position 1
    usersync plan create --sync on --output markdown`
}

// Run makes a plan and waits for it.
func (c *planCreateCommand) Run(ctx context.Context, s *Session) error {
	body, err := c.body(s)
	if err != nil {
		return err
	}
	if c.NoWait {
		answer, o, err := s.post(ctx, "/plans", body)
		if err != nil {
			return err
		}
		note := printer.Note("It goes on by itself. See it with: usersync plan show " + o.text("id"))
		return s.show(printer.Document{JSON: answer.Body, Parts: append(s.planParts(o), note)})
	}
	id, err := s.createPlan(ctx, body)
	if err != nil {
		return err
	}
	answer, o, err := s.awaitPlan(ctx, id)
	if err != nil {
		return err
	}
	if err := s.show(printer.Document{JSON: answer.Body, Parts: s.planParts(o)}); err != nil {
		return err
	}
	return held(o)
}

// body is what is asked for: one change, or none.
func (c *planCreateCommand) body(s *Session) (map[string]any, error) {
	body, change := map[string]any{}, map[string]any{}
	if c.Counts {
		body["detail"] = "counts"
	}
	for name, file := range map[string]string{"change": c.Change, "rule": c.Rule, "product": c.Product} {
		if file == "" {
			continue
		}
		value, err := s.document(file)
		if err != nil {
			return nil, err
		}
		change[name] = value
	}
	if c.DeleteRule != "" {
		change["deleteRule"] = c.DeleteRule
	}
	if len(c.Order) > 0 {
		change["order"] = c.Order
	}
	if c.Sync != "" {
		change["syncOn"] = c.Sync == "on"
	}
	if len(change) > 1 {
		return nil, usage("A plan tries one change. Give one of --change, --rule, --product, --delete-rule, --order and --sync.")
	}
	if c.Position > 0 {
		if c.Rule == "" {
			return nil, usage("--position says where the rule of --rule goes.")
		}
		change["position"] = c.Position
	}
	if whole, ok := change["change"]; ok {
		body["change"] = whole
	} else if len(change) > 0 {
		body["change"] = change
	}
	return body, nil
}

// createPlan asks for a plan and returns its id.
func (s *Session) createPlan(ctx context.Context, body map[string]any) (string, error) {
	_, o, err := s.post(ctx, "/plans", body)
	return o.text("id"), err
}

// awaitPlan waits until a plan is worked out.
func (s *Session) awaitPlan(ctx context.Context, id string) (client.Answer, object, error) {
	return s.await(ctx, waiting{
		path: client.Path("plans", id), what: "Working the plan out", over: func(o object) bool { return o.text("state") != "planning" },
		leave: "The plan goes on by itself: usersync plan show " + id,
	})
}
