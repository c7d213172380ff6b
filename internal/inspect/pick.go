package inspect

import (
	"slices"
	"strings"
)

// Query picks exchanges among the last ones of a connection, newest first.
type Query struct {
	Before string // only those that ended before the one of this id; "": from the newest on
	After  string // only those that ended after the one of this id, which are all when it is not kept any more
	Class  int    // of the status: 2 for 2xx; 0 for all
	Path   string // only those whose path or query contains this, in any case
	Limit  int    // at most so many; above 0
}

// Span is the part of a list of ids, newest first, in which the query looks.
func (q Query) Span(ids []string) (from, to int) {
	to = len(ids)
	if at := slices.Index(ids, q.After); at >= 0 {
		to = at
	}
	if q.Before == "" {
		return 0, to
	}
	at := slices.Index(ids, q.Before)
	if at < 0 {
		return to, to
	}
	return min(at+1, to), to
}

// Matches reports whether an exchange is wanted, wherever it stands.
func (q Query) Matches(e Exchange) bool {
	if q.Class != 0 && e.Status/100 != q.Class {
		return false
	}
	return q.Path == "" || strings.Contains(strings.ToLower(e.Path+"?"+e.Query), strings.ToLower(q.Path))
}
