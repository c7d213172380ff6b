package scimapi

import (
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// reference is what a text begins with that stands for the id of a resource which the same bulk request creates (RFC 7644 section 3.7.2).
const reference = "bulkId:"

// codeReference is a reference that can never become an id: in a circle, or to an operation that failed.
const codeReference = "bulk_reference"

var (
	errCircle = fault.New(fault.Conflict, codeReference, "The bulkIds that the operation refers to lead in a circle. "+
		"Create the resources without the reference and add it afterwards.")
	errFailedReference = fault.New(fault.Conflict, codeReference, "The operation refers to a bulkId whose resource was not created. Nothing was done.")
	errNoReference     = fault.New(fault.Invalid, scim.InvalidValue, "The operation refers to a bulkId that no POST of this request has.")
)

// references lists the bulkIds that an operation refers to: in its path and in texts of its data that are a reference as a whole.
func (o bulkOperation) references() []string {
	var ids []string
	note := func(id string) string {
		ids = append(ids, id)
		return ""
	}
	o.resolved(note)
	return ids
}

// resolved is the operation with every reference replaced by the id that idOf knows.
func (o bulkOperation) resolved(idOf func(bulkID string) string) bulkOperation {
	segments := strings.Split(o.path, "/")
	for i, segment := range segments {
		segments[i] = resolvedText(segment, idOf)
	}
	o.path = strings.Join(segments, "/")
	o.data = resolvedValue(o.data, idOf)
	return o
}

func resolvedText(s string, idOf func(string) string) string {
	if id, is := strings.CutPrefix(s, reference); is {
		return idOf(id)
	}
	return s
}

// resolvedValue copies a decoded value; its depth was limited when it was decoded.
func resolvedValue(v any, idOf func(string) string) any {
	switch v := v.(type) {
	case string:
		return resolvedText(v, idOf)
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = resolvedValue(e, idOf)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, e := range v {
			object[name] = resolvedValue(e, idOf)
		}
		return object
	}
	return v
}
