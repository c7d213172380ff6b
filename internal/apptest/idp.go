package apptest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// okta and entra push the company's truth the way these providers do; both repeat what failed and look before they create.

// provision creates a user, or takes the one that is there (the request before may have been cut off after it was carried out).
func (c *Client) provision(p *person) {
	if p.id = c.lookUp("/Users", "userName", p.userName); p.id != "" {
		c.expect(http.MethodPut, "/Users/"+p.id, p.scimUser(), 200)
		return
	}
	user := p.scimUser()
	if !p.entra {
		user["password"] = "wX8!placeholder" // Okta sends one
	}
	a := c.persist(http.MethodPost, "/Users", user)
	switch a.Status {
	case 201:
		p.id, _ = a.Body["id"].(string)
	case 409:
		p.id = c.lookUp("/Users", "userName", p.userName)
	}
	if p.id == "" {
		panic(fmt.Sprintf("POST /Users: %d %s", a.Status, a.Raw))
	}
}

// lookUp finds a resource's id by an attribute, or returns "".
func (c *Client) lookUp(endpoint, attribute, value string) string {
	filter := url.QueryEscape(fmt.Sprintf("%s eq %q", attribute, value))
	a := c.expect(http.MethodGet, endpoint+"?filter="+filter+"&startIndex=1&count=100", nil, 200)
	list, _ := a.Body["Resources"].([]any)
	if len(list) == 0 {
		return ""
	}
	return list[0].(map[string]any)["id"].(string)
}

// expect persists and panics unless the Answer has one of the statuses; stories run it on goroutines of their own.
func (c *Client) expect(method, path string, body any, statuses ...int) Answer {
	a := c.persist(method, path, body)
	if !slices.Contains(statuses, a.Status) {
		panic(fmt.Sprintf("%s %s: status %d, want %v: %s", method, path, a.Status, statuses, a.Raw))
	}
	return a
}

// createGroup pushes an empty group, as Entra does.
func (c *Client) createGroup(name string) string {
	if id := c.lookUp("/Groups", "displayName", name); id != "" {
		return id
	}
	a := c.expect(http.MethodPost, "/Groups", map[string]any{
		"schemas":     []string{"urn:ietf:params:scim:schemas:core:2.0:Group", "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"},
		"displayName": name,
	}, 201, 409)
	if id, ok := a.Body["id"].(string); ok {
		return id
	}
	return c.lookUp("/Groups", "displayName", name)
}

func patch(operations ...map[string]any) map[string]any {
	return map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": operations}
}

func refs(people []*person) []any {
	list := make([]any, 0, len(people))
	for _, p := range people {
		list = append(list, map[string]any{"value": p.id, "display": p.userName})
	}
	return list
}

// pushMembers adds members in batches, as Okta's group push does.
func (c *Client) pushMembers(group string, members []*person) {
	for batch := range slices.Chunk(members, 200) {
		c.expect(http.MethodPatch, "/Groups/"+group, patch(map[string]any{"op": "add", "path": "members", "value": refs(batch)}), 200, 204)
	}
}

// addMember adds one member in Entra's spelling.
func (c *Client) addMember(group string, p *person) {
	c.expect(http.MethodPatch, "/Groups/"+group, patch(map[string]any{"op": "Add", "path": "members", "value": []any{map[string]any{"$ref": nil, "value": p.id}}}), 200, 204)
}

// removeMember takes one member out, in the spelling of the provider.
func (c *Client) removeMember(group string, p *person) {
	op := map[string]any{"op": "remove", "path": fmt.Sprintf("members[value eq %q]", p.id)}
	if p.entra {
		op = map[string]any{"op": "Remove", "path": "members", "value": []any{map[string]any{"$ref": nil, "value": p.id}}}
	}
	c.expect(http.MethodPatch, "/Groups/"+group, patch(op), 200, 204)
}

// setActive switches a user off or on, in the spelling of the provider.
func (c *Client) setActive(p *person, active bool) {
	p.active = active
	op := map[string]any{"op": "replace", "value": map[string]any{"active": active}}
	if p.entra {
		word := "False"
		if active {
			word = "True"
		}
		op = map[string]any{"op": "Replace", "path": "active", "value": word}
	}
	c.expect(http.MethodPatch, "/Users/"+p.id, patch(op), 200, 204)
}

// rename gives a group another name, in Okta's spelling.
func (c *Client) rename(group, name string) {
	c.expect(http.MethodPatch, "/Groups/"+group, patch(map[string]any{"op": "replace", "value": map[string]any{"id": group, "displayName": name}}), 200, 204)
}

// remove deletes a user for good.
func (c *Client) remove(p *person) {
	p.deleted = true
	c.expect(http.MethodDelete, "/Users/"+p.id, nil, 204, 404)
}
