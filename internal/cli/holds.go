package cli

import (
	"context"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// holdsCommand is `usersync holds`.
type holdsCommand struct {
	Flags

	List    holdsListCommand    `cmd:"" default:"withargs" help:"List holds, newest first."`
	Show    holdsShowCommand    `cmd:"" help:"Show a hold; ends with 2 while it is open."`
	Users   holdsUsersCommand   `cmd:"" help:"List the users of whom a hold keeps something."`
	Approve holdsApproveCommand `cmd:"" help:"Let what is held come about, for everybody or for some."`
	Reject  holdsRejectCommand  `cmd:"" help:"Have everybody keep what they have."`
}

type holdsListCommand struct {
	Paging
	State string `placeholder:"STATE" help:"Only holds in this state: open, approved, rejected, void or expired."`
}

// Run lists holds.
func (c *holdsListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/holds", query: query("state", c.State), empty: "Nothing is held.", columns: []column{
		col("ID", "id"), col("KIND", "kind"), col("STATE", "state"), col("USERS", "users"), col("SINCE", "since"), col("PLAN", "plan"), col("CONNECTION", "connection"),
		col("GROUP", "group"),
	}})
}

// HoldArgument names a hold.
type HoldArgument struct {
	Hold string `arg:"" help:"Its id, as the list shows it."`
}

type holdsShowCommand struct{ HoldArgument }

// Run shows a hold.
func (c *holdsShowCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.get(ctx, client.Path("holds", c.Hold), nil)
	if err != nil {
		return err
	}
	if err := s.show(printer.Document{JSON: answer.Body, Parts: holdParts(o)}); err != nil {
		return err
	}
	if o.text("state") == "open" {
		id := o.text("id")
		return &exit{ExitHeld, "It waits for somebody to decide: usersync holds approve " + id + " --reason WHY, or usersync holds reject " + id + " --reason WHY."}
	}
	return nil
}

func holdParts(o object) []printer.Part {
	parts := []printer.Part{printer.Facts{
		{Name: "hold", Value: o.text("id")},
		{Name: "kind", Value: o.text("kind")},
		{Name: "state", Value: o.text("state")},
		{Name: "users", Value: o.text("users")},
		{Name: "since", Value: o.text("since")},
		{Name: "expires", Value: o.text("expiresAt")},
		{Name: "plan", Value: o.text("plan")},
		{Name: "rules version", Value: o.text("rulesVersion")},
		{Name: "connection", Value: o.text("connection")},
		{Name: "group", Value: o.text("group")},
		{Name: "by", Value: o.text("by")},
		{Name: "decided", Value: o.text("decided.at")},
		{Name: "decided by", Value: o.text("decided.by")},
		{Name: "reason", Value: o.text("decided.reason")},
	}}
	if gauges := gaugesOf(o); len(gauges) > 0 {
		parts = append(parts, printer.Heading("Guard"), table("", gauges, gaugeColumns))
	}
	return parts
}

type holdsUsersCommand struct {
	HoldArgument
	Paging
}

// Run lists the users of a hold.
func (c *holdsUsersCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: client.Path("holds", c.Hold, "users"), empty: "Nobody.", columns: []column{
		col("USER", "userName"), col("ID", "userId"), {"KEEPS", keeps}, col("SINCE", "since"),
	}})
}

// keeps is what a hold keeps from being taken from a user.
func keeps(o object) string {
	var words []string
	if o.is("account") {
		words = append(words, "the account in use")
	}
	words = append(words, o.texts("products")...)
	if o.is("role") {
		words = append(words, "the role")
	}
	if barred := o.text("barred"); barred != "" {
		words = append(words, "(not given meanwhile: "+barred+")")
	}
	return strings.Join(words, ", ")
}

type holdsApproveCommand struct {
	HoldArgument
	Reason string   `required:"" placeholder:"WHY" help:"Why, for whoever asks: 1 to 1,000 characters."`
	User   []string `sep:"none" placeholder:"USER" help:"Only for this user, by id, userName or e-mail address; can be given several times."`
}

// Run approves.
func (c *holdsApproveCommand) Run(ctx context.Context, s *Session) error {
	body := map[string]any{"reason": c.Reason}
	if len(c.User) > 0 {
		ids, err := s.userIDs(ctx, c.User)
		if err != nil {
			return err
		}
		body["users"] = ids
	}
	return s.decide(ctx, client.Path("holds", c.Hold, "approve"), body)
}

type holdsRejectCommand struct {
	HoldArgument
	Reason string `required:"" placeholder:"WHY" help:"Why, for whoever asks: 1 to 1,000 characters."`
}

// Run rejects.
func (c *holdsRejectCommand) Run(ctx context.Context, s *Session) error {
	return s.decide(ctx, client.Path("holds", c.Hold, "reject"), map[string]any{"reason": c.Reason})
}

func (s *Session) decide(ctx context.Context, path string, body any) error {
	answer, o, err := s.post(ctx, path, body)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: holdParts(o)})
}
