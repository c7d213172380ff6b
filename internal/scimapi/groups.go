package scimapi

import (
	"net/http"
	"slices"
	"strings"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// groupRequest is what a POST and a PUT of a group bring: memberships are relations and come apart from the attributes.
type groupRequest struct {
	view    schema.Projection
	attrs   scim.Object
	members []string
}

func (c *call) groupRequest() (groupRequest, error) {
	view, err := c.projection(c.types.Groups)
	if err != nil {
		return groupRequest{}, err
	}
	body, err := c.object(maxGroupBody)
	if err != nil {
		return groupRequest{}, err
	}
	if err := checkMembers(body); err != nil {
		return groupRequest{}, err
	}
	attrs, err := canonical(c.types.Groups, body)
	if err != nil {
		return groupRequest{}, err
	}
	return groupRequest{view, attrs, takeMembers(attrs)}, nil
}

// checkMembers refuses members that name nobody. In canonical form they would be gone without a trace, and a PUT would empty the group.
func checkMembers(body map[string]any) error {
	for name, v := range body {
		if !strings.EqualFold(name[strings.LastIndexByte(name, ':')+1:], "members") {
			continue
		}
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		if slices.ContainsFunc(list, namesNobody) {
			return fault.New(fault.Invalid, scim.InvalidValue, "Every member needs a value: the id of a user or group.").At("members.value", "is missing")
		}
	}
	return nil
}

// namesNobody reports whether an element of members is an object without a value.
func namesNobody(member any) bool {
	o, ok := member.(map[string]any)
	for name, v := range o {
		if strings.EqualFold(name, "value") && v != nil && v != "" {
			return false
		}
	}
	return ok
}

// takeMembers takes the ids of the members out of a group in canonical form, each once.
func takeMembers(attrs scim.Object) []string {
	list, _ := attrs["members"].([]any)
	delete(attrs, "members")
	ids := make([]string, 0, len(list))
	seen := make(map[string]bool, len(list))
	for _, m := range list {
		member, _ := m.(scim.Object)
		id, ok := member["value"].(string)
		if ok && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// createGroup is POST /Groups (RFC 7644 section 3.3).
func (a *api) createGroup(c *call) (reply, error) {
	req, err := c.groupRequest()
	if err != nil {
		return reply{}, err
	}
	g, err := a.groups.CreateGroup(c.ctx(), c.caller, req.attrs, req.members)
	if err != nil {
		return reply{}, err
	}
	if len(req.members) > 0 {
		if g, err = a.withMembers(c, g, req.view); err != nil {
			return reply{}, err
		}
	}
	return a.created(a.groupType, g.ID, g.Version, a.showGroup(g, req.view)), nil
}

// readGroup is GET /Groups/{id} (RFC 7644 section 3.4.1).
func (a *api) readGroup(c *call) (reply, error) {
	view, err := c.projection(c.types.Groups)
	if err != nil {
		return reply{}, err
	}
	g, err := a.groups.Group(c.ctx(), c.account(), c.id(), view.Wants("members"))
	if err != nil {
		return reply{}, err
	}
	if c.unchanged(g.Version) {
		return empty(http.StatusNotModified, g.Version), nil
	}
	return found(g.Version, a.showGroup(g, view)), nil
}

// listGroups is GET /Groups and POST /Groups/.search (RFC 7644 sections 3.4.2 and 3.4.3).
func (a *api) listGroups(c *call) (reply, error) {
	req, err := a.listing(c, c.types.Groups, "members")
	if err != nil {
		return reply{}, err
	}
	list, err := a.groups.Groups(c.ctx(), c.account(), req.query)
	if err != nil {
		return reply{}, err
	}
	return answerList(a, c, req, list, a.appendGroup)
}

// replaceGroup is PUT /Groups/{id} (RFC 7644 section 3.5.1): without members in the body the group has none afterwards.
func (a *api) replaceGroup(c *call) (reply, error) {
	req, err := c.groupRequest()
	if err != nil {
		return reply{}, err
	}
	pre, err := c.precondition(a.groupVersion(c))
	if err != nil {
		return reply{}, err
	}
	g, err := a.groups.ReplaceGroup(c.ctx(), c.caller, c.id(), req.attrs, req.members, pre)
	if err != nil {
		return reply{}, err
	}
	if g, err = a.withMembers(c, g, req.view); err != nil {
		return reply{}, err
	}
	return found(g.Version, a.showGroup(g, req.view)), nil
}

// patchGroup is PATCH /Groups/{id} (RFC 7644 section 3.5.2). It answers 204, so that a change of one member does not send back
// thousands (Entra asks for that), and 200 with the group when the request names attributes or the connection is set so.
func (a *api) patchGroup(c *call) (reply, error) {
	view, err := c.projection(c.types.Groups)
	if err != nil {
		return reply{}, err
	}
	ops, err := c.operations(maxGroupBody)
	if err != nil {
		return reply{}, err
	}
	pre, err := c.precondition(a.groupVersion(c))
	if err != nil {
		return reply{}, err
	}
	body, err := a.patchAnswersBody(c, false)
	if err != nil {
		return reply{}, err
	}
	g, err := a.groups.PatchGroup(c.ctx(), c.caller, c.id(), ops, pre)
	if err != nil {
		return reply{}, err
	}
	if !body {
		return empty(http.StatusNoContent, g.Version), nil
	}
	if g, err = a.withMembers(c, g, view); err != nil {
		return reply{}, err
	}
	return found(g.Version, a.showGroup(g, view)), nil
}

// withMembers reads the group again with its members when the answer shall have them; the answer is then the group as it is by then.
func (a *api) withMembers(c *call, g directory.Group, view schema.Projection) (directory.Group, error) {
	if !view.Wants("members") {
		return g, nil
	}
	return a.groups.Group(c.ctx(), c.account(), g.ID, true)
}

// deleteGroup is DELETE /Groups/{id} (RFC 7644 section 3.6).
func (a *api) deleteGroup(c *call) (reply, error) {
	pre, err := c.precondition(a.groupVersion(c))
	if err != nil {
		return reply{}, err
	}
	return empty(http.StatusNoContent, 0), a.groups.DeleteGroup(c.ctx(), c.caller, c.id(), pre)
}

func (a *api) groupVersion(c *call) func() (int64, error) {
	return func() (int64, error) {
		g, err := a.groups.Group(c.ctx(), c.account(), c.id(), false)
		return g.Version, err
	}
}
