package filter

import (
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// CompileAmong is Compile for a query over several resource types, as at the server root: an attribute that rt does not have but one of the others
// does is one without a value (RFC 7644 section 3.4.2.1).
func CompileAmong(e Expr, rt *schema.ResourceType, others ...*schema.ResourceType) (*Filter, error) {
	c := &compiler{find: rt.Resolve}
	c.foreign = func(name string) bool {
		if _, own := rt.Resolve(name); own {
			return false
		}
		for _, other := range others {
			if _, ok := other.Resolve(name); ok {
				return true
			}
		}
		return false
	}
	return c.compile(e)
}

// verdict is what an attribute without a value comes to, whatever the object.
type verdict bool

func (v verdict) match(scim.Object, *scim.Folds) bool { return bool(v) }

// foreignNode is the node of an expression on an attribute of another resource type; ok is false for all other expressions.
func (c *compiler) foreignNode(e Expr) (n node, ok bool) {
	if c.foreign == nil {
		return nil, false
	}
	switch e := e.(type) {
	case Present:
		return verdict(false), c.foreign(e.Attr)
	case Compare:
		return verdict((e.Op == Ne) == (e.Value != nil) && (e.Op == Ne || e.Op == Eq)), c.foreign(e.Attr)
	case ValuePath:
		return verdict(false), c.foreign(e.Attr)
	}
	return nil, false
}
