package cli

import (
	"context"
	"strings"

	"usersync/internal/client"
)

// failuresCommand is `usersync failures`.
type failuresCommand struct {
	Flags

	List  failuresListCommand  `cmd:"" default:"withargs" help:"List failures by cause, with what to do."`
	Users failuresUsersCommand `cmd:"" help:"List the users with a failure."`
	Retry failuresRetryCommand `cmd:"" help:"Sync everybody once more who has a failure, or any."`
}

var failureColumns = []column{
	col("FAILURE", "code"), {"USERS", func(o object) string {
		if o.is("more") {
			return o.text("users") + "+"
		}
		return o.text("users")
	}}, col("SINCE", "firstSeen"), col("WHAT TO DO", "remedy"),
}

type failuresListCommand struct{ Paging }

// Run lists failures.
func (c *failuresListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/sync/failures", empty: "Everybody has what the rules give.", columns: failureColumns})
}

type failuresUsersCommand struct {
	Paging
	Code string `arg:"" help:"The failure, as the list shows it: out_of_seats."`
}

// Run lists the users with a failure.
func (c *failuresUsersCommand) Run(ctx context.Context, s *Session) error {
	names, err := s.ruleNames(ctx, "live")
	if err != nil {
		return err
	}
	return s.list(ctx, c.Paging, listing{path: client.Path("sync", "failures", c.Code, "users"), empty: "Nobody has this failure.", columns: []column{
		col("USER", "userName"), col("ID", "userId"), col("SINCE", "since"), {"FROM", func(o object) string { return causes(o, names) }},
	}})
}

func causes(o object, n names) string {
	var words []string
	for _, c := range o.list("causes") {
		words = append(words, strings.Join(strings.Fields(n.name(c.text("rule"))+" "+c.text("grant")+" "+c.text("slot")+" "+c.text("subject")), " "))
	}
	return strings.Join(words, "; ")
}

type failuresRetryCommand struct {
	Code   string `arg:"" optional:"" help:"The failure; else any."`
	NoWait bool   `help:"Do not wait for the end."`
}

// Run retries.
func (c *failuresRetryCommand) Run(ctx context.Context, s *Session) error {
	path := "/sync/failures/retry"
	if c.Code != "" {
		path = client.Path("sync", "failures", c.Code, "retry")
	}
	return s.startRun(ctx, path, nil, c.NoWait)
}
