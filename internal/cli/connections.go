package cli

import (
	"context"
	"strconv"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// connectionsCommand is `usersync connections`.
type connectionsCommand struct {
	Flags

	List     connectionsListCommand     `cmd:"" default:"withargs" help:"List the identity providers joined to the account."`
	Show     connectionsShowCommand     `cmd:"" help:"Show a connection and its settings."`
	Requests connectionsRequestsCommand `cmd:"" help:"List the last SCIM requests of a connection, newest first."`
	Create   connectionsCreateCommand   `cmd:"" help:"Join another identity provider."`
	Update   connectionsUpdateCommand   `cmd:"" help:"Change a connection or its settings, pause or resume it."`
	Delete   connectionsDeleteCommand   `cmd:"" help:"Delete a connection that owns nothing, with its tokens and clients."`
}

type connectionsListCommand struct{ Paging }

// Run lists connections.
func (c *connectionsListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/connections", empty: "There are no connections.", columns: []column{
		col("NAME", "name"), col("KIND", "kind"), col("STATE", "state"),
		{"LAST ACTIVITY", func(o object) string { return or(o.text("lastActivityAt"), "never") }},
		{"NOTICES", notices},
		col("ID", "id"),
	}})
}

func notices(o object) string {
	if n := len(o.list("notices")); n > 0 {
		return strconv.Itoa(n) + " expiring or expired"
	}
	return ""
}

// ConnectionArgument names a connection.
type ConnectionArgument struct {
	Connection string `arg:"" optional:"" help:"A connection: an id or a name. It may be left out where there is one only."`
}

type connectionsShowCommand struct{ ConnectionArgument }

// Run shows a connection.
func (c *connectionsShowCommand) Run(ctx context.Context, s *Session) error {
	found, err := s.connection(ctx, c.Connection)
	if err != nil {
		return err
	}
	answer, o, err := s.get(ctx, client.Path("connections", found.text("id")), nil)
	if err != nil {
		return err
	}
	parts := []printer.Part{connectionFacts(o)}
	if list := o.list("notices"); len(list) > 0 {
		parts = append(parts, printer.Heading("Notices"), table("", list, noticeColumns))
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: parts})
}

// connectionFacts are a connection and its settings.
func connectionFacts(o object) printer.Facts {
	facts := printer.Facts{
		{Name: "connection", Value: o.text("name")},
		{Name: "id", Value: o.text("id")},
		{Name: "kind", Value: o.text("kind")},
		{Name: "state", Value: o.text("state")},
		{Name: "first request", Value: or(o.text("firstRequestAt"), "never")},
		{Name: "last activity", Value: or(o.text("lastActivityAt"), "never")},
	}
	settings := o.object("settings")
	for _, name := range settings.names() {
		facts = append(facts, printer.Fact{Name: name, Value: settings.text(name)})
	}
	return facts
}

var noticeColumns = []column{col("CREDENTIAL", "kind"), col("NAME", "name"), col("ID", "id"), col("NOTICE", "notice"), col("DAYS LEFT", "expiresInDays"), col("EXPIRES", "expiresAt")}

type connectionsRequestsCommand struct {
	ConnectionArgument
	Paging
	Status string `placeholder:"STATUS" help:"Only requests with this status, or of this class: 404, 4xx."`
	Path   string `placeholder:"PART" help:"Only requests with this in their path."`
}

// Run lists requests.
func (c *connectionsRequestsCommand) Run(ctx context.Context, s *Session) error {
	found, err := s.connection(ctx, c.Connection)
	if err != nil {
		return err
	}
	return s.list(ctx, c.Paging, listing{
		path: client.Path("connections", found.text("id"), "requests"), query: query("status", c.Status, "path", c.Path), empty: "There are none.",
		columns: []column{col("WHEN", "at"), col("METHOD", "method"), col("PATH", "path"), col("STATUS", "status"), col("MS", "durationMs"), col("DETAIL", "detail"), col("ID", "id")},
	})
}
