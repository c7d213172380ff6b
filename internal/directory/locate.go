package directory

import "usersync/internal/scim"

// endpoints is where resources are, below the base, by their resourceType.
var endpoints = map[string]string{"User": "/Users/", "Group": "/Groups/"}

// locate gives a resource that Resource has made its locations, which filters and orders may ask for: meta.location, and $ref of
// its groups or members.
func locate(o scim.Object, base string) scim.Object {
	meta, _ := o["meta"].(scim.Object)
	kind, _ := meta["resourceType"].(string)
	id, _ := o["id"].(string)
	meta["location"] = base + endpoints[kind] + id
	refer(o["groups"], base+endpoints["Group"])
	members, _ := o["members"].([]any)
	for _, member := range members {
		member, _ := member.(scim.Object)
		kind, _ := member["type"].(string)
		refer([]any{member}, base+endpoints[kind])
	}
	return o
}

// refer sets $ref of each element of a relation.
func refer(relation any, endpoint string) {
	list, _ := relation.([]any)
	for _, element := range list {
		element, _ := element.(scim.Object)
		id, _ := element["value"].(string)
		element["$ref"] = endpoint + id
	}
}
