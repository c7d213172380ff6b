package store

import (
	"fmt"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/table"
)

// Attributes of USER and GROUP items.
const (
	attrJSON     = "json"   // B: the canonical SCIM attributes
	attrVersion  = "ver"    // N: counts changes, from 1
	attrUserName = "un"     // S: folded userName (USER)
	attrExternal = "x"      // S: externalId, when there is one
	attrConn     = "conn"   // S: the connection that created it
	attrActive   = "active" // Bool (USER)
	attrCreated  = "created"
	attrModified = "modified"
)

// encodeUser is a directory user's USER item.
func encodeUser(a access.Account, u directory.User) (table.Item, error) {
	body, err := encodeObject(u.Attrs)
	if err != nil {
		return table.Item{}, err
	}
	name := directory.UserName(u.Attrs)
	item := table.Item{Key: userKey(a, u.ID, sortUser), Attrs: table.Attrs{
		attrJSON:     table.B(body),
		attrVersion:  table.N(u.Version),
		attrUserName: table.S(scim.Fold(name)),
		attrConn:     table.S(u.Connection),
		attrActive:   table.Bool(directory.Active(u.Attrs)),
		attrCreated:  table.S(stamp(u.Created)),
		attrModified: table.S(stamp(u.Modified)),
		table.G1P:    table.S(listPartition(a, userList, u.ID)),
		table.G1S:    table.S(directory.SortText(name)),
	}}
	if x := directory.ExternalID(u.Attrs); x != "" {
		item.Attrs[attrExternal] = table.S(x)
	}
	return item, nil
}

// decodeUser reads a USER item. Activity, names and the address are in Attrs: see directory.Active, DisplayName and Email.
func decodeUser(id string, attrs table.Attrs) (directory.User, error) {
	o, err := decodeObject(attrs[attrJSON].Raw())
	if err != nil {
		return directory.User{}, fmt.Errorf("read user %s: %w", id, err)
	}
	return directory.User{
		ID: id, Connection: attrs[attrConn].Str(), Version: attrs[attrVersion].Int(), Attrs: o,
		Created: parseStamp(attrs[attrCreated].Str()), Modified: parseStamp(attrs[attrModified].Str()),
	}, nil
}

func encodeObject(o scim.Object) ([]byte, error) {
	if o == nil {
		o = scim.Object{}
	}
	body, err := scim.AppendJSON(make([]byte, 0, 512), o)
	if err != nil {
		return nil, fmt.Errorf("write attributes: %w", err)
	}
	return body, nil
}

func decodeObject(body []byte) (scim.Object, error) {
	o, err := scim.DecodeStored(body)
	if err != nil {
		return nil, fmt.Errorf("attributes: %w", err)
	}
	return o, nil
}

// The lists of index G1.
const (
	userList  = "U"
	groupList = "G"
)
