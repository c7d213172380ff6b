package cli

import (
	"context"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// groupsCommand is `usersync groups`.
type groupsCommand struct {
	Flags

	List    groupsListCommand    `cmd:"" default:"withargs" help:"List groups that identity providers pushed, by displayName."`
	Show    groupsShowCommand    `cmd:"" help:"Show a group."`
	Members groupsMembersCommand `cmd:"" help:"List the members of a group."`
}

type groupsListCommand struct {
	Paging
	Filter string `placeholder:"FILTER" help:"A SCIM filter: displayName sw \"Sales\"."`
}

// Run lists groups.
func (c *groupsListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/directory/groups", query: query("filter", c.Filter), empty: "There is no such group.", columns: []column{
		col("GROUP", "displayName"), col("ID", "id"), col("CONNECTION", "connection"), col("MODIFIED", "modifiedAt"),
	}})
}

// GroupArgument names a directory group.
type GroupArgument struct {
	Group string `arg:"" help:"A directory group: an id or a displayName."`
}

type groupsShowCommand struct{ GroupArgument }

// Run shows a group.
func (c *groupsShowCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.groupID(ctx, c.Group)
	if err != nil {
		return err
	}
	answer, o, err := s.get(ctx, client.Path("directory", "groups", id), nil)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{printer.Facts{
		{Name: "group", Value: o.text("displayName")},
		{Name: "id", Value: o.text("id")},
		{Name: "connection", Value: o.text("connection")},
		{Name: "externalId", Value: o.text("attributes.externalId")},
		{Name: "created", Value: o.text("createdAt")},
		{Name: "modified", Value: o.text("modifiedAt")},
	}}})
}

type groupsMembersCommand struct {
	GroupArgument
	Paging
}

// Run lists members.
func (c *groupsMembersCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.groupID(ctx, c.Group)
	if err != nil {
		return err
	}
	return s.list(ctx, c.Paging, listing{path: client.Path("directory", "groups", id, "members"), empty: "It has no members.", columns: []column{
		col("USER", "userName"), col("NAME", "displayName"), col("TYPE", "type"), col("DIRECT", "direct"), col("ID", "id"),
	}})
}
