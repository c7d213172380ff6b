package cli

import (
	"context"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

type usersSyncCommand struct {
	UserArgument
	DryRun bool `help:"Only say what that would do, and write nothing."`
}

// Run syncs one user.
func (c *usersSyncCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	answer, o, err := s.post(ctx, client.Path("users", id, "sync"), map[string]bool{"dryRun": c.DryRun})
	if err != nil {
		return err
	}
	names, err := s.ruleNames(ctx, "live")
	if err != nil {
		return err
	}
	if c.DryRun {
		return s.show(printer.Document{JSON: answer.Body, Parts: traceParts(o, names)})
	}
	said := printer.Note("Nothing had to be changed.")
	if o.is("changed") {
		said = "The user's lot was changed."
	}
	parts := []printer.Part{said}
	if o.has("user") {
		parts = append(parts, userParts(o.object("user"), names)...)
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: parts})
}

// traceParts are what a dry run or a what-if says.
func traceParts(o object, n names) []printer.Part {
	writes := strings.Join(o.object("trace").texts("writes"), ", ")
	parts := []printer.Part{
		printer.Heading("What would change"),
		table("", []object{o.object("trace").object("changes")}, changeColumns(n)[1:]),
		printer.Facts{{Name: "would be written", Value: or(writes, "nothing")}, {Name: "rules version", Value: o.text("trace.inputs.rulesVersion")}},
	}
	return append(parts, decisionParts(o.object("decision"), n)...)
}

type usersWhatIfCommand struct {
	UserArgument
	AddGroup    []string          `sep:"none" placeholder:"GROUP" help:"A directory group, by id or displayName, that the user would be a member of."`
	RemoveGroup []string          `sep:"none" placeholder:"GROUP" help:"A directory group that the user would be a direct member of no more."`
	Attribute   map[string]string `mapsep:"none" placeholder:"NAME=VALUE" help:"A SCIM attribute as it would be: a text, or JSON; null takes it away."`
	Grant       []string          `sep:"none" placeholder:"PRODUCT[:PLAN]" help:"A product that the user would be given by hand."`
	Rules       string            `enum:"live,draft" default:"live" help:"Which rules decide: those that are live, or those of the draft."`
}

// Help has the examples.
func (usersWhatIfCommand) Help() string {
	return `    usersync users what-if ann@example.com --add-group Sales --attribute title=Clerk
    usersync users what-if ann@example.com --remove-group Sales --grant meeting:pro
    usersync users what-if ann@example.com --rules draft`
}

// Run asks what if.
func (c *usersWhatIfCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	body, err := c.body(ctx, s)
	if err != nil {
		return err
	}
	answer, o, err := s.post(ctx, client.Path("users", id, "what-if"), body)
	if err != nil {
		return err
	}
	names, err := s.ruleNames(ctx, c.Rules)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: traceParts(o, names)})
}

func (c *usersWhatIfCommand) body(ctx context.Context, s *Session) (map[string]any, error) {
	body := map[string]any{}
	for name, groups := range map[string][]string{"addGroups": c.AddGroup, "removeGroups": c.RemoveGroup} {
		var ids []string
		for _, group := range groups {
			id, err := s.groupID(ctx, group)
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
		if len(ids) > 0 {
			body[name] = ids
		}
	}
	if len(c.Attribute) > 0 {
		attributes := map[string]any{}
		for name, value := range c.Attribute {
			attributes[name] = literal(value)
		}
		body["attributes"] = attributes
	}
	var grants []map[string]string
	for _, grant := range c.Grant {
		key, plan, _ := strings.Cut(grant, ":")
		g := map[string]string{"product": key}
		if plan != "" {
			g["plan"] = plan
		}
		grants = append(grants, g)
	}
	if len(grants) > 0 {
		body["grants"] = grants
	}
	if c.Rules == "draft" {
		body["rules"] = c.Rules
	}
	if len(body) == 0 {
		return nil, usage("Say what would be another: --add-group, --remove-group, --attribute, --grant or --rules draft.")
	}
	return body, nil
}
