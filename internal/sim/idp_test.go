package sim

import (
	"fmt"
	"net/http"
	"slices"
)

// callIn makes one change of the directory by HTTP, with the bodies that identity providers send.
func (c *company) callIn(p *plant) {
	if len(c.users) == 0 || c.rng.IntN(6) == 0 {
		c.callCreate(p, fmt.Sprintf("user%d", c.rng.IntN(c.shape.users)))
		return
	}
	user, group := pick(c, c.users), pick(c, c.groups)
	switch c.rng.IntN(12) {
	case 0, 1:
		c.call(p, patchOf("/Users/"+user, c.activeOps()...))
	case 2:
		c.call(p, patchOf("/Users/"+user, obj{"op": "Add", "path": "title", "value": pick(c, []string{"boss", "clerk"})}))
	case 3, 4:
		c.callReplace(p, user)
	case 5:
		c.call(p, &exchange{method: http.MethodDelete, path: "/Users/" + user})
	case 6:
		c.call(p, patchOf("/Groups/"+group, obj{"op": "replace", "value": obj{"id": group, "displayName": fmt.Sprint("renamed ", c.rng.IntN(1000))}}))
	case 7:
		c.call(p, &exchange{method: http.MethodPut, path: "/Groups/" + group, body: obj{
			"schemas": []string{groupSchema}, "displayName": "group of " + group, "members": c.some(),
		}})
	case 8, 9:
		c.call(p, patchOf("/Groups/"+group, obj{"op": "remove", "path": `members[value eq "` + user + `"]`}))
	default:
		c.call(p, patchOf("/Groups/"+group, obj{"op": "Add", "path": "members", "value": c.some()}))
	}
}

const (
	userSchema  = "urn:ietf:params:scim:schemas:core:2.0:User"
	groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"
	patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
)

func patchOf(path string, ops ...obj) *exchange {
	return &exchange{method: http.MethodPatch, path: path, body: obj{"schemas": []string{patchSchema}, "Operations": ops}}
}

// activeOps are operations that switch a user on or off: a string as Entra sends it, or no path, as Okta does.
func (c *company) activeOps() []obj {
	on := c.rng.IntN(3) > 0
	if c.rng.IntN(2) == 0 {
		return []obj{{"op": "Replace", "path": "active", "value": map[bool]string{true: "True", false: "False"}[on]}}
	}
	return []obj{{"op": "replace", "value": obj{"active": on}}}
}

// callCreate creates a user; when there is one of the name, it looks for the id, as identity providers do.
func (c *company) callCreate(p *plant, name string) {
	x := &exchange{method: http.MethodPost, path: "/Users", body: userBody(name, true)}
	c.call(p, x)
	if x.status == http.StatusConflict {
		x = &exchange{method: http.MethodGet, path: "/Users?filter=userName+eq+%22" + name + "%22"}
		c.call(p, x)
		if list, _ := x.answer["Resources"].([]any); len(list) == 1 {
			x.answer, _ = list[0].(obj)
		}
	}
	if id, _ := x.answer["id"].(string); x.status < 300 && id != "" && !slices.Contains(c.users, id) {
		c.users = append(c.users, id)
	}
}

func userBody(name string, active bool) obj {
	return obj{
		"schemas": []string{userSchema}, "userName": name, "active": active, "emails": []obj{{"value": name + "@example.com", "primary": true}},
	}
}

// callReplace reads a user and writes it back, sometimes on the condition that it is as it was read.
func (c *company) callReplace(p *plant, user string) {
	read := &exchange{method: http.MethodGet, path: "/Users/" + user}
	c.call(p, read)
	name, _ := read.answer["userName"].(string)
	if read.status != http.StatusOK || name == "" {
		return
	}
	x := &exchange{method: http.MethodPut, path: "/Users/" + user, body: userBody(name, c.rng.IntN(3) > 0)}
	if c.rng.IntN(2) == 0 {
		x.ifMatch = read.tag
	}
	c.call(p, x)
}

func (c *company) call(p *plant, x *exchange) { c.insist(c.send(p, x)) }
