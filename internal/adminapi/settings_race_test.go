package adminapi_test

import (
	"context"
	"testing"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// meanwhile is a store in which somebody else does something as soon as the account was read.
type meanwhile struct {
	provision.AccountStore
	do func()
}

func (m *meanwhile) Account(ctx context.Context, a access.Account) (provision.Account, error) {
	account, err := m.AccountStore.Account(ctx, a)
	if do := m.do; do != nil {
		m.do = nil
		do()
	}
	return account, err
}

// What a change of settings does not name stays as it is when the change is written, not as it was when it was asked for.
func TestTwoWhoChangeDifferentSettingsAtATime(t *testing.T) {
	for part, both := range map[string][3]string{
		"guard":   {`{"guard":{"mails":50}}`, `{"guard":{"group":70}}`, `{"guard":{"mails":50,"group":70}}`},
		"mails":   {`{"mails":{"contact":"it@acme.example"}}`, `{"mails":{"signInUrl":"https://start.acme.example"}}`, `{"mails":{"contact":"it@acme.example","signInUrl":"https://start.acme.example"}}`},
		"notices": {`{"notices":{"language":"de"}}`, `{"notices":{"addresses":["ops@acme.example"]}}`, `{"notices":{"language":"de","addresses":["ops@acme.example"]}}`},
	} {
		t.Run(part, func(t *testing.T) {
			w := newWorld(t)
			crossing := &meanwhile{AccountStore: w.config.Accounts.Store}
			w.config.Accounts.Store = crossing
			crossing.do = func() { w.as("PATCH /account/settings", both[1]).ok() }
			w.as("PATCH /account/settings", both[0]).ok().has(both[2])
			w.as("GET /account/settings").ok().has(both[2])
		})
	}
}
