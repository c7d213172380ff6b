package scimapi

import (
	"maps"
	"net/http"
	"time"

	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// timestamp is the form of meta.created and meta.lastModified: RFC 3339 in UTC with milliseconds.
const timestamp = "2006-01-02T15:04:05.000Z"

// userObject is a user as the standard shows it, whole.
func (a *api) userObject(u directory.User) scim.Object {
	o := maps.Clone(u.Attrs)
	a.common(o, a.userType, u.ID, u.Version, u.Created, u.Modified)
	if len(u.Groups) > 0 {
		groups := make([]any, len(u.Groups))
		for i, g := range u.Groups {
			groups[i] = a.reference(a.groupType, g.ID, g.Display, g.Kind())
		}
		o["groups"] = groups
	}
	return o
}

// groupObject is a group as the standard shows it, whole but for a member list that is too long (directory.MaxListedMembers).
func (a *api) groupObject(g directory.Group) scim.Object {
	o := maps.Clone(g.Attrs)
	a.common(o, a.groupType, g.ID, g.Version, g.Created, g.Modified)
	if len(g.Members) > 0 {
		members := make([]any, len(g.Members))
		for i, m := range g.Members {
			members[i] = a.reference(a.typeOf(m), m.ID, m.Display, m.Kind())
		}
		o["members"] = members
	}
	return o
}

func (a *api) typeOf(m directory.MemberRef) *schema.ResourceType {
	if m.IsGroup {
		return a.groupType
	}
	return a.userType
}

// common adds what every resource has (RFC 7643 section 3.1), and the URNs of the extensions that are in use.
func (a *api) common(o scim.Object, rt *schema.ResourceType, id string, version int64, created, modified time.Time) {
	o["schemas"] = schema.URNs(rt.Core.ID, o)
	o["id"] = id
	o["meta"] = scim.Object{
		"resourceType": rt.Name,
		"created":      created.UTC().Format(timestamp),
		"lastModified": modified.UTC().Format(timestamp),
		"location":     a.location(rt, id),
		"version":      etag(version),
	}
}

// reference is one element of groups or members.
func (a *api) reference(rt *schema.ResourceType, id, display, kind string) scim.Object {
	ref := scim.Object{"value": id, "$ref": a.location(rt, id), "type": kind}
	if display != "" {
		ref["display"] = display
	}
	return ref
}

// location is the absolute address of a resource.
func (a *api) location(rt *schema.ResourceType, id string) string {
	return a.baseURL + rt.Endpoint + "/" + id
}

// created answers a POST with the resource and where it is now.
func (a *api) created(rt *schema.ResourceType, id string, version int64, s shown) reply {
	return reply{status: http.StatusCreated, version: version, location: a.location(rt, id), content: s.location, body: s.body}
}

// found answers with a resource.
func found(version int64, s shown) reply {
	return reply{status: http.StatusOK, version: version, content: s.location, body: s.body}
}

// shown is a resource as it is shown.
type shown struct {
	body     []byte
	location string // its meta.location; "" where that is left out
}

func show(o scim.Object) shown {
	meta, _ := o["meta"].(scim.Object)
	location, _ := meta["location"].(string)
	return shown{encode(o), location}
}

// empty answers with a status alone.
func empty(status int, version int64) reply { return reply{status: status, version: version} }
