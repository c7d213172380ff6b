package scimapi

import (
	"context"
	"net/http"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

// checkConnection refuses the requests of a connection that sends too many, or that an admin has paused.
func (a *api) checkConnection(r *http.Request, p access.Principal) error {
	connection, err := a.connections.Recent(r.Context(), p.Account, p.Connection)
	if err != nil {
		return err
	}
	if err := a.rates.take(p, connection, a.now()); err != nil {
		if !a.rates.keeps(p, a.now()) {
			forgetCaller(r)
		}
		return err
	}
	if connection.Paused {
		return fault.New(fault.Forbidden, "connection_paused", "The connection is paused. An admin of the account can resume it.")
	}
	return nil
}

// owe has a request count for so many: what it carries beside itself.
func (a *api) owe(c *call, n int) error {
	connection, err := a.connections.Recent(c.ctx(), c.account(), c.caller.Connection)
	if err == nil {
		a.rates.owe(c.caller, connection, a.now(), n-1)
	}
	return err
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
