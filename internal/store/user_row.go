package store

import (
	"bytes"
	"encoding/json"
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
	body, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("write attributes: %w", err)
	}
	return body, nil
}

// decodeObject reads what encodeObject wrote: numbers come back as they went in, int64 where whole.
func decodeObject(body []byte) (scim.Object, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var o scim.Object
	if err := d.Decode(&o); err != nil {
		return nil, fmt.Errorf("attributes: %w", err)
	}
	for name, v := range o {
		o[name] = plainNumbers(v)
	}
	return o, nil
}

func plainNumbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case scim.Object:
		for name, inner := range v {
			v[name] = plainNumbers(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = plainNumbers(inner)
		}
	}
	return v
}

// The lists of index G1.
const (
	userList  = "U"
	groupList = "G"
)
