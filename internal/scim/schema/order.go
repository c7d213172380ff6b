package schema

import (
	"cmp"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// Order is a sort order by one attribute (RFC 7644 section 3.4.2.3). Of a multi-valued attribute the primary value counts, else the first. What
// has no value comes last, and first when descending. The zero Order knows no values.
type Order struct {
	ref        Ref
	Descending bool
}

// Order reads sortBy; a complex attribute stands for its "value". fault.Invalid (invalidValue) when there is nothing to sort by.
func (rt *ResourceType) Order(sortBy string, descending bool) (Order, error) {
	ref, ok := rt.Resolve(strings.TrimSpace(sortBy))
	if ok && ref.Leaf().Type == Complex && !ref.IsExtension() && ref.Sub == nil {
		ref.Sub = ref.Attr.Find("value")
	}
	if !ok || ref.Attr.Returned == Never || ref.Leaf().Returned == Never || ref.Leaf().Type == Complex {
		return Order{}, fault.New(fault.Invalid, scim.InvalidValue, "sortBy must name an attribute with simple values, such as userName or name.familyName.")
	}
	return Order{ref, descending}, nil
}

// By is the name of the attribute in the schema's spelling; "" for the zero Order.
func (o Order) By() string {
	if o.ref.Attr == nil {
		return ""
	}
	return o.ref.String()
}

// SortKey is the value by which one resource is sorted.
type SortKey struct {
	missing bool
	text    string
	number  float64
}

// Key is the sort key of a resource in canonical form.
func (o Order) Key(resource scim.Object) SortKey {
	if o.ref.Attr == nil {
		return SortKey{missing: true}
	}
	switch v := o.value(resource).(type) {
	case string:
		return SortKey{text: o.text(v)}
	case bool:
		if v {
			return SortKey{number: 1}
		}
		return SortKey{}
	case int64:
		return SortKey{number: float64(v)}
	case float64:
		return SortKey{number: v}
	}
	return SortKey{missing: true}
}

// text is a text as it is compared: exactly or folded, and times by their moment.
func (o Order) text(s string) string {
	leaf := o.ref.Leaf()
	if leaf.Type == DateTime {
		if t, ok := ParseTime(s); ok {
			return t.UTC().Format("2006-01-02T15:04:05.000000000")
		}
	}
	if leaf.CaseExact {
		return s
	}
	return scim.Fold(s)
}

// value is the one value that counts.
func (o Order) value(resource scim.Object) any {
	list, several := Value(resource, Ref{URN: o.ref.URN, Attr: o.ref.Attr}).([]any)
	if !several {
		return Value(resource, o.ref)
	}
	var best any
	for i, element := range list {
		object, isObject := element.(scim.Object)
		if i == 0 || isObject && object["primary"] == true {
			best = element
		}
	}
	if object, ok := best.(scim.Object); ok && o.ref.Sub != nil {
		return object[o.ref.Sub.Name]
	}
	return best
}

// Compare compares two resources by their keys: negative when a comes first.
func (o Order) Compare(a, b SortKey) int {
	c := cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.text, b.text))
	if a.missing != b.missing {
		c = 1
		if b.missing {
			c = -1
		}
	}
	if o.Descending {
		return -c
	}
	return c
}
