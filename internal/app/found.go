package app

import (
	"context"
	"fmt"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// Founded is a new account with its first credentials, which are shown this once.
type Founded struct {
	Account    provision.Account
	Connection provision.Connection
	Secrets
}

// Secrets are credentials that are shown once.
type Secrets struct {
	SCIMToken, AdminKey, OperatorKey access.Secret
}

// Found makes an account with one connection, its first credentials and a key of the operator.
func (app *App) Found(ctx context.Context, name string, syncOn bool) (Founded, error) {
	founded, err := app.found(ctx, name, syncOn)
	if err != nil {
		return Founded{}, err
	}
	founded.OperatorKey, err = app.mintOperator(ctx)
	return founded, err
}

// found makes an account with one connection and its first credentials. When it fails after the account was made, that has no keys: nobody can use it.
func (app *App) found(ctx context.Context, name string, syncOn bool) (Founded, error) {
	a := access.Found(app.config.NewID())
	account, connection, err := app.founder.CreateAccount(ctx, a, name, syncOn)
	if err != nil {
		return Founded{}, fmt.Errorf("found account: %w", err)
	}
	secrets, err := app.mint(ctx, a, connection.ID)
	return Founded{account, connection, secrets}, err
}

// Renew replaces the credentials that Found and Renew made of an account; others stay.
func (app *App) Renew(ctx context.Context, account string) (Secrets, error) {
	a := app.config.AccountOf(account)
	connections, err := app.store.Connections(ctx, a)
	if err != nil {
		return Secrets{}, fmt.Errorf("renew keys: %w", err)
	}
	if len(connections) == 0 {
		return Secrets{}, fmt.Errorf("renew keys: account %s has no connection", account)
	}
	old, err := app.store.AccountCredentials(ctx, a)
	if err != nil {
		return Secrets{}, fmt.Errorf("renew keys: %w", err)
	}
	began := app.config.Now()
	secrets, err := app.mint(ctx, a, connections[0].ID)
	if err != nil {
		return Secrets{}, err
	}
	if secrets.OperatorKey, err = app.mintOperator(ctx); err != nil {
		return Secrets{}, err
	}
	if err := app.store.RevokeOperators(ctx, began, app.config.Now()); err != nil {
		return Secrets{}, fmt.Errorf("renew keys: %w", err)
	}
	for _, c := range old {
		if c.Name == firstName {
			if err := app.store.RevokeCredential(ctx, a, c.ID, app.config.Now()); err != nil {
				return Secrets{}, fmt.Errorf("renew keys: %w", err)
			}
		}
	}
	return secrets, nil
}

// firstName is what the credentials are called that come with an account.
const firstName = "First key"

// mint makes an account's first credentials.
func (app *App) mint(ctx context.Context, a access.Account, connection string) (s Secrets, err error) {
	wanted := []struct {
		into *access.Secret
		key  provision.NewKey
	}{
		{&s.SCIMToken, provision.NewKey{Kind: access.SCIMToken, Connection: connection, Scopes: []access.Scope{access.SCIM}, Name: firstName}},
		{&s.AdminKey, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Read, access.Write, access.Owner}, Name: firstName}},
	}
	for _, w := range wanted {
		if _, *w.into, err = app.keys.Create(ctx, a, w.key); err != nil {
			return Secrets{}, fmt.Errorf("make first keys: %w", err)
		}
	}
	return s, nil
}

// mintOperator makes a key of the deployment's operator, who belongs to no account.
func (app *App) mintOperator(ctx context.Context) (access.Secret, error) {
	_, secret, err := app.keys.Create(ctx, access.Account{}, provision.NewKey{Kind: access.OperatorKey, Name: firstName})
	if err != nil {
		return access.Secret{}, fmt.Errorf("make operator key: %w", err)
	}
	return secret, nil
}

// FirstAccount is the id of the oldest account, or "" when there is none.
func (app *App) FirstAccount(ctx context.Context) (string, error) {
	ids, err := app.store.AccountIDs(ctx, "", 1)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

// Ready fails when the storage does not answer.
func (app *App) Ready(ctx context.Context) error {
	_, err := app.FirstAccount(ctx)
	return err
}
