package store

import (
	"fmt"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// Attributes of a GROUP item that are absent where they do not hold.
const (
	attrSharedName = "sharedName" // Bool: others of its connection may have its displayName
	attrNested     = "nested"     // Bool: it is in the account's nesting, or was
	attrSize       = "size"       // N: users who are members; absent: not counted
	attrPeak       = "peak"       // N: how many they were since attrLosing
	attrLosing     = "losing"     // S: the first removal of the last hour, as far as was looked
)

// encodeGroup is a directory group's GROUP item; its members are items of their own.
func encodeGroup(a access.Account, g directory.Group) (table.Item, error) {
	body, err := encodeObject(g.Attrs)
	if err != nil {
		return table.Item{}, err
	}
	name, _ := g.Attrs["displayName"].(string)
	item := table.Item{Key: groupKey(a, g.ID), Attrs: table.Attrs{
		attrJSON:     table.B(body),
		attrVersion:  table.N(g.Version),
		attrConn:     table.S(g.Connection),
		attrCreated:  table.S(stamp(g.Created)),
		attrModified: table.S(stamp(g.Modified)),
		table.G1P:    table.S(listPartition(a, groupList, g.ID)),
		table.G1S:    table.S(directory.SortText(name)),
	}}
	if g.SharedName {
		item.Attrs[attrSharedName] = table.Bool(true)
	}
	if g.Nested {
		item.Attrs[attrNested] = table.Bool(true)
	}
	if g.Size.Known {
		item.Attrs[attrSize] = table.N(int64(g.Size.Now))
	}
	if g.Size.Known && !g.Size.Since.IsZero() {
		item.Attrs[attrPeak], item.Attrs[attrLosing] = table.N(int64(g.Size.Peak)), table.S(stamp(g.Size.Since))
	}
	return item, nil
}

func decodeSize(attrs table.Attrs) directory.Size {
	n, known := attrs[attrSize]
	return directory.Size{
		Known: known, Now: max(0, int(n.Int())), Peak: int(attrs[attrPeak].Int()), Since: parseStamp(attrs[attrLosing].Str()),
	}
}

func decodeGroup(id string, attrs table.Attrs) (directory.Group, error) {
	o, err := decodeObject(attrs[attrJSON].Raw())
	if err != nil {
		return directory.Group{}, fmt.Errorf("read group %s: %w", id, err)
	}
	return directory.Group{
		ID: id, Connection: attrs[attrConn].Str(), Version: attrs[attrVersion].Int(), Attrs: o,
		Created: parseStamp(attrs[attrCreated].Str()), Modified: parseStamp(attrs[attrModified].Str()),
		SharedName: attrs[attrSharedName].True(), Nested: attrs[attrNested].True(), Size: decodeSize(attrs),
	}, nil
}
