// Package scim holds the nouns and messages of SCIM 2.0 (RFC 7643, RFC 7644).
//
// It knows no HTTP, no storage and no business rule. Its sub-packages are schema
// (attributes and their characteristics), filter (the filter and path grammar) and patch (PATCH applied to a resource).
package scim

// The URNs of the standard that we use.
const (
	UserSchema       = "urn:ietf:params:scim:schemas:core:2.0:User"
	GroupSchema      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	EnterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	SchemaSchema     = "urn:ietf:params:scim:schemas:core:2.0:Schema"
	TypeSchema       = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
	ConfigSchema     = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"

	ListMessage   = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	PatchMessage  = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	ErrorMessage  = "urn:ietf:params:scim:api:messages:2.0:Error"
	SearchMessage = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
	BulkMessage   = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
	BulkAnswer    = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
)

// MediaType is what SCIM bodies are sent as, bare (no charset).
const MediaType = "application/scim+json"

// Object is a SCIM resource or complex value in canonical form: attribute names as the
// schema spells them, extension attributes nested under their URN, and values that are
//
//	string | bool | int64 | float64 | Object | []any (of these)
//
// Absent, null, "" and empty lists are all "unassigned" (RFC 7643 section 2.5) and never stored.
type Object = map[string]any

// The scimType codes of RFC 9865 section 2; used as fault codes.
const (
	InvalidCursor = "invalidCursor"
	ExpiredCursor = "expiredCursor"
	InvalidCount  = "invalidCount"
)

// The scimType codes of RFC 7644 table 9 that are answered; used as fault codes. invalidVers is none: it is about versions of the protocol.
const (
	InvalidFilter = "invalidFilter"
	TooMany       = "tooMany"
	Uniqueness    = "uniqueness"
	Mutability    = "mutability"
	InvalidSyntax = "invalidSyntax"
	InvalidPath   = "invalidPath"
	NoTarget      = "noTarget"
	InvalidValue  = "invalidValue"
	Sensitive     = "sensitive"
)
