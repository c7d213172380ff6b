package local

import (
	"bytes"
	"cmp"

	"usersync/internal/table"
)

// holds reports whether the item, nil when there is none, meets all the conditions.
func holds(conds []table.Cond, item table.Attrs) bool {
	for i := range conds {
		if !meets(&conds[i], item) {
			return false
		}
	}
	return true
}

func meets(c *table.Cond, item table.Attrs) bool {
	v, has := item[c.Name]
	switch c.Op {
	case table.ExistsOp:
		return item != nil
	case table.NotExistsOp:
		return item == nil
	case table.HasOp:
		return has
	case table.LacksOp:
		return !has
	case table.EqualsOp:
		return has && v.Equal(c.Value)
	case table.AtMostOp:
		return has && v.Type() == c.Value.Type() && compare(v, c.Value) <= 0
	case table.AtLeastOp:
		return has && v.Type() == c.Value.Type() && compare(v, c.Value) >= 0
	}
	return false
}

// compare orders two values of one type: numbers by value, strings and bytes byte by byte.
func compare(a, b table.Value) int {
	switch a.Type() {
	case table.Number:
		return cmp.Compare(a.Int(), b.Int())
	case table.Bytes:
		return bytes.Compare(a.Raw(), b.Raw())
	default:
		return cmp.Compare(a.Str(), b.Str())
	}
}
