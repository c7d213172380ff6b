// Package access says who is asking and for which account.
//
// It holds accounts, principals, scopes and the format, hash and check of credentials.
// It does not speak HTTP (package web reads the header) and stores nothing (its ports are
// implemented by package store).
package access

// Account is the tenant that a piece of work belongs to. It cannot be made from text
// by just anybody: it comes out of authentication (Gate), or out of FromTrigger for messages
// that we sent ourselves, or out of Found for an account that is being created. The last two may be called
// only where internal/arch says so. The zero Account is no account: stores refuse it.
type Account struct{ id string }

// ID is the account's ULID, for keys, messages and logs.
func (a Account) ID() string { return a.id }

// IsZero reports whether a is no account.
func (a Account) IsZero() bool { return a.id == "" }

// FromTrigger names the account of a stream record, queue message or schedule of our own.
// Only cloud/lambda and inproc (and tests) may call it.
func FromTrigger(id string) Account { return Account{id} }

// Found names an account that is being created, under a freshly minted id. Only app may call it.
func Found(id string) Account { return Account{id} }
