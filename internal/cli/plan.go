package cli

import (
	"context"
	"net/http"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// planCommand is `usersync plan`.
type planCommand struct {
	Flags

	Create  planCreateCommand  `cmd:"" default:"withargs" help:"Work out what the draft, or a change that is tried, would do to everybody. Nothing is changed."`
	List    planListCommand    `cmd:"" help:"List plans, newest first; they are kept for 7 days."`
	Show    planShowCommand    `cmd:"" help:"Show a plan: gains, losses, seats, mails, and what the guard says."`
	Changes planChangesCommand `cmd:"" help:"List what a plan would make of each user."`
	Approve planApproveCommand `cmd:"" help:"Approve a plan that the guard holds."`
	Apply   planApplyCommand   `cmd:"" help:"Make exactly what a plan says come about, once."`
	Cancel  planCancelCommand  `cmd:"" help:"Stop working a plan out."`
}

type planListCommand struct{ Paging }

// Run lists plans.
func (c *planListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/plans", empty: "There are no plans.", columns: []column{
		col("ID", "id"), col("STATE", "state"), col("HELD", "held"), {"OF", planOf}, col("CREATED", "createdAt"), col("USERS", "done"), col("CHANGED", "totals.changed"),
	}})
}

type planShowCommand struct {
	Plan string `arg:"" help:"Its id."`
}

// Run shows a plan.
func (c *planShowCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.get(ctx, client.Path("plans", c.Plan), nil)
	if err != nil {
		return err
	}
	if err := s.show(printer.Document{JSON: answer.Body, Parts: s.planParts(o)}); err != nil {
		return err
	}
	return held(o)
}

type planChangesCommand struct {
	Paging
	Plan    string `arg:"" help:"Its id."`
	Show    string `placeholder:"KIND" help:"Only people of this kind: gaining, losing, everything, suspended, restored, new, waiting, admins, mails or failing."`
	Product string `placeholder:"KEY" help:"Only people whose hold on this product changes."`
	Rule    string `placeholder:"ID" help:"Only people with a change that this rule decides."`
}

// Run lists the changes.
func (c *planChangesCommand) Run(ctx context.Context, s *Session) error {
	names, err := s.ruleNames(ctx, "")
	if err != nil {
		return err
	}
	return s.list(ctx, c.Paging, listing{
		path: client.Path("plans", c.Plan, "changes"), query: query("show", c.Show, "product", c.Product, "rule", c.Rule),
		empty: "Nobody's lot would change.", columns: changeColumns(names),
	})
}

type planApproveCommand struct {
	Plan   string `arg:"" help:"Its id."`
	Reason string `required:"" placeholder:"WHY" help:"Why, for whoever asks: 1 to 1,000 characters."`
}

// Run approves a plan.
func (c *planApproveCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.post(ctx, client.Path("plans", c.Plan, "approve"), map[string]string{"reason": c.Reason})
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: append(s.planParts(o), printer.Note("Approved. Apply it with: usersync plan apply "+o.text("id")))})
}

type planApplyCommand struct {
	Plan   string `arg:"" help:"Its id."`
	NoWait bool   `help:"Do not wait until everybody has what the plan says."`
}

// Run applies a plan.
func (c *planApplyCommand) Run(ctx context.Context, s *Session) error {
	return s.applyPlan(ctx, c.Plan, c.NoWait)
}

// applyPlan applies a plan, and waits for the run that carries it out.
func (s *Session) applyPlan(ctx context.Context, id string, noWait bool) error {
	answer, o, err := s.post(ctx, client.Path("plans", id, "apply"), nil)
	if err != nil {
		return err
	}
	run := o.text("run")
	parts := []printer.Part{printer.Facts{
		{Name: "plan", Value: o.text("id")},
		{Name: "state", Value: o.text("state")},
		{Name: "run", Value: run},
		{Name: "hold", Value: o.text("hold")},
		{Name: "left to normal resolving", Value: nonZero(o.number("moved"))},
	}}
	if noWait || run == "" {
		if run != "" {
			parts = append(parts, printer.Note("It goes on by itself. See how far it is: usersync run watch "+run))
		}
	} else {
		_, done, err := s.awaitRun(ctx, run)
		if err != nil {
			return err
		}
		parts = append(parts, runFacts(done))
	}
	if err := s.show(printer.Document{JSON: answer.Body, Parts: parts}); err != nil {
		return err
	}
	return kept(o.text("hold"))
}

// kept is the end of a command after which a hold keeps something from being taken; nil where there is none.
func kept(hold string) error {
	if hold == "" {
		return nil
	}
	return &exit{ExitHeld, "What it gives goes on; what it takes is held until somebody decides: usersync holds show " + hold + "."}
}

type planCancelCommand struct {
	Plan string `arg:"" help:"Its id."`
}

// Run cancels a plan.
func (c *planCancelCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.send(ctx, http.MethodPost, client.Path("plans", c.Plan, "cancel"), nil)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: s.planParts(o)})
}
