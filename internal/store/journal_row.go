package store

import (
	"encoding/json"
	"fmt"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// Attributes of a journal's head and parts.
const (
	attrState = "state" // S: open, committed or void
	attrGroup = "group" // S: the group whose members change, or
	attrUser  = "user"  // S: the user who leaves groups, or
	attrRings = "rings" // Bool: everybody in the groups of its part and below them is rung
	attrParts = "parts" // N
	attrDelta = "delta" // B: JSON of a directory.Delta, on a part
)

func encodeJournal(a access.Account, j directory.Journal) table.Item {
	item := table.Item{Key: journalKey(a, j.ID), Attrs: table.Attrs{
		attrState: table.S(string(j.State)), attrGroup: table.S(j.Group), attrUser: table.S(j.User),
		attrParts: table.N(int64(j.Parts)), attrCreated: table.S(stamp(j.At)),
	}}
	if j.Rings {
		item.Attrs[attrRings] = table.Bool(true)
	}
	return item
}

func decodeJournal(id string, attrs table.Attrs) directory.Journal {
	return directory.Journal{
		ID: id, Group: attrs[attrGroup].Str(), User: attrs[attrUser].Str(), Rings: attrs[attrRings].True(),
		State: directory.JournalState(attrs[attrState].Str()),
		Parts: int(attrs[attrParts].Int()), At: parseStamp(attrs[attrCreated].Str()),
	}
}

// partRow is a part of a journal as it is stored.
type partRow struct {
	Add    []string `json:"add,omitempty"`
	Remove []string `json:"remove,omitempty"`
}

func encodePart(a access.Account, journal string, n int, d directory.Delta) (table.Item, error) {
	body, err := json.Marshal(partRow(d))
	if err != nil {
		return table.Item{}, fmt.Errorf("write journal part: %w", err)
	}
	return table.Item{Key: journalPartKey(a, journal, n), Attrs: table.Attrs{attrDelta: table.B(body)}}, nil
}

func decodePart(attrs table.Attrs) (directory.Delta, error) {
	var row partRow
	if err := json.Unmarshal(attrs[attrDelta].Raw(), &row); err != nil {
		return directory.Delta{}, fmt.Errorf("read journal part: %w", err)
	}
	return directory.Delta(row), nil
}
