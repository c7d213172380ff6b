package cli

import (
	"context"
	"strings"
	"time"
)

// auditCommand is `usersync audit`.
type auditCommand struct {
	Flags

	List   auditListCommand   `cmd:"" default:"withargs" help:"List what admins did, newest first."`
	Verify auditVerifyCommand `cmd:"" help:"Hold what is on record against its seals: was anything changed, dropped or added since?"`
}

type auditListCommand struct {
	Paging
	Actor   string `placeholder:"ID" help:"Only what was done with the key of this id."`
	Action  string `placeholder:"ACTION" help:"Only this, such as user.erase."`
	Subject string `placeholder:"ID" help:"Only what was done to the object of this id."`
	From    string `placeholder:"TIME" help:"Only what was done at this time or later: 2026-11-24 or 2026-11-24T09:00:00Z."`
	To      string `placeholder:"TIME" help:"Only what was done before this time."`
}

// Help has the examples.
func (auditListCommand) Help() string {
	return `    usersync audit --action user.erase
    usersync audit --from 2026-11-01 --to 2026-12-01 --output csv > november.csv`
}

// Run lists the audit.
func (c *auditListCommand) Run(ctx context.Context, s *Session) error {
	from, err := beginning("--from", c.From)
	if err != nil {
		return err
	}
	to, err := beginning("--to", c.To)
	if err != nil {
		return err
	}
	wanted := query("actor", c.Actor, "action", c.Action, "subject", c.Subject, "from", from, "to", to)
	return s.list(ctx, c.Paging, listing{path: "/audit", query: wanted, empty: "There is nothing.", columns: []column{
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

// beginning reads a time, or a day as its beginning in UTC.
func beginning(flag, text string) (string, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.Format(time.RFC3339), nil
	}
	if _, err := time.Parse(time.RFC3339, text); text != "" && err != nil {
		return "", usage("%s takes a time such as 2026-11-01T08:00:00Z, or a day such as 2026-11-01.", flag)
	}
	return text, nil
}
