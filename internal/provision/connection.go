package provision

import (
	"context"
	"slices"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// MaxConnections is how many identity providers are joined to one account at most.
const MaxConnections = 20

// Connection is one identity provider joined to an account.
type Connection struct {
	ID      string
	Name    string
	Kind    string // "okta", "entra", "onelogin", "jumpcloud", "ping" or "generic"
	Created time.Time
	Version int64 // counts changes, from 1; the ETag
	Minted  int64 // how many tokens were ever made for it after the first

	FirstRequest time.Time // when it was first heard of; zero: never
	LastActivity time.Time // when it was last heard of, to access.UseInterval; zero: never
	Rhythm       Rhythm    // how long its pauses were

	Paused           bool           // its requests are refused
	PatchAnswer      PatchAnswer    // of its PATCH requests
	SharedGroupNames bool           // several of its groups may have one displayName
	UnknownMembers   UnknownMembers // of its groups
	Inspector        Inspector      // which of its requests are kept for a while
	Deletion         Deletion       // what its DELETE of a user means

	RequestsPerSecond int    // how many it may send to one process: MinRequests to MaxRequests; 0: as is usual for the deployment
	TrimSchema        *bool  // whether its schemas are shown without what Entra refuses; nil: as the kind says, see TrimsSchema
	Me                string // the id of the user that /Me stands for; "": none
}

// PatchAnswer is how a successful SCIM PATCH is answered (RFC 7644 section 3.5.2 allows both statuses).
type PatchAnswer string

// The answers. Whoever asks for attributes gets 200 in any case, as the standard demands.
const (
	PatchDefault PatchAnswer = ""    // 200 with the user, 204 for groups
	PatchBody    PatchAnswer = "200" // always with the resource
	PatchNoBody  PatchAnswer = "204" // without, where nothing is asked for
)

// kindEntra is the kind of connection whose schemas are trimmed unless it says otherwise.
const kindEntra = "entra"

var (
	connectionKinds = []string{"okta", kindEntra, "onelogin", "jumpcloud", "ping", "generic"}
	patchAnswers    = []PatchAnswer{PatchDefault, PatchBody, PatchNoBody}
)

// Connections is the use cases on connections and their tokens. Its exported fields must be set; it is safe for concurrent use.
type Connections struct {
	Store ConnectionStore
	Keys  *Keys
	Now   func() time.Time
	NewID func() string

	mu     sync.Mutex
	recent map[connectionName]recentConnection
}

// ConnectionChange is what changes of a connection; nil leaves a thing as it is.
type ConnectionChange struct {
	Name             *string
	Kind             *string
	Paused           *bool
	PatchAnswer      *PatchAnswer
	SharedGroupNames *bool
	UnknownMembers   *UnknownMembers
	Inspector        *Inspector
	Deletion         *Deletion

	RequestsPerSecond *int
	TrimSchema        *bool
	Me                *string
}

// List lists the account's connections, oldest first.
func (s *Connections) List(ctx context.Context, a access.Account) ([]Connection, error) {
	return s.Store.Connections(ctx, a)
}

// Get reads a connection, strongly. fault.NotFound.
func (s *Connections) Get(ctx context.Context, a access.Account, id string) (Connection, error) {
	if id == "" {
		return Connection{}, errNoConnection()
	}
	return s.Store.Connection(ctx, a, id)
}

// Create joins another identity provider; what is not said is generic and by default. fault.Invalid names the members at fault.
func (s *Connections) Create(ctx context.Context, a access.Account, want ConnectionChange) (Connection, error) {
	c := Connection{ID: s.NewID(), Kind: "generic", Created: s.Now(), Version: 1}
	want.applyTo(&c)
	if err := c.check(); err != nil {
		return Connection{}, err
	}
	for range joinTries {
		err := s.join(ctx, a, c)
		if err == nil {
			return c, nil
		}
		if !fault.Is(err, fault.Stale) {
			return Connection{}, err
		}
	}
	return Connection{}, fault.New(fault.Unavailable, "busy", "Others are adding connections at this moment. Try again.")
}

// joinTries bounds how often a connection is added anew after a lost race: each was lost to one that was added.
const joinTries = MaxConnections + 1

// join adds a connection if there is room. That nobody else did since the count was read is a condition of the write, so there are never more than MaxConnections.
func (s *Connections) join(ctx context.Context, a access.Account, c Connection) error {
	joined, err := s.Store.Joined(ctx, a)
	if err != nil {
		return err
	}
	list, err := s.Store.Connections(ctx, a)
	if err != nil {
		return err
	}
	if len(list) >= MaxConnections {
		return errLimit("connections", MaxConnections)
	}
	return s.Store.AddConnection(ctx, a, c, joined)
}

// Change changes a connection. A version other than 0 is the one that the caller has seen. fault.NotFound, fault.Stale, fault.Invalid. It has its effect at
// once in this process and within SettingsAge elsewhere.
func (s *Connections) Change(ctx context.Context, a access.Account, version int64, id string, change ConnectionChange) (Connection, error) {
	c, err := s.at(ctx, a, version, id)
	if err != nil {
		return Connection{}, err
	}
	change.applyTo(&c)
	if err := c.check(); err != nil {
		return Connection{}, err
	}
	c.Version++
	defer s.forget(a, id)
	return c, s.Store.SaveConnection(ctx, a, c)
}

// Delete takes a connection, its tokens and its clients away. fault.NotFound, fault.Stale; fault.Conflict (in_use) while users or groups are its own, which nobody else
// may change, and (last_connection) for the account's only one, also when several are deleted at a time.
func (s *Connections) Delete(ctx context.Context, a access.Account, version int64, id string) error {
	for range joinTries {
		if err := s.remove(ctx, a, version, id); fault.Code(err) != codeOtherConnections {
			return err
		}
	}
	return fault.New(fault.Unavailable, "busy", "Others are adding or deleting connections at this moment. Try again.")
}

// remove is one try.
func (s *Connections) remove(ctx context.Context, a access.Account, version int64, id string) error {
	c, err := s.at(ctx, a, version, id)
	if err != nil {
		return err
	}
	joined, err := s.Store.Joined(ctx, a)
	if err != nil {
		return err
	}
	list, err := s.Store.Connections(ctx, a)
	if err != nil {
		return err
	}
	if len(list) == 1 {
		return fault.New(fault.Conflict, "last_connection", "This is the account's only connection. Add another one first.")
	}
	tokens, err := s.Tokens(ctx, a, id)
	if err != nil {
		return err
	}
	clients, err := s.Store.Clients(ctx, a, id)
	if err != nil {
		return err
	}
	defer s.forget(a, id)
	return s.Store.RemoveConnection(ctx, a, c, removalOf(joined, tokens, clients), s.Now())
}

func removalOf(joined int64, tokens []access.Credential, clients []access.Client) ConnectionRemoval {
	all := ConnectionRemoval{Joined: joined}
	for _, token := range tokens {
		all.Tokens = append(all.Tokens, token.ID)
	}
	for _, client := range clients {
		all.Clients = append(all.Clients, client.ID)
	}
	return all
}

// at reads a connection for whoever has seen a version of it; 0 is any.
func (s *Connections) at(ctx context.Context, a access.Account, version int64, id string) (Connection, error) {
	c, err := s.Get(ctx, a, id)
	if err == nil && version != 0 && version != c.Version {
		err = StaleConnection()
	}
	return c, err
}

// StaleConnection is the failure of a change to a connection that somebody else has changed meanwhile.
func StaleConnection() error {
	return fault.New(fault.Stale, "stale_if_match", "The connection has changed meanwhile. Read it again.")
}

const codeOtherConnections = "other_connections"

// OtherConnections is the failure of a removal while other connections come or go: whether it would be the last one has to be looked at again.
func OtherConnections() error {
	return fault.New(fault.Stale, codeOtherConnections, "Other connections have been added or deleted meanwhile. Try again.")
}

// ConnectionInUse is the failure of a removal while users or groups are the connection's own.
func ConnectionInUse() error {
	return fault.New(fault.Conflict, "in_use", "The connection owns users, groups or other resources. Delete them by SCIM first, or pause the connection.")
}

func errNoConnection() error {
	return fault.New(fault.NotFound, "connection_not_found", "There is no such connection.")
}

func (change ConnectionChange) applyTo(c *Connection) {
	set(&c.Name, change.Name)
	set(&c.Kind, change.Kind)
	set(&c.Paused, change.Paused)
	set(&c.PatchAnswer, change.PatchAnswer)
	set(&c.SharedGroupNames, change.SharedGroupNames)
	set(&c.UnknownMembers, change.UnknownMembers)
	set(&c.Inspector, change.Inspector)
	set(&c.Deletion, change.Deletion)
	set(&c.Me, change.Me)
	set(&c.RequestsPerSecond, change.RequestsPerSecond)
	if change.TrimSchema != nil {
		c.TrimSchema = new(*change.TrimSchema)
	}
}

func (c Connection) check() error {
	bad := fault.New(fault.Invalid, "invalid_value", "The connection is not acceptable as it is.")
	if checkName(c.Name) != nil {
		bad.At("name", "Must have 1 to 200 characters, no control characters among them.")
	}
	if !slices.Contains(connectionKinds, c.Kind) {
		bad.At("kind", "Must be okta, entra, onelogin, jumpcloud, ping or generic.")
	}
	if !slices.Contains(patchAnswers, c.PatchAnswer) {
		bad.At("settings.patchAnswer", "Must be default, 200 or 204.")
	}
	c.checkHandling(bad)
	return faulty(bad)
}
