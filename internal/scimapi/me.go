package scimapi

// /Me stands for the user that the connection is bound to (RFC 7644 section 3.11), as if the request named it; it is not offered to a connection without one.

func (a *api) readMe(c *call) (reply, error)    { return a.asMe(c, a.readUser) }
func (a *api) replaceMe(c *call) (reply, error) { return a.asMe(c, a.replaceUser) }
func (a *api) patchMe(c *call) (reply, error)   { return a.asMe(c, a.patchUser) }
func (a *api) deleteMe(c *call) (reply, error)  { return a.asMe(c, a.deleteUser) }

func (a *api) asMe(c *call, h func(*call) (reply, error)) (reply, error) {
	connection, err := a.connections.Recent(c.ctx(), c.account(), c.caller.Connection)
	if err != nil {
		return reply{}, err
	}
	if connection.Me == "" {
		return notOffered(c)
	}
	c.r.SetPathValue("id", connection.Me)
	return h(c)
}
