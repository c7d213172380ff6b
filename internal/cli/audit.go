package cli

import (
	"context"
	"strings"
)

// auditCommand is `usersync audit`.
type auditCommand struct {
	Flags

	List auditListCommand `cmd:"" default:"withargs" help:"List what admins did, newest first."`
}

type auditListCommand struct{ Paging }

// Run lists the audit.
func (c *auditListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/audit", empty: "There is nothing.", columns: []column{
		col("WHEN", "at"), col("WHAT", "action"), col("OF", "subject"), col("BY", "actor"),
		{"CHANGES", func(o object) string {
			var words []string
			for _, ch := range o.list("changes") {
				words = append(words, ch.text("attribute")+" "+arrow(ch.text("from"), ch.text("to")))
			}
			return strings.Join(words, "; ")
		}},
		col("NOTE", "note"),
	}})
}
