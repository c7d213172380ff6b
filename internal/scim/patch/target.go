package patch

import (
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// target is what a path names: an attribute or a sub-attribute, of all elements or of those that a filter selects.
type target struct {
	ref   schema.Ref
	where *filter.Filter // nil: no filter
	expr  filter.Expr    // the filter's expression, bound to nothing
}

// locate binds a path to the schema.
func locate(rt *schema.ResourceType, path filter.Path) (target, error) {
	ref, ok := rt.Resolve(path.Attr)
	if !ok {
		return target{}, badPath("The path names no attribute of this resource; see /Schemas.")
	}
	if path.Filter == nil {
		return target{ref: ref}, nil
	}
	if ref.Sub != nil || !ref.Attr.Multi || ref.Attr.Type != schema.Complex {
		return target{}, badPath("A filter may only follow the name of a multi-valued complex attribute.")
	}
	where, err := filter.CompileValue(path.Filter, ref.Attr)
	if err != nil {
		return target{}, err
	}
	if path.Sub != "" {
		if ref.Sub = ref.Attr.Find(path.Sub); ref.Sub == nil {
			return target{}, badPath("The path names no sub-attribute of its attribute; see /Schemas.")
		}
	}
	return target{ref: ref, where: where, expr: path.Filter}, nil
}

func badPath(detail string) error { return fault.New(fault.Invalid, scim.InvalidPath, "%s", detail) }
