package provision

import (
	"context"

	"usersync/internal/access"
)

// ClientStore keeps the OAuth 2 clients of connections. Reads are strong.
type ClientStore interface {
	// Clients lists the clients of a connection, or with "" those of all of the account's connections, by connection and id.
	Clients(ctx context.Context, a access.Account, connection string) ([]access.Client, error)
	// Client reads a client of any account; ok is false when there is none.
	Client(ctx context.Context, id string) (c access.Client, ok bool, err error)
	// AddClient stores a new one and counts it on its connection. fault.Stale when minted is not how many credentials were made for that, or it is gone.
	AddClient(ctx context.Context, a access.Account, c access.Client, minted int64) error
	// SaveClient stores the name, secrets and keys of a client as version c.Version. fault.Stale when c.Version-1 is not what is stored.
	SaveClient(ctx context.Context, a access.Account, c access.Client) error
	// RemoveClient removes a client. fault.Stale when c.Version is not what is stored.
	RemoveClient(ctx context.Context, a access.Account, c access.Client) error
}
