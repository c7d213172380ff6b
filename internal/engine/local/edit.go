package local

import "usersync/internal/table"

// edited is the item after an update; before is nil when there is none, and stays as it is.
func edited(before table.Attrs, edits []table.Edit) (table.Attrs, error) {
	after := make(table.Attrs, max(len(before), len(edits)))
	for name, v := range before {
		after[name] = v
	}
	for _, e := range edits {
		if err := edit(after, e); err != nil {
			return nil, err
		}
	}
	return after, nil
}

func edit(item table.Attrs, e table.Edit) error {
	v, has := item[e.Name]
	switch e.Op {
	case table.SetOp:
		item[e.Name] = e.Value
	case table.SetIfAbsentOp:
		if !has {
			item[e.Name] = e.Value
		}
	case table.AddOp:
		sum, err := add(v, e.Value.Int())
		if err != nil {
			return err
		}
		item[e.Name] = sum
	case table.RemoveOp:
		delete(item, e.Name)
	}
	return nil
}

func add(v table.Value, n int64) (table.Value, error) {
	if t := v.Type(); t != table.Number && t != table.Absent {
		return v, &table.LimitError{What: "an edit adds to something that is no number"}
	}
	sum := v.Int() + n
	if (sum > v.Int()) != (n > 0) && n != 0 {
		return v, &table.LimitError{What: "a sum beyond 64 bits"}
	}
	return table.N(sum), nil
}
