package store

import (
	"encoding/json"
	"fmt"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/scim/schema"
	"usersync/internal/table"
)

// attrClaims is B on RES items: the unique values that the resource holds, as a JSON list of [attribute, value]. They are kept because the
// schema, which says what is unique, may be another one by the time they have to be given up.
const attrClaims = "claims"

// resourceList is the index list of a kind of resources.
func resourceList(k directory.Kind) string { return "R." + string(k) }

func encodeResource(a access.Account, r directory.Resource) (table.Item, error) {
	body, err := encodeObject(r.Attrs)
	if err != nil {
		return table.Item{}, err
	}
	item := table.Item{Key: resourceKey(a, string(r.Kind), r.ID), Attrs: table.Attrs{
		attrJSON:     table.B(body),
		attrVersion:  table.N(r.Version),
		attrConn:     table.S(r.Connection),
		attrCreated:  table.S(stamp(r.Created)),
		attrModified: table.S(stamp(r.Modified)),
		table.G1P:    table.S(listPartition(a, resourceList(r.Kind), r.ID)),
		table.G1S:    table.S(directory.SortText(r.ID)),
	}}
	if x := directory.ExternalID(r.Attrs); x != "" {
		item.Attrs[attrExternal] = table.S(x)
	}
	if len(r.Claims) == 0 {
		return item, nil
	}
	pairs := make([][2]string, len(r.Claims))
	for i, c := range r.Claims {
		pairs[i] = [2]string{c.Attribute, c.Value}
	}
	claims, err := json.Marshal(pairs)
	if err != nil {
		return table.Item{}, fmt.Errorf("write unique values: %w", err)
	}
	item.Attrs[attrClaims] = table.B(claims)
	return item, nil
}

func decodeResource(k directory.Kind, id string, attrs table.Attrs) (directory.Resource, error) {
	o, err := decodeObject(attrs[attrJSON].Raw())
	if err != nil {
		return directory.Resource{}, fmt.Errorf("read resource %s: %w", id, err)
	}
	r := directory.Resource{
		ID: id, Kind: k, Connection: attrs[attrConn].Str(), Version: attrs[attrVersion].Int(), Attrs: o,
		Created: parseStamp(attrs[attrCreated].Str()), Modified: parseStamp(attrs[attrModified].Str()),
	}
	text := attrs[attrClaims].Raw()
	if len(text) == 0 {
		return r, nil
	}
	var pairs [][2]string
	if err := json.Unmarshal(text, &pairs); err != nil {
		return directory.Resource{}, fmt.Errorf("read unique values of %s: %w", id, err)
	}
	for _, pair := range pairs {
		r.Claims = append(r.Claims, schema.UniqueValue{Attribute: pair[0], Value: pair[1]})
	}
	return r, nil
}
