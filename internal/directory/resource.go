package directory

import (
	"fmt"
	"maps"
	"time"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// timeText is how SCIM shows times: RFC 3339 in UTC with milliseconds (RFC 7643 section 2.3.5).
const timeText = "2006-01-02T15:04:05.000Z"

// VersionTag is the weak entity tag of a version, as in meta.version and the ETag header (RFC 7644 section 3.14).
func VersionTag(version int64) string { return fmt.Sprintf(`W/"%d"`, version) }

// Resource is the user as SCIM shows it: attributes, schemas, id, meta and, where they were asked for, groups. Locations ($ref,
// meta.location) are missing: they belong to whoever knows the URL.
func (u User) Resource() scim.Object {
	o := resource(u.Attrs, u.ID, "User", u.Version, u.Created, u.Modified)
	o["schemas"] = schema.URNs(scim.UserSchema, u.Attrs)
	if groups := make([]any, 0, len(u.Groups)); len(u.Groups) > 0 {
		for _, g := range u.Groups {
			groups = append(groups, relation(g.ID, g.Display, g.Kind()))
		}
		o["groups"] = groups
	}
	return o
}

// Resource is the group as SCIM shows it, as User.Resource, with members where they were asked for.
func (g Group) Resource() scim.Object {
	o := resource(g.Attrs, g.ID, "Group", g.Version, g.Created, g.Modified)
	o["schemas"] = schema.URNs(scim.GroupSchema, g.Attrs)
	if members := make([]any, 0, len(g.Members)); len(g.Members) > 0 {
		for _, m := range g.Members {
			members = append(members, m.resource())
		}
		o["members"] = members
	}
	return o
}

func (m MemberRef) resource() scim.Object { return relation(m.ID, m.Display, m.Kind()) }

// Kind is the type of the member: User or Group (RFC 7643 section 4.2).
func (m MemberRef) Kind() string {
	if m.IsGroup {
		return "Group"
	}
	return "User"
}

// Kind is the type of the membership: direct or indirect (RFC 7643 section 4.1.2).
func (g GroupRef) Kind() string {
	if g.Indirect {
		return "indirect"
	}
	return "direct"
}

func relation(id, display, kind string) scim.Object {
	o := scim.Object{"value": id, "type": kind}
	if display != "" {
		o["display"] = display
	}
	return o
}

func resource(attrs scim.Object, id, kind string, version int64, created, modified time.Time) scim.Object {
	o := make(scim.Object, len(attrs)+4)
	maps.Copy(o, attrs)
	o["id"] = id
	o["meta"] = scim.Object{
		"resourceType": kind,
		"created":      created.UTC().Format(timeText),
		"lastModified": modified.UTC().Format(timeText),
		"version":      VersionTag(version),
	}
	return o
}
