package cli

import (
	"context"
	"net/http"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// SettingFlags are settings of a connection.
type SettingFlags struct {
	Set map[string]string `placeholder:"NAME=VALUE" mapsep:"none" help:"A setting, as connections show names them; can be given several times."`
}

// body is the settings that were given; a value that is JSON is sent as that.
func (f SettingFlags) body(body map[string]any) map[string]any {
	settings := map[string]any{}
	for name, value := range f.Set {
		settings[name] = literal(value)
	}
	if len(settings) > 0 {
		body["settings"] = settings
	}
	return body
}

type connectionsCreateCommand struct {
	Name string `arg:"" help:"1 to 200 characters."`
	Kind string `enum:"okta,entra,onelogin,jumpcloud,ping,generic" default:"generic" placeholder:"KIND" help:"Which identity provider it is: ${enum}. Default: ${default}."`
	SettingFlags
}

// Help has the examples.
func (connectionsCreateCommand) Help() string {
	return `A new connection has no token: usersync tokens create makes one.

    usersync connections create "Entra ID" --kind entra --set onDelete=deactivate
    usersync tokens create "Entra ID"`
}

// Run joins an identity provider.
func (c *connectionsCreateCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.post(ctx, "/connections", c.body(map[string]any{"name": c.Name, "kind": c.Kind}))
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{connectionFacts(o)}})
}

type connectionsUpdateCommand struct {
	ConnectionArgument
	Name  string `placeholder:"NAME" help:"Another name."`
	State string `enum:"active,paused," default:"" placeholder:"STATE" help:"active or paused: the requests of a paused one are refused."`
	SettingFlags
}

// Help has the examples.
func (connectionsUpdateCommand) Help() string {
	return `What is not named stays.

    usersync connections update Okta --state paused
    usersync connections update Okta --set unknownMembers=ignore --set requestsPerSecond=200`
}

// Run changes a connection.
func (c *connectionsUpdateCommand) Run(ctx context.Context, s *Session) error {
	body := c.body(map[string]any{})
	for name, value := range map[string]string{"name": c.Name, "state": c.State} {
		if value != "" {
			body[name] = value
		}
	}
	if len(body) == 0 {
		return usage("Say what shall be another: --name, --state or --set.")
	}
	found, err := s.connection(ctx, c.Connection)
	if err != nil {
		return err
	}
	answer, o, err := s.send(ctx, http.MethodPatch, client.Path("connections", found.text("id")), body)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{connectionFacts(o)}})
}

type connectionsDeleteCommand struct {
	Connection string `arg:"" help:"A connection: an id or a name."`
}

// Run deletes a connection.
func (c *connectionsDeleteCommand) Run(ctx context.Context, s *Session) error {
	if strings.TrimSpace(c.Connection) == "" {
		return usage("Name the connection: usersync connections lists them.")
	}
	found, err := s.connection(ctx, c.Connection)
	if err != nil {
		return err
	}
	return s.remove(ctx, client.Path("connections", found.text("id")), "The connection is gone, with its tokens and clients.")
}
