package app

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/provision"
)

// deployment is what its operator may do: make accounts and look at them.
type deployment struct{ app *App }

var _ adminapi.Deployment = deployment{}

// Found implements adminapi.Deployment. Sync is off: an admin of the account switches it on once the rules are there.
func (d deployment) Found(ctx context.Context, name string) (adminapi.Founded, error) {
	f, err := d.app.found(ctx, name, false)
	if err != nil {
		return adminapi.Founded{}, err
	}
	return adminapi.Founded{Account: f.Account, SCIMToken: f.SCIMToken, AdminKey: f.AdminKey}, nil
}

// Accounts implements adminapi.Deployment.
func (d deployment) Accounts(ctx context.Context, after string, limit int) (list []provision.Account, next string, err error) {
	ids, err := d.app.store.AccountIDs(ctx, after, limit+1)
	if err != nil {
		return nil, "", err
	}
	if len(ids) > limit {
		ids = ids[:limit]
		next = ids[limit-1]
	}
	list, err = d.accounts(ctx, ids...)
	return list, next, err
}

// Account implements adminapi.Deployment.
func (d deployment) Account(ctx context.Context, id string) (provision.Account, bool, error) {
	list, err := d.accounts(ctx, id)
	if err != nil || len(list) == 0 {
		return provision.Account{}, false, err
	}
	return list[0], true, nil
}

func (d deployment) accounts(ctx context.Context, ids ...string) ([]provision.Account, error) {
	named := make([]access.Account, len(ids))
	for i, id := range ids {
		named[i] = d.app.config.AccountOf(id)
	}
	return d.app.store.AccountsOf(ctx, named)
}
