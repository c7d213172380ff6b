// Package table is the narrow waist between the product and its database: the
// slice of DynamoDB that usersync uses, and nothing more.
//
// Items live under a partition key and a sort key in one of three tables. They are
// read with Get, BatchGet and Query (one partition, optionally of the one index G1)
// and changed only by Transact: up to 100 conditional actions, all or none. A table's
// changes come out as a stream in order per item.
//
// The package knows no keys of ours and opens nothing: package store owns the
// access patterns, engine/dynamo and engine/local the databases.
package table

import "context"

// Name is one of the three tables.
type Name uint8

// The tables. Core is the truth and has the change stream; Work expires by itself
// (TTL attribute "ttl", unix seconds); Audit is append-only.
const (
	Core Name = iota
	Work
	Audit
)

func (n Name) String() string { return [...]string{"core", "work", "audit"}[n] }

// Limits, as DynamoDB sets them; both engines enforce them.
const (
	MaxItemBytes        = 400 << 10 // one item, names and values
	MaxActions          = 100       // actions in one Transact
	MaxTransactionBytes = 4 << 20
	MaxPageBytes        = 1 << 20 // one Query page
	MaxBatchGet         = 100     // keys in one BatchGet
	MaxKeyBytes         = 1024    // sort key; the partition key may have 2048
)

// The names of the attributes that place an item in the index G1. An item that has
// both is in the index; one that lacks either is not (the index is sparse). The index
// holds keys only: a Query of it returns items whose Attrs are just these two.
const (
	G1P = "G1P"
	G1S = "G1S"
)

// TTL is the attribute of the Work table after whose time (N, unix seconds) an item may vanish.
const TTL = "ttl"

// Key names one item.
type Key struct {
	Table Name
	P     string // partition key, not empty
	S     string // sort key, not empty
}

// Item is what is stored under a key. Engines hand out copies: an Item may be changed by whoever got it.
type Item struct {
	Key   Key
	Attrs Attrs
}

// Attrs are an item's attributes other than its key.
type Attrs map[string]Value

// Query reads one partition of a table, or of its index, in sort-key order.
type Query struct {
	Table Name
	Index bool   // read G1: P is compared with G1P, and ranges and order are of G1S. Always eventually consistent
	P     string // the partition

	// Whatever of these is not empty must hold, all together. They are UTF-8 as keys are:
	// for an upper end behind all that begin with a text, use Prefix.
	Prefix string // only sort keys that begin with this
	From   string // only sort keys >= From
	To     string // only sort keys <= To

	Desc     bool
	Limit    int    // at most this many items; 0 means up to a page of 1 MB
	Start    Cursor // continue behind this position: Page.Next of the page before; it must lie in the range
	Eventual bool   // an eventually consistent read is good enough (half the units); index reads always are
}

// Cursor is a position in a Query: the key of the last item returned, with its G1S on the index.
// The zero Cursor is the beginning. Nil and zero are the same.
type Cursor struct {
	P, S string // base key of the last item
	G1S  string // its index sort key, for index queries
}

// IsZero reports whether c is the beginning (or, in Page.Next, the end).
func (c Cursor) IsZero() bool { return c == Cursor{} }

// Page is one answer to a Query. When Next is not zero more may follow, even if
// Items is empty.
type Page struct {
	Items []Item
	Next  Cursor
}

// Table is a database. Its methods are safe for concurrent use.
//
// Errors, to be found with errors.As, are *CanceledError (conditions, from Transact only), *LimitError (the request
// breaks a limit above and was not tried), *ThrottledError (nothing happened, try
// again), *AmbiguousError (it may or may not have happened) or the context's error.
type Table interface {
	// Get reads one item, strongly consistent. ok is false when there is none.
	Get(ctx context.Context, key Key) (item Item, ok bool, err error)

	// BatchGet reads up to MaxBatchGet items, strongly consistent, in no particular
	// order; missing ones are left out. The reads are not a snapshot of one moment.
	BatchGet(ctx context.Context, keys []Key) ([]Item, error)

	// Query reads a page of one partition.
	Query(ctx context.Context, q Query) (Page, error)

	// Transact carries out all the actions or, when any condition fails, none; then
	// the error is a *CanceledError with a reason per action. No item may be named twice.
	Transact(ctx context.Context, actions []Action) error
}

// Change is one committed change of one item. Old is nil when the item is new,
// New when it was deleted. Changes of one item arrive in the order of their commits, at
// least once; those of one transaction may arrive apart and mixed with others.
type Change struct {
	Seq uint64 // position in the local stream; 0 where the engine has none
	Key Key
	Old Attrs
	New Attrs
}
