package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/notice"
	"usersync/internal/rule"
)

// Founder makes accounts. Its fields must be set.
type Founder struct {
	Store AccountStore
	Now   func() time.Time
	NewID func() string
}

// CreateAccount makes an account with its first policy (no rules, mail on, English, every role assignable) and one connection. Sync is on or off as said: on a
// laptop the first tour shall work, elsewhere an admin switches it on. fault.Conflict when there is such an account already; fault.Invalid for a bad name.
func (f *Founder) CreateAccount(ctx context.Context, a access.Account, name string, syncOn bool) (Account, Connection, error) {
	if err := checkName(name); err != nil {
		return Account{}, Connection{}, err
	}
	now := f.Now()
	account := Account{ID: a.ID(), Name: name, Created: now, ReviewRules: true, Schedule: DefaultSchedule, Guard: guard.Defaults(), Notices: notice.Defaults()}
	connection := Connection{ID: f.NewID(), Name: "Identity provider", Kind: "generic", Created: now, Version: 1}
	first := &rule.Policy{
		Version: 1, SyncOn: syncOn, MailOn: true, DefaultLanguage: "en",
		AssignableRoles: []rule.RoleKind{rule.Member, rule.Manager, rule.Admin},
	}
	if err := f.Store.FoundAccount(ctx, a, account, first, connection); err != nil {
		return Account{}, Connection{}, err
	}
	return account, connection, nil
}
