package access

import "slices"

// Kind is what sort of credential was shown.
type Kind string

// The kinds of principals.
const (
	SCIMToken      Kind = "scim"     // an identity provider, bound to one connection
	AccessToken    Kind = "access"   // an OAuth 2 client, bound to one connection, for an hour
	SecretOfClient Kind = "secret"   // an OAuth 2 client at the token endpoint; it opens no other door
	AdminKey       Kind = "admin"    // an admin API key, bound to one account
	OperatorKey    Kind = "operator" // the deployment's operator, bound to no account
)

// Scope is one right of a credential.
type Scope string

// The scopes. Owner includes write, write includes read.
const (
	Read  Scope = "read"
	Write Scope = "write"
	Owner Scope = "owner"
	SCIM  Scope = "scim"
)

// Principal is who is asking: the outcome of authentication.
type Principal struct {
	Kind       Kind
	Account    Account // zero for an operator
	Connection string  // SCIM only: the connection's id
	Credential string  // the public id of the credential, for audit and logs; of an access token, which is gone soon, the id of its client
	Scopes     []Scope
}

// May reports whether the principal has the right.
func (p Principal) May(s Scope) bool {
	switch s {
	case Read:
		return p.has(Read) || p.has(Write) || p.has(Owner)
	case Write:
		return p.has(Write) || p.has(Owner)
	default:
		return p.has(s)
	}
}

func (p Principal) has(s Scope) bool { return slices.Contains(p.Scopes, s) }
