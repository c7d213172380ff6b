package table

// CheckQuery reports as a *LimitError what DynamoDB would refuse in a query: an unknown
// table, a malformed partition or range, a negative limit, a cursor of another partition
// or of the other kind (of the table where the index is read, or the reverse). A range
// whose From is above its To is no error: it finds nothing.
func CheckQuery(q Query) error {
	if q.Table > Audit {
		return limit("there is no such table")
	}
	if q.Limit < 0 {
		return limit("a page of less than no items")
	}
	if err := checkText("partition key", q.P, maxPartitionBytes); err != nil {
		return err
	}
	for _, bound := range []string{q.Prefix, q.From, q.To} {
		if bound == "" {
			continue
		}
		if err := checkText("sort key range", bound, MaxKeyBytes); err != nil {
			return err
		}
	}
	return checkCursor(q)
}

func checkCursor(q Query) error {
	c := q.Start
	switch {
	case c.IsZero():
		return nil
	case q.Index != (c.G1S != ""):
		return limit("a cursor of the table in its index, or the reverse")
	case !q.Index && c.P != q.P:
		return limit("a cursor of another partition")
	}
	return CheckKey(Key{Table: q.Table, P: c.P, S: c.S})
}
