package app

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

// CodeLife is how long a one-time code can be used.
const CodeLife = time.Hour

// consoleName is what admin keys are called that were made for a one-time code.
const consoleName = "console"

// codes are the one-time codes of this process: they are gone with it, and no other process knows them.
type codes struct {
	app *App

	mu    sync.Mutex
	given map[[sha256.Size]byte]grantedCode // by the hash of the code
}

type grantedCode struct {
	account access.Account
	expires time.Time
}

var _ adminapi.Codes = (*codes)(nil)

// OneTimeCode makes a code that signs one browser in to an account within CodeLife.
func (app *App) OneTimeCode(account string) (string, error) {
	code, _, err := app.codes.Give(app.config.AccountOf(account))
	return code, err
}

// signIn are the one-time codes of the admin API: none where there may be several processes.
func (app *App) signIn() adminapi.Codes {
	if !app.config.Sole {
		return nil
	}
	return &app.codes
}

// Give implements adminapi.Codes.
func (c *codes) Give(a access.Account) (code string, expires time.Time, err error) {
	var random [32]byte
	if _, err := io.ReadFull(c.app.config.Random, random[:]); err != nil {
		return "", expires, fmt.Errorf("make a one-time code: %w", err)
	}
	code, expires = base64.RawURLEncoding.EncodeToString(random[:]), c.app.config.Now().Add(CodeLife)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.given == nil {
		c.given = map[[sha256.Size]byte]grantedCode{}
	}
	maps.DeleteFunc(c.given, func(_ [sha256.Size]byte, old grantedCode) bool { return !c.app.config.Now().Before(old.expires) })
	c.given[sha256.Sum256([]byte(code))] = grantedCode{a, expires}
	return code, expires, nil
}

// Redeem implements adminapi.Codes. The key has every scope and ends when the session does; keys of earlier codes that have ended are taken off the list.
func (c *codes) Redeem(ctx context.Context, code string) (access.Secret, error) {
	a, ok := c.use(code)
	if !ok {
		return access.Secret{}, fault.New(fault.Unauthenticated, "sign_in_failed", "The code is unknown, used or expired.")
	}
	now, keys := c.app.config.Now(), c.app.keys
	old, err := keys.List(ctx, a, access.AdminKey)
	if err != nil {
		return access.Secret{}, err
	}
	for _, k := range old {
		if k.Name == consoleName && !k.Expires.IsZero() && !now.Before(k.Expires) {
			if err := c.app.store.RevokeCredential(ctx, a, k.ID, now); err != nil {
				return access.Secret{}, err
			}
		}
	}
	_, secret, err := keys.Create(ctx, a, provision.NewKey{
		Kind: access.AdminKey, Scopes: []access.Scope{access.Read, access.Write, access.Owner}, Name: consoleName, Expires: now.Add(adminapi.SessionLife), Session: true,
	})
	return secret, err
}

// End implements adminapi.Codes.
func (c *codes) End(ctx context.Context, a access.Account, id string) error {
	key, err := c.app.keys.Get(ctx, a, access.AdminKey, id)
	if fault.Is(err, fault.NotFound) || err == nil && !key.Session {
		return nil
	}
	if err != nil {
		return err
	}
	return c.app.store.RevokeCredential(ctx, a, id, c.app.config.Now())
}

// use takes a code off the list; ok is false where it is none, or was given too long ago.
func (c *codes) use(code string) (access.Account, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	hash := sha256.Sum256([]byte(code))
	given, ok := c.given[hash]
	delete(c.given, hash)
	return given.account, ok && c.app.config.Now().Before(given.expires)
}
