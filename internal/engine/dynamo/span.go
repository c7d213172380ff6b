package dynamo

import (
	"strings"

	"usersync/internal/table"
)

// span is a range of sort keys, both ends included. DynamoDB takes one condition on the sort key, so Prefix, From and To
// are made one.
type span struct {
	from, to string // empty: no end
	prefix   string // not empty: the span is all that begins with it
}

func spanOf(q table.Query) span {
	if q.Prefix == "" {
		return span{from: q.From, to: q.To}
	}
	last := lastWith(q.Prefix)
	s := span{from: max(q.From, q.Prefix), to: last}
	if q.To != "" {
		s.to = min(q.To, last)
	}
	if s.from == q.Prefix && s.to == last {
		s.prefix = q.Prefix
	}
	return s
}

// lastWith is the last of all keys that begin with the prefix: filled up with the highest characters of UTF-8.
func lastWith(prefix string) string {
	room := max(0, table.MaxKeyBytes-len(prefix))
	tail := [...]string{"", "\x7f", "\u07ff", "\uffff"}[room%4]
	return prefix + strings.Repeat("\U0010ffff", room/4) + tail
}

// empty reports whether no key can lie in the span.
func (s span) empty() bool { return s.to != "" && s.from > s.to }

// holds reports whether the cursor of the query lies in the span, as DynamoDB demands.
func (s span) holds(q table.Query) bool {
	at := q.Start.S
	if q.Index {
		at = q.Start.G1S
	}
	return q.Start.IsZero() || at >= s.from && (s.to == "" || at <= s.to)
}

// demand is the condition on the sort key, empty when there is none.
func (s span) demand(e *statement, key string) string {
	switch {
	case s.prefix != "":
		return "begins_with(" + e.name(key) + ", " + e.value(table.S(s.prefix)) + ")"
	case s.from != "" && s.to != "":
		return e.name(key) + " BETWEEN " + e.value(table.S(s.from)) + " AND " + e.value(table.S(s.to))
	case s.from != "":
		return e.name(key) + " >= " + e.value(table.S(s.from))
	case s.to != "":
		return e.name(key) + " <= " + e.value(table.S(s.to))
	}
	return ""
}
