package scimapi

import (
	"net/http"

	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// createUser is POST /Users (RFC 7644 section 3.3).
func (a *api) createUser(c *call) (reply, error) {
	view, attrs, err := c.userRequest()
	if err != nil {
		return reply{}, err
	}
	u, err := a.users.CreateUser(c.ctx(), c.caller, attrs)
	if err != nil {
		return reply{}, err
	}
	return a.created(a.userType, u.ID, u.Version, a.showUser(u, view)), nil
}

// userRequest reads what a POST and a PUT bring.
func (c *call) userRequest() (schema.Projection, scim.Object, error) {
	view, err := c.projection(c.types.Users)
	if err != nil {
		return view, nil, err
	}
	body, err := c.object(maxUserBody)
	if err != nil {
		return view, nil, err
	}
	attrs, err := canonical(c.types.Users, body)
	return view, attrs, err
}

// readUser is GET /Users/{id} (RFC 7644 section 3.4.1).
func (a *api) readUser(c *call) (reply, error) {
	view, err := c.projection(c.types.Users)
	if err != nil {
		return reply{}, err
	}
	u, err := a.users.User(c.ctx(), c.account(), c.id(), view.Wants("groups"))
	if err != nil {
		return reply{}, err
	}
	if c.unchanged(u.Version) {
		return empty(http.StatusNotModified, u.Version), nil
	}
	return found(u.Version, a.showUser(u, view)), nil
}

// listUsers is GET /Users and POST /Users/.search (RFC 7644 sections 3.4.2 and 3.4.3).
func (a *api) listUsers(c *call) (reply, error) {
	req, err := a.listing(c, c.types.Users, "groups")
	if err != nil {
		return reply{}, err
	}
	list, err := a.users.Users(c.ctx(), c.account(), req.query)
	if err != nil {
		return reply{}, err
	}
	return answerList(a, c, req, list, a.appendUser)
}

// replaceUser is PUT /Users/{id} (RFC 7644 section 3.5.1).
func (a *api) replaceUser(c *call) (reply, error) {
	view, attrs, err := c.userRequest()
	if err != nil {
		return reply{}, err
	}
	pre, err := c.precondition(a.userVersion(c))
	if err != nil {
		return reply{}, err
	}
	u, err := a.users.ReplaceUser(c.ctx(), c.caller, c.id(), attrs, pre)
	if err != nil {
		return reply{}, err
	}
	return a.userAfter(c, u, view)
}

// patchUser is PATCH /Users/{id} (RFC 7644 section 3.5.2). It answers with the user, 200, which is right for every identity
// provider, or with 204 when the connection is set so.
func (a *api) patchUser(c *call) (reply, error) {
	view, err := c.projection(c.types.Users)
	if err != nil {
		return reply{}, err
	}
	ops, err := c.operations(maxUserBody)
	if err != nil {
		return reply{}, err
	}
	pre, err := c.precondition(a.userVersion(c))
	if err != nil {
		return reply{}, err
	}
	body, err := a.patchAnswersBody(c, true)
	if err != nil {
		return reply{}, err
	}
	u, err := a.users.PatchUser(c.ctx(), c.caller, c.id(), ops, pre)
	if err != nil {
		return reply{}, err
	}
	if !body {
		return empty(http.StatusNoContent, u.Version), nil
	}
	return a.userAfter(c, u, view)
}

// operations reads a PatchOp message.
func (c *call) operations(limit int64) ([]patch.Op, error) {
	body, err := c.object(limit)
	if err != nil {
		return nil, err
	}
	return patch.Decode(body)
}

// userAfter answers a change of a user. Its groups are a relation that the change did not touch: they are read when the answer
// shall have them, and then the answer is the user as it is by then.
func (a *api) userAfter(c *call, u directory.User, view schema.Projection) (reply, error) {
	if view.Wants("groups") {
		now, err := a.users.User(c.ctx(), c.account(), u.ID, true)
		if err != nil {
			return reply{}, err
		}
		u = now
	}
	return found(u.Version, a.showUser(u, view)), nil
}

// deleteUser is DELETE /Users/{id} (RFC 7644 section 3.6), or what the connection is set to mean by it.
func (a *api) deleteUser(c *call) (reply, error) {
	pre, err := c.precondition(a.userVersion(c))
	if err != nil {
		return reply{}, err
	}
	end, err := a.deletion(c)
	if err != nil {
		return reply{}, err
	}
	return empty(http.StatusNoContent, 0), end(c.ctx(), c.caller, c.id(), pre)
}

func (a *api) userVersion(c *call) func() (int64, error) {
	return func() (int64, error) {
		u, err := a.users.User(c.ctx(), c.account(), c.id(), false)
		return u.Version, err
	}
}
