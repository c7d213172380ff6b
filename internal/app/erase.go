package app

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/scim"
)

// tombPurpose keeps the key that signs names apart from the one that seals cursors: both come from the deployment's one key.
const tombPurpose = "usersync: userNames of people who were erased"

// sign is the keyed hash by which the userName of somebody who was erased is known again: no two accounts have the same for one name.
func (app *App) sign(ctx context.Context, a access.Account, userName string) (string, error) {
	secret, err := app.CursorKey(ctx)
	if err != nil {
		return "", err
	}
	key, err := hkdf.Key(sha256.New, secret, nil, tombPurpose, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("make a key for names: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s\x00%s", a.ID(), scim.Fold(userName)) // a hash takes everything
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// forgetter drops the last requests of an account's identity providers.
type forgetter interface {
	Forget(ctx context.Context, a access.Account) error
}

// requestsOf forgets a user by dropping all last requests of the account: whom one of them names in which attribute nobody can tell, and none is older than a day.
type requestsOf struct{ forgetter }

// ForgetUser implements provision.Keepsake.
func (r requestsOf) ForgetUser(ctx context.Context, a access.Account, _ string) error {
	return r.Forget(ctx, a)
}

// keepsakes is what keeps names of people beside the tables' rows: the last requests, and mails where they are not really sent.
func (app *App) keepsakes() []provision.Keepsake {
	all := []provision.Keepsake{requestsOf{app.exchanges}}
	if mails, keeps := app.config.Mailer.(provision.Keepsake); keeps {
		all = append(all, mails)
	}
	return all
}
