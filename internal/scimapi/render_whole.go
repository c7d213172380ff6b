package scimapi

import (
	"slices"
	"strings"
	"time"

	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// Most answers show a resource whole. Then it is written straight from what is stored, without an object in between: a page of an import is hundreds of them.

func (a *api) showUser(u directory.User, view schema.Projection) shown {
	if !view.IsWhole(u.Attrs) {
		return show(view.Apply(a.userObject(u)))
	}
	return shown{a.appendUser(room(), u, view), a.location(a.userType, u.ID)}
}

func (a *api) showGroup(g directory.Group, view schema.Projection) shown {
	if !view.IsWhole(g.Attrs) {
		return show(view.Apply(a.groupObject(g)))
	}
	return shown{a.appendGroup(room(), g, view), a.location(a.groupType, g.ID)}
}

// appendUser appends a user as the projection shows it.
func (a *api) appendUser(to []byte, u directory.User, view schema.Projection) []byte {
	if !view.IsWhole(u.Attrs) {
		return appendResource(to, view.Apply(a.userObject(u)))
	}
	w := whole{a.userType, u.Attrs, u.ID, u.Version, u.Created, u.Modified, "groups", nil}
	if len(u.Groups) > 0 {
		w.related = func(to []byte) []byte {
			for _, g := range u.Groups {
				to = append(a.appendReference(to, a.groupType, g.ID, g.Display, g.Kind()), ',')
			}
			return to
		}
	}
	return a.appendWhole(to, w)
}

// appendGroup appends a group as the projection shows it.
func (a *api) appendGroup(to []byte, g directory.Group, view schema.Projection) []byte {
	if !view.IsWhole(g.Attrs) {
		return appendResource(to, view.Apply(a.groupObject(g)))
	}
	w := whole{a.groupType, g.Attrs, g.ID, g.Version, g.Created, g.Modified, "members", nil}
	if len(g.Members) > 0 {
		w.related = func(to []byte) []byte {
			for _, m := range g.Members {
				to = append(a.appendReference(to, a.typeOf(m), m.ID, m.Display, m.Kind()), ',')
			}
			return to
		}
	}
	return a.appendWhole(to, w)
}

// whole is a resource that is shown whole.
type whole struct {
	rt                *schema.ResourceType
	attrs             scim.Object
	id                string
	version           int64
	created, modified time.Time
	relation          string                 // name of the attribute that is none of attrs
	related           func(to []byte) []byte // its elements, with a comma behind each; nil: there are none
}

// appendWhole appends what appendResource would make of the resource's object.
func (a *api) appendWhole(to []byte, w whole) []byte {
	to = w.appendHead(to)
	var few [24]string
	for _, name := range w.names(few[:0]) {
		to = append(scim.AppendText(append(to, ','), name), ':')
		if name == w.relation && w.related != nil {
			to = w.related(append(to, '['))
			to[len(to)-1] = ']'
			continue
		}
		to = appendValue(to, w.attrs[name])
	}
	return append(a.appendMeta(append(to, `,"meta":`...), w), '}')
}

// appendHead appends schemas, id and externalId.
func (w *whole) appendHead(to []byte) []byte {
	to = scim.AppendText(append(to, `{"schemas":[`...), w.rt.Core.ID)
	for _, urn := range schema.ExtensionsOf(w.attrs) {
		to = scim.AppendText(append(to, ','), urn)
	}
	to = scim.AppendText(append(to, `],"id":`...), w.id)
	if external, ok := w.attrs["externalId"]; ok {
		to = appendValue(append(to, `,"externalId":`...), external)
	}
	return to
}

// names is what stands between externalId and meta, in the order of the alphabet, in the space of names.
func (w *whole) names(names []string) []string {
	for name := range w.attrs {
		if name != "externalId" && (name != w.relation || w.related == nil) {
			names = append(names, name)
		}
	}
	if w.related != nil {
		names = append(names, w.relation)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}

func (a *api) appendMeta(to []byte, w whole) []byte {
	to = append(w.created.UTC().AppendFormat(append(to, `{"created":"`...), timestamp), `","lastModified":"`...)
	to = append(w.modified.UTC().AppendFormat(to, timestamp), `","location":`...)
	to = append(scim.AppendText(to, a.location(w.rt, w.id)), `,"resourceType":`...)
	to = append(scim.AppendText(to, w.rt.Name), `,"version":`...)
	return append(scim.AppendText(to, etag(w.version)), '}')
}

// appendReference appends what reference makes.
func (a *api) appendReference(to []byte, rt *schema.ResourceType, id, display, kind string) []byte {
	to = scim.AppendText(append(to, `{"$ref":`...), a.location(rt, id))
	if display != "" {
		to = scim.AppendText(append(to, `,"display":`...), display)
	}
	to = scim.AppendText(append(to, `,"type":`...), kind)
	return append(scim.AppendText(append(to, `,"value":`...), id), '}')
}

// appendValue appends a value of canonical form, which cannot fail.
func appendValue(to []byte, v any) []byte {
	to, err := scim.AppendJSON(to, v)
	if err != nil {
		panic(err) // a resource holds nothing that JSON has no form for
	}
	return to
}
