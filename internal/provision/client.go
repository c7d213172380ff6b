package provision

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// Limits of OAuth 2 clients: of a connection, so that its removal is one transaction, and live secrets of a client, so that one can be changed for the next.
const (
	MaxClients = 5
	MaxSecrets = 3
)

// Clients is the use cases on the OAuth 2 clients of connections. Its fields must be set; it is safe for concurrent use.
type Clients struct {
	Store       ClientStore
	Connections *Connections
}

// NewClient is a client to be made, with keys that it signs with, or without any and with a first secret.
type NewClient struct {
	Name string // "" means "Client"
	Days int    // how long the first secret is good for, as in NewToken
	Keys []access.ClientKey
}

// List lists a connection's clients, oldest first. fault.NotFound.
func (s *Clients) List(ctx context.Context, a access.Account, connection string) ([]access.Client, error) {
	if _, err := s.Connections.Get(ctx, a, connection); err != nil {
		return nil, err
	}
	return s.Store.Clients(ctx, a, connection)
}

// Get reads a client of a connection. fault.NotFound.
func (s *Clients) Get(ctx context.Context, a access.Account, connection, id string) (access.Client, error) {
	if _, err := s.Connections.Get(ctx, a, connection); err != nil {
		return access.Client{}, err
	}
	c, ok, err := s.Store.Client(ctx, id)
	if err == nil && (!ok || c.Account != a.ID() || c.Connection != connection) {
		err = fault.New(fault.NotFound, "client_not_found", "There is no such client.")
	}
	return c, err
}

// Create makes a client. Without keys it gets a secret, whose text is returned this once. fault.NotFound, fault.Invalid; fault.Conflict (too_many_clients).
func (s *Clients) Create(ctx context.Context, a access.Account, connection string, want NewClient) (access.Client, access.Secret, error) {
	if want.Name == "" {
		want.Name = "Client"
	}
	c := access.Client{ID: s.Connections.NewID(), Account: a.ID(), Connection: connection, Name: want.Name, Created: s.Connections.Now(), Version: 1, Keys: want.Keys}
	if checkName(c.Name) != nil {
		return access.Client{}, access.Secret{}, fault.New(fault.Invalid, "invalid_value", "The client cannot be made as it is.").
			At("name", "Must have 1 to 200 characters, no control characters among them.")
	}
	var text access.Secret
	if len(c.Keys) == 0 {
		secret, shown, err := s.newSecret(want.Days)
		if err != nil {
			return access.Client{}, access.Secret{}, err
		}
		c.Secrets, text = []access.ClientSecret{secret}, shown
	}
	return c, text, again(func() error { return s.add(ctx, a, c) })
}

// add is one try: whoever makes a client counts it on the connection, so that of two at a time one is fault.Stale.
func (s *Clients) add(ctx context.Context, a access.Account, c access.Client) error {
	connection, err := s.Connections.Get(ctx, a, c.Connection)
	if err != nil {
		return err
	}
	list, err := s.Store.Clients(ctx, a, c.Connection)
	if err != nil {
		return err
	}
	if len(list) >= MaxClients {
		return fault.New(fault.Conflict, "too_many_clients", "The connection has %d clients. Delete one that is not used any more.", MaxClients)
	}
	return s.Store.AddClient(ctx, a, c, connection.Minted)
}

// Delete takes a client away, and with it, at once, its secrets, keys and access tokens. fault.NotFound.
func (s *Clients) Delete(ctx context.Context, a access.Account, connection, id string) error {
	return again(func() error {
		c, err := s.Get(ctx, a, connection, id)
		if err != nil {
			return err
		}
		return s.Store.RemoveClient(ctx, a, c)
	})
}

// SetKeys puts keys in the place of those that a client has; none takes them all away. Access tokens given for a key that goes end at once. fault.NotFound.
func (s *Clients) SetKeys(ctx context.Context, a access.Account, connection, id string, keys []access.ClientKey) (access.Client, error) {
	return s.change(ctx, a, connection, id, func(c *access.Client) error {
		before := c.Keys
		c.Keys = slices.Clone(keys)
		for i, key := range c.Keys {
			if at := slices.IndexFunc(before, func(k access.ClientKey) bool { return k.ID == key.ID }); at >= 0 {
				c.Keys[i].LastUse = before[at].LastUse
			}
		}
		return nil
	})
}

// change changes a client, again when somebody else was first.
func (s *Clients) change(ctx context.Context, a access.Account, connection, id string, do func(*access.Client) error) (changed access.Client, err error) {
	err = again(func() error {
		c, err := s.Get(ctx, a, connection, id)
		if err != nil {
			return err
		}
		if err := do(&c); err != nil {
			return err
		}
		c.Version++
		changed = c
		return s.Store.SaveClient(ctx, a, c)
	})
	return changed, err
}

// again repeats what lost a race. fault.Unavailable when it loses too many.
func again(try func() error) error {
	for range tokenTries {
		if err := try(); !fault.Is(err, fault.Stale) {
			return err
		}
	}
	return fault.New(fault.Unavailable, "busy", "Others are changing credentials of this connection at this moment. Try again.")
}
