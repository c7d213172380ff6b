package store

import (
	"encoding/json"
	"fmt"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// eventRow is an entry of a user's history as it is stored. Its time and id are its key.
type eventRow struct {
	Kind  string    `json:"kind"`
	By    string    `json:"by,omitempty"`
	Note  string    `json:"note,omitempty"`
	Value string    `json:"value,omitempty"`
	Grant *grantRow `json:"grant,omitempty"`
}

func historyPartition(a access.Account, user string) string { return accountPrefix(a) + "H#" + user }

func putEvent(a access.Account, user string, e provision.Event) (table.Action, error) {
	row := eventRow{Kind: string(e.Kind), By: e.By, Note: e.Note, Value: e.Value}
	if e.Grant != nil {
		row.Grant = &grantRow{e.Grant.Grant, e.Grant.By, e.Grant.At}
	}
	body, err := json.Marshal(row)
	if err != nil {
		return table.Action{}, fmt.Errorf("write history: %w", err)
	}
	key := table.Key{P: historyPartition(a, user), S: stamp(e.At) + "#" + e.ID}
	return table.Put(table.Item{Key: key, Attrs: table.Attrs{attrJSON: table.B(body)}}, table.NotExists()), nil
}
