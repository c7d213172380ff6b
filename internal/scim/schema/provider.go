package schema

import "usersync/internal/scim"

// Provider says which optional parts of the standard the service offers (RFC 7643 section 5). What is zero is not offered:
// announce only what really works.
type Provider struct {
	Documentation   string // address of the documentation; "" is left out
	Patch           bool
	ChangePassword  bool
	Sort            bool
	ETag            bool
	FilterResults   int // most resources in an answer to a filter; 0: no filters
	BulkOperations  int // most operations in a bulk request; 0: no bulk
	BulkPayload     int // most bytes of a bulk request
	Authentications []Authentication
}

// Authentication is one way in which clients prove who they are.
type Authentication struct {
	Type        string // "oauthbearertoken", "oauth2", "httpbasic" ...
	Name        string
	Description string
}

// Document renders the ServiceProviderConfig as its RFC 7643 section 5 JSON object (without meta.location). Every required member is there.
func (p Provider) Document() scim.Object {
	o := scim.Object{
		"schemas":        []any{scim.ConfigSchema},
		"patch":          supported(p.Patch),
		"changePassword": supported(p.ChangePassword),
		"sort":           supported(p.Sort),
		"etag":           supported(p.ETag),
		"filter":         scim.Object{"supported": p.FilterResults > 0, "maxResults": int64(p.FilterResults)},
		"bulk": scim.Object{
			"supported": p.BulkOperations > 0, "maxOperations": int64(p.BulkOperations), "maxPayloadSize": int64(p.BulkPayload),
		},
		"authenticationSchemes": p.schemes(),
		"meta":                  scim.Object{"resourceType": "ServiceProviderConfig"},
	}
	if p.Documentation != "" {
		o["documentationUri"] = p.Documentation
	}
	return o
}

func supported(yes bool) scim.Object { return scim.Object{"supported": yes} }

func (p Provider) schemes() []any {
	list := make([]any, len(p.Authentications))
	for i, a := range p.Authentications {
		list[i] = scim.Object{"type": a.Type, "name": a.Name, "description": a.Description}
	}
	return list
}
