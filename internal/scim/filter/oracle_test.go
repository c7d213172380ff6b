package filter_test

import (
	"strings"

	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// oracle evaluates an expression straight from its tree, slowly and without anything prepared: what Match must agree with.
type oracle struct {
	find func(name string) (schema.Ref, bool)
}

func ofType(rt *schema.ResourceType) oracle { return oracle{rt.Resolve} }

func ofElement(attr *schema.Attribute) oracle {
	return oracle{func(name string) (schema.Ref, bool) {
		sub := attr.Find(name)
		return schema.Ref{Attr: sub}, sub != nil
	}}
}

func (w oracle) match(e filter.Expr, o scim.Object) bool {
	switch e := e.(type) {
	case filter.And:
		return w.match(e.Left, o) && w.match(e.Right, o)
	case filter.Or:
		return w.match(e.Left, o) || w.match(e.Right, o)
	case filter.Not:
		return !w.match(e.Inner, o)
	case filter.Present:
		return w.present(e.Attr, o)
	case filter.Compare:
		return w.compare(e, o)
	case filter.ValuePath:
		return w.anyElement(e, o)
	}
	return false
}

// values lists what an attribute has in an object: one for each element, nil for one that has none.
func (w oracle) values(ref schema.Ref, o scim.Object) []any {
	top := ref.Attr.Name
	if ref.URN != "" && !ref.IsExtension() {
		o, _ = o[ref.URN].(scim.Object)
	}
	list, many := o[top].([]any)
	if !many {
		list = []any{o[top]}
	}
	var out []any
	for _, v := range list {
		if ref.Sub != nil {
			object, _ := v.(scim.Object)
			v = object[ref.Sub.Name]
		}
		out = append(out, v)
	}
	return out
}

func nothing(v any) bool {
	list, isList := v.([]any)
	object, isObject := v.(scim.Object)
	return v == nil || v == "" || isList && len(list) == 0 || isObject && len(object) == 0
}

func (w oracle) present(name string, o scim.Object) bool {
	ref, _ := w.find(name)
	for _, v := range w.values(ref, o) {
		if !nothing(v) {
			return true
		}
	}
	return false
}

func (w oracle) compare(e filter.Compare, o scim.Object) bool {
	if e.Value == nil {
		return w.present(e.Attr, o) == (e.Op == filter.Ne)
	}
	ref, _ := w.find(e.Attr)
	if ref.Leaf().Type == schema.Complex {
		ref.Sub = ref.Attr.Find("value")
	}
	values := w.values(ref, o)
	for _, v := range values {
		if nothing(v) && e.Op == filter.Ne || !nothing(v) && judge(ref.Leaf(), e.Op, v, e.Value) {
			return true
		}
	}
	return len(values) == 0 && e.Op == filter.Ne
}

func (w oracle) anyElement(e filter.ValuePath, o scim.Object) bool {
	ref, _ := w.find(e.Attr)
	element := ofElement(ref.Attr)
	for _, v := range w.values(ref, o) {
		object, ok := v.(scim.Object)
		if ok && element.match(e.Inner, object) && (e.Tail == nil || element.match(*e.Tail, object)) {
			return true
		}
	}
	return false
}

// judge compares two values that are there.
func judge(a *schema.Attribute, op filter.Op, have, want any) bool {
	switch a.Type {
	case schema.Boolean:
		x, _ := schema.ParseBoolean(have)
		y, _ := schema.ParseBoolean(want)
		return (x == y) == (op == filter.Eq)
	case schema.DateTime:
		x, _ := schema.ParseTime(have.(string))
		y, _ := schema.ParseTime(want.(string))
		return ordered(op, x.Compare(y))
	default:
		return judgeText(a, op, have, want)
	}
}

func judgeText(a *schema.Attribute, op filter.Op, have, want any) bool {
	x, y := have.(string), want.(string)
	if !a.CaseExact {
		x, y = scim.Fold(x), scim.Fold(y)
	}
	switch op {
	case filter.Co:
		return strings.Contains(x, y)
	case filter.Sw:
		return strings.HasPrefix(x, y)
	case filter.Ew:
		return strings.HasSuffix(x, y)
	default:
		return ordered(op, strings.Compare(x, y))
	}
}

func ordered(op filter.Op, order int) bool {
	return map[filter.Op]bool{
		filter.Eq: order == 0, filter.Ne: order != 0, filter.Gt: order > 0, filter.Ge: order >= 0, filter.Lt: order < 0, filter.Le: order <= 0,
	}[op]
}
