package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// AddSecret makes another secret of a client, good for so many days (0: DefaultTokenDays); its text is returned this once. Secrets that ran out are cleared
// away. fault.NotFound, fault.Invalid; fault.Conflict (too_many_secrets) when MaxSecrets are live.
func (s *Clients) AddSecret(ctx context.Context, a access.Account, connection, id string, days int) (access.ClientSecret, access.Secret, error) {
	secret, text, err := s.newSecret(days)
	if err != nil {
		return access.ClientSecret{}, access.Secret{}, err
	}
	_, err = s.change(ctx, a, connection, id, func(c *access.Client) error {
		c.Secrets = slices.DeleteFunc(slices.Clone(c.Secrets), func(have access.ClientSecret) bool { return !secret.Created.Before(have.Expires) })
		if len(c.Secrets) >= MaxSecrets {
			return fault.New(fault.Conflict, "too_many_secrets", "The client has %d live secrets. Delete the one that is not used any more.", MaxSecrets)
		}
		c.Secrets = append(c.Secrets, secret)
		return nil
	})
	return secret, text, err
}

// RemoveSecret ends a secret of a client and the access tokens that were given for it, at once. fault.NotFound.
func (s *Clients) RemoveSecret(ctx context.Context, a access.Account, connection, id, which string) error {
	_, err := s.change(ctx, a, connection, id, func(c *access.Client) error {
		at := slices.IndexFunc(c.Secrets, func(have access.ClientSecret) bool { return have.ID == which })
		if at < 0 {
			return fault.New(fault.NotFound, "secret_not_found", "There is no such secret.")
		}
		c.Secrets = slices.Delete(slices.Clone(c.Secrets), at, at+1)
		return nil
	})
	return err
}

func (s *Clients) newSecret(days int) (access.ClientSecret, access.Secret, error) {
	days, err := lifeInDays(days)
	if err != nil {
		return access.ClientSecret{}, access.Secret{}, err
	}
	id, text, hash, err := access.Mint(access.SecretOfClient, s.Connections.Keys.Random)
	now := s.Connections.Now()
	return access.ClientSecret{ID: id, Hash: hash, Created: now, Expires: now.Add(time.Duration(days) * day)}, text, err
}

// lifeInDays is how long a credential is good for: as said, or as usual. fault.Invalid.
func lifeInDays(days int) (int, error) {
	if days == 0 {
		days = DefaultTokenDays
	}
	if days < 1 || days > MaxTokenDays {
		return 0, fault.New(fault.Invalid, "invalid_value", "The credential cannot be made as it is.").
			At("expiresInDays", "Must be a whole number from 1 to 730.")
	}
	return days, nil
}
