package schema

import (
	"cmp"
	"strconv"
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

// maxSortText is how many bytes of a text count when resources are sorted.
const maxSortText = 512

// Text is the key as text, from which ParseSortKey makes it again; it has at most 513 bytes.
func (k SortKey) Text() string {
	switch {
	case k.missing:
		return ""
	case k.text != "":
		return "t" + k.text
	}
	return "n" + strconv.FormatFloat(k.number, 'g', -1, 64)
}

// ParseSortKey reads what Text wrote; ok is false for any other text.
func ParseSortKey(text string) (k SortKey, ok bool) {
	switch {
	case text == "":
		return SortKey{missing: true}, true
	case text[0] == 't' && len(text) > 1:
		return SortKey{text: text[1:]}, true
	case text[0] == 'n':
		n, err := strconv.ParseFloat(text[1:], 64)
		return SortKey{number: n}, err == nil
	}
	return SortKey{}, false
}

// Key is the sort key of a resource in canonical form. Of a long text the first 512 bytes count.
func (o Order) Key(resource scim.Object) SortKey {
	if o.ref.Attr == nil {
		return SortKey{missing: true}
	}
	switch v := o.value(resource).(type) {
	case string:
		return SortKey{text: cut(o.text(v))}
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

func cut(s string) string {
	if len(s) <= maxSortText {
		return s
	}
	return strings.ToValidUTF8(s[:maxSortText], "")
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
