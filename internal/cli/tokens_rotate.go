package cli

import (
	"context"

	"usersync/internal/client"
)

type tokensRotateCommand struct {
	ConnectionArgument
	Days int `placeholder:"N" help:"How many days the new one is good for; 365 by default, 730 at most."`
}

// Help says how a token is rotated without a gap.
func (tokensRotateCommand) Help() string {
	return `The old token goes on: give the new one to the identity provider, see in the list that it is used, and revoke the old one.

    usersync tokens rotate Okta
    usersync tokens list Okta
    usersync tokens revoke ID --connection Okta`
}

// Run makes the token that follows.
func (c *tokensRotateCommand) Run(ctx context.Context, s *Session) error {
	found, err := s.connection(ctx, c.Connection)
	if err != nil {
		return err
	}
	tokens, err := s.items(ctx, client.Path("connections", found.text("id"), "tokens"), nil)
	if err != nil {
		return err
	}
	var old object
	for _, t := range tokens {
		if t.text("notice") != "expired" {
			old = t
		}
	}
	if old == nil {
		return &exit{ExitFailed, "No token of the connection is live, so that there is none to follow. Make one: usersync tokens create"}
	}
	if err := s.newToken(ctx, found, old.text("name"), c.Days); err != nil {
		return err
	}
	s.say("The old token goes on. Once the identity provider uses the new one: usersync tokens revoke %s", old.text("id"))
	return nil
}
