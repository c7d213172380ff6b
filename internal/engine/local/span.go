package local

import "usersync/internal/table"

// span is the keys k with from <= k < to.
type span struct{ from, to string }

func (s span) empty() bool { return s.from >= s.to }

func (s span) holds(key string) bool { return s.from <= key && key < s.to }

// under is all keys that begin with a prefix, which must hold a byte below 0xFF, as every space does.
func under(prefix string) span { return span{prefix, successor(prefix)} }

// successor is the first text behind all that begin with prefix.
func successor(prefix string) string {
	b := []byte(prefix)
	for b[len(b)-1] == 0xff {
		b = b[:len(b)-1]
	}
	b[len(b)-1]++
	return string(b)
}

// bounds is the span of a query, before its cursor.
func bounds(q table.Query) span {
	base := partition(q)
	s := under(base)
	if q.Prefix != "" {
		s = under(base + escape(q.Prefix))
	}
	if q.From != "" {
		s.from = max(s.from, base+escape(q.From))
	}
	if q.To != "" {
		s.to = min(s.to, base+escape(q.To)+partBehind)
	}
	return s
}

// behind narrows the span of a query to what follows its cursor.
func (s span) behind(q table.Query) (span, error) {
	if q.Start.IsZero() {
		return s, nil
	}
	at := position(q)
	switch {
	case !s.holds(at): // as DynamoDB: the starting key must lie within the conditions
		return s, &table.LimitError{What: "a cursor outside of the query's range"}
	case q.Desc:
		s.to = at
	default:
		s.from = at + "\x00"
	}
	return s, nil
}

// position is the key that a query's cursor stands on.
func position(q table.Query) string {
	key := table.Key{Table: q.Table, P: q.Start.P, S: q.Start.S}
	if !q.Index {
		return itemKey(key)
	}
	return indexKey(key, table.Attrs{table.G1P: table.S(q.P), table.G1S: table.S(q.Start.G1S)})
}
