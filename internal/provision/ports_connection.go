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
	// AddConnection stores a new one.
	AddConnection(ctx context.Context, a access.Account, c Connection) error
	// SaveConnection stores what can change of a connection, as version c.Version. fault.Stale when c.Version-1 is not what is stored.
	SaveConnection(ctx context.Context, a access.Account, c Connection) error
	// RemoveConnection removes a connection and ends its tokens, and lets nobody own anything by it from then on. ConnectionInUse while somebody does;
	// fault.Stale when the connection or its tokens are not what c and tokens say.
	RemoveConnection(ctx context.Context, a access.Account, c Connection, tokens []string, now time.Time) error
	// SaveToken stores a new token and counts it on its connection. fault.Stale when minted is not how many there were, or the connection is gone.
	SaveToken(ctx context.Context, a access.Account, c access.Credential, minted int64) error
}
