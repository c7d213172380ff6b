package provision

import (
	"context"
	"errors"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// How often all accounts are looked at for credentials that expire, and how many of them at a time: the clock comes every minute.
const (
	expiryEvery      = time.Hour
	accountsPerRound = 100
)

// ExpiryStore keeps where a round stands, and of what accounts were told.
type ExpiryStore interface {
	AccountList
	// Clients lists the clients of a connection, or with "" those of all of the account's connections.
	Clients(ctx context.Context, a access.Account, connection string) ([]access.Client, error)
	// ExpiryRound reads how far the round is; zero when there was none.
	ExpiryRound(ctx context.Context) (ExpiryRound, error)
	// SaveExpiryRound stores how far it is. fault.Stale when was is not what is stored.
	SaveExpiryRound(ctx context.Context, was, next ExpiryRound) error
	// NoteTold notes that the account was told so many days before the end. fault.Stale when it was told since e was read, or the credential is gone.
	NoteTold(ctx context.Context, a access.Account, e Expiry, days int) error
}

// ExpiryRound is how far a round over all accounts is.
type ExpiryRound struct {
	Began time.Time
	After string // the account that it has come to; "": it is over
}

// Teller tells an account that a credential expires within so many days. When it fails it is called again an hour later.
type Teller func(ctx context.Context, a access.Account, e Expiry, days int) error

// Expiries is the use cases on credentials that are about to expire. Its fields must be set, Tell and AccountOf for Round only; it is safe for concurrent use.
type Expiries struct {
	Store     ExpiryStore
	Keys      *Keys
	Tell      Teller
	AccountOf func(id string) access.Account // names the account of an id: it is the caller who may do that
	Now       func() time.Time
}

// Soon lists the credentials of a connection, or with "" of all of the account's, that expire within ExpirySoon or have expired, the earliest first.
func (s *Expiries) Soon(ctx context.Context, a access.Account, connection string) ([]Expiry, error) {
	list, err := s.endings(ctx, a, connection)
	now := s.Now()
	list = slices.DeleteFunc(list, func(e Expiry) bool { return NearnessOf(e.Expires, now) == Fine })
	slices.SortStableFunc(list, func(x, y Expiry) int { return x.Expires.Compare(y.Expires) })
	return list, err
}

func (s *Expiries) endings(ctx context.Context, a access.Account, connection string) ([]Expiry, error) {
	tokens, err := s.Keys.List(ctx, a, access.SCIMToken)
	if err != nil {
		return nil, err
	}
	tokens = slices.DeleteFunc(tokens, func(c access.Credential) bool { return connection != "" && c.Connection != connection })
	clients, err := s.Store.Clients(ctx, a, connection)
	return expiriesOf(tokens, clients), err
}

// Round goes on with telling accounts of credentials that expire: once an hour it begins with the first account again. Of several calls at a time one does the
// work. Each account is told 30, 14, 7 and 1 days before the end, once each: again only if the process died, or the store failed, between telling and noting it.
func (s *Expiries) Round(ctx context.Context) error {
	was, err := s.Store.ExpiryRound(ctx)
	next := was
	if err != nil {
		return err
	}
	if was.After == "" {
		if next.Began = s.Now(); next.Began.Sub(was.Began) < expiryEvery {
			return nil
		}
	}
	ids, err := s.Store.AccountIDs(ctx, was.After, accountsPerRound)
	if err != nil {
		return err
	}
	if next.After = ""; len(ids) == accountsPerRound {
		next.After = ids[len(ids)-1]
	}
	err = s.Store.SaveExpiryRound(ctx, was, next)
	if fault.Is(err, fault.Stale) { // somebody else is at it
		return nil
	}
	if err != nil {
		return err
	}
	for _, id := range ids {
		err = errors.Join(err, s.tell(ctx, s.AccountOf(id)))
	}
	return err
}

// tell tells an account of what is due.
func (s *Expiries) tell(ctx context.Context, a access.Account) error {
	list, err := s.endings(ctx, a, "")
	now := s.Now()
	for _, e := range list {
		days, due := e.step(now)
		if !due {
			continue
		}
		told := s.Tell(ctx, a, e, days)
		if told == nil {
			told = s.Store.NoteTold(ctx, a, e, days)
		}
		if !fault.Is(told, fault.Stale) {
			err = errors.Join(err, told)
		}
	}
	return err
}
