package scimapi

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

// checkPaused refuses the requests of a connection that an admin has paused.
func (a *api) checkPaused(ctx context.Context, p access.Principal) error {
	connection, err := a.connections.Recent(ctx, p.Account, p.Connection)
	if err != nil {
		return err
	}
	if connection.Paused {
		return fault.New(fault.Forbidden, "connection_paused", "The connection is paused. An admin of the account can resume it.")
	}
	return nil
}

// patchAnswersBody reports whether a PATCH is answered with the resource: when the request names attributes (RFC 7644 section 3.5.2
// makes that a must), else as the connection is set, else as it is usual for the resource.
func (a *api) patchAnswersBody(c *call, usual bool) (bool, error) {
	if len(c.query.list("attributes")) > 0 {
		return true, nil
	}
	connection, err := a.connections.Recent(c.ctx(), c.account(), c.caller.Connection)
	switch connection.PatchAnswer {
	case provision.PatchBody:
		return true, err
	case provision.PatchNoBody:
		return false, err
	default:
		return usual, err
	}
}

// deletion is what a DELETE of a user does.
func (a *api) deletion(c *call) (func(context.Context, access.Principal, string, directory.Precondition) error, error) {
	connection, err := a.connections.Recent(c.ctx(), c.account(), c.caller.Connection)
	if connection.Deletion == provision.DeletionDeactivates {
		return a.users.RetireUser, err
	}
	return a.users.DeleteUser, err
}
