package scimapi

import (
	"maps"
	"strings"
	"time"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// serviceProviderConfig is GET /ServiceProviderConfig (RFC 7643 section 5). It announces what works and nothing else. As on
// all discovery addresses, parameters are ignored.
func (a *api) serviceProviderConfig(*call) (reply, error) {
	return found(0, show(scim.Object{
		"schemas":        []any{scim.ConfigSchema},
		"patch":          supported(true),
		"bulk":           scim.Object{"supported": true, "maxOperations": maxBulkOperations, "maxPayloadSize": maxBulkBody},
		"filter":         scim.Object{"supported": true, "maxResults": maxCount},
		"changePassword": supported(false),
		"sort":           supported(true),
		"etag":           supported(true),
		"pagination": scim.Object{ // RFC 9865 section 4
			"cursor": true, "index": true, "defaultPaginationMethod": "index",
			"defaultPageSize": defaultCount, "maxPageSize": maxCount, "cursorTimeout": int(cursorLife / time.Second),
		},
		"authenticationSchemes": []any{scim.Object{
			"type":        "oauthbearertoken",
			"name":        "OAuth Bearer Token",
			"description": "The token of the connection, in the Authorization header.",
			"specUri":     "https://www.rfc-editor.org/info/rfc6750",
			"primary":     true,
		}, scim.Object{
			"type":        "oauth2",
			"name":        "OAuth 2 Client Credentials",
			"description": "An access token for an hour, which a client of the connection gets at /scim/oauth/token for its secret or a signed assertion.",
			"specUri":     "https://www.rfc-editor.org/info/rfc6749",
			"primary":     false,
		}},
		"meta": scim.Object{"resourceType": "ServiceProviderConfig", "location": a.baseURL + "/ServiceProviderConfig"},
	})), nil
}

func supported(yes bool) scim.Object { return scim.Object{"supported": yes} }

// listResourceTypes is GET /ResourceTypes (RFC 7643 section 6).
func (a *api) listResourceTypes(c *call) (reply, error) {
	var all []scim.Object
	for _, rt := range a.types(c) {
		all = append(all, a.typeDocument(rt))
	}
	return page(len(all), 1, all), nil
}

// readResourceType is GET /ResourceTypes/{id}.
func (a *api) readResourceType(c *call) (reply, error) {
	for _, rt := range a.types(c) {
		if rt.Name == c.id() {
			return found(0, show(a.typeDocument(rt))), nil
		}
	}
	return reply{}, errNoDocument("ResourceTypes")
}

// listSchemas is GET /Schemas (RFC 7643 section 7).
func (a *api) listSchemas(c *call) (reply, error) {
	schemas, err := a.schemasOf(c)
	if err != nil {
		return reply{}, err
	}
	var all []scim.Object
	for _, s := range schemas {
		all = append(all, a.schemaDocument(s))
	}
	return page(len(all), 1, all), nil
}

// readSchema is GET /Schemas/{id}; URNs are compared without case (RFC 8141 section 3.1).
func (a *api) readSchema(c *call) (reply, error) {
	schemas, err := a.schemasOf(c)
	if err != nil {
		return reply{}, err
	}
	for _, s := range schemas {
		if strings.EqualFold(s.ID, c.id()) {
			return found(0, show(a.schemaDocument(s))), nil
		}
	}
	return reply{}, errNoDocument("Schemas")
}

func errNoDocument(list string) error {
	return fault.New(fault.NotFound, "no_document", "There is no such document. GET /%s lists those that there are.", list)
}

func (a *api) types(c *call) []*schema.ResourceType {
	return append([]*schema.ResourceType{c.types.Users, c.types.Groups}, a.own...)
}

// schemasOf is the schemas as the connection wants to see them.
func (a *api) schemasOf(c *call) ([]*schema.Schema, error) {
	connection, err := a.connections.Recent(c.ctx(), c.account(), c.caller.Connection)
	if err != nil {
		return nil, err
	}
	seen := func(s *schema.Schema) *schema.Schema { return s }
	if connection.TrimsSchema() {
		seen = trimmed
	}
	var all []*schema.Schema
	for _, rt := range a.types(c) {
		all = append(all, seen(rt.Core))
		for _, e := range rt.Extensions {
			all = append(all, seen(e.Schema))
		}
	}
	return all, nil
}

// typeDocument has its own schemas, id and meta: clients refuse documents without them.
func (a *api) typeDocument(rt *schema.ResourceType) scim.Object {
	return document(rt.Document(), scim.TypeSchema, rt.Name, "ResourceType", a.baseURL+"/ResourceTypes/"+rt.Name)
}

func (a *api) schemaDocument(s *schema.Schema) scim.Object {
	return document(s.Document(), scim.SchemaSchema, s.ID, "Schema", a.baseURL+"/Schemas/"+s.ID)
}

func document(body scim.Object, urn, id, kind, location string) scim.Object {
	o := maps.Clone(body)
	o["schemas"] = []any{urn}
	o["id"] = id
	o["meta"] = scim.Object{"resourceType": kind, "location": location}
	return o
}
