package provision

import (
	"context"
	"time"

	"usersync/internal/access"
)

// ConnectionStore keeps connections. Reads are strong.
type ConnectionStore interface {
	// Connections lists the account's connections, oldest first.
	Connections(ctx context.Context, a access.Account) ([]Connection, error)
	// Connection reads one. fault.NotFound.
	Connection(ctx context.Context, a access.Account, id string) (Connection, error)
	// Joined counts how often a connection was added to the account by AddConnection or removed.
	Joined(ctx context.Context, a access.Account) (int64, error)
	// AddConnection stores a new one. fault.Stale when joined is not what is counted: then others were added or removed since it was read.
	AddConnection(ctx context.Context, a access.Account, c Connection, joined int64) error
	// SaveConnection stores what can change of a connection, as version c.Version. fault.Stale when c.Version-1 is not what is stored.
	SaveConnection(ctx context.Context, a access.Account, c Connection) error
	// RemoveConnection removes a connection, ends its tokens and removes its clients, and lets nobody own anything by it from then on. ConnectionInUse while
	// somebody does; fault.Stale when the connection or its credentials are not what c and all say; OtherConnections when others were added or removed since all.Joined was read.
	RemoveConnection(ctx context.Context, a access.Account, c Connection, all ConnectionRemoval, now time.Time) error
	// Clients lists the clients of a connection, by id.
	Clients(ctx context.Context, a access.Account, connection string) ([]access.Client, error)
	// SaveToken stores a new token and counts it on its connection. fault.Stale when minted is not how many there were, or the connection is gone.
	SaveToken(ctx context.Context, a access.Account, c access.Credential, minted int64) error
}

// ConnectionRemoval is what was found before a connection is removed, and has to hold still.
type ConnectionRemoval struct {
	Joined          int64    // as Joined counted
	Tokens, Clients []string // ids of all that opens the SCIM door for it
}
