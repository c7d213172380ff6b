package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// PolicyStore keeps published policies.
type PolicyStore interface {
	Policies
	// PublishPolicy makes next the live policy, keeps its snapshot for good and starts the run that applies it: all in one
	// transaction. fault.Stale when the live version is not next.Version-1 any more, fault.TooLarge when the policy does not fit; then nothing
	// happened. fault.Unavailable may mean that it happened.
	PublishPolicy(ctx context.Context, a access.Account, next *rule.Policy, run Run) error
}

// ExtensionStore reads the schema extensions of accounts.
type ExtensionStore interface {
	// ExtensionsSince is the policy version that changed the extensions last, read strongly; 0 when there were never any. fault.NotFound when there is no such
	// account.
	ExtensionsSince(ctx context.Context, a access.Account) (int64, error)
	// Policy returns a published snapshot.
	Policy(ctx context.Context, a access.Account, version int64) (*rule.Policy, error)
}

// DirectoryGroups says which directory groups there are.
type DirectoryGroups interface {
	GroupFinder
	// HasGroup reports whether the account has a directory group of this id, read strongly.
	HasGroup(ctx context.Context, a access.Account, id string) (bool, error)
	// GroupSize counts a directory group's members, up to most; 0 for a group that there is not.
	GroupSize(ctx context.Context, a access.Account, id string, most int) (int, error)
	// GroupNames are the display names of those of the ids that the account has a directory group of.
	GroupNames(ctx context.Context, a access.Account, ids []string) (map[string]string, error)
	// GroupsNamed lists the directory groups whose display name is this one, in all connections, without regard to case.
	GroupsNamed(ctx context.Context, a access.Account, name string) ([]string, error)
}

// SeatKeeper keeps the seats and the waiting lines of products; a Resolver is one.
type SeatKeeper interface {
	// ResizeSeats sets how many seats a product has (nil: unlimited) ahead of the policy that will say so, creating its counters when
	// there are none. Nobody is evicted. Doing it twice is harmless.
	ResizeSeats(ctx context.Context, a access.Account, product string, seats *int64) error
	// SettleSeats makes a product's counters agree with the live policy (no seats where it has no such product), whatever was published
	// meanwhile, and hands free seats to those who wait, head of the line first. Doing it twice is harmless.
	SettleSeats(ctx context.Context, a access.Account, product string) error
}

var _ SeatKeeper = (*Resolver)(nil)

// TemplateStore keeps the bodies of templates. Every saved version stays as it is.
type TemplateStore interface {
	// Template returns the newest version of a template's body; ok is false when none was ever saved.
	Template(ctx context.Context, a access.Account, kind TemplateKind, id string) (t Template, ok bool, err error)
	// TemplateVersions returns those of some versions that there are, in no particular order.
	TemplateVersions(ctx context.Context, a access.Account, kind TemplateKind, id string, versions ...int64) ([]Template, error)
	// SaveTemplate stores t as version t.Version and, unless it is a draft, makes it live. fault.Stale when t.Version-1 is not the newest one; then nothing happened.
	SaveTemplate(ctx context.Context, a access.Account, t Template) error
	// PublishTemplate makes a saved version live, or for 0 what is built in. fault.NotFound (version_not_found); fault.Stale when the template is not as it was seen.
	PublishTemplate(ctx context.Context, a access.Account, seen *SeenTemplate, kind TemplateKind, id string, version int64) error
}

// MailChecker judges the text of a mail template.
type MailChecker interface {
	// CheckTemplate fails with fault.Invalid when a part does not parse, names an unknown placeholder or is too long. An empty
	// part is for the caller to judge.
	CheckTemplate(subject, text, html string) error
}

// AccountStore keeps accounts.
type AccountStore interface {
	// FoundAccount stores a new account with its first policy, as live, and its first connection, in one transaction.
	// fault.Conflict when there is such an account already.
	FoundAccount(ctx context.Context, a access.Account, account Account, first *rule.Policy, c Connection) error
	// Account reads the account. fault.NotFound.
	Account(ctx context.Context, a access.Account) (Account, error)
	// ChangeAccount reads the account, changes it and writes it, again if somebody else did so meanwhile.
	ChangeAccount(ctx context.Context, a access.Account, change func(*Account) error) (Account, error)
}

// CredentialStore keeps credentials, without their secrets.
type CredentialStore interface {
	// SaveCredential stores a new credential; an operator's belongs to no account.
	SaveCredential(ctx context.Context, a access.Account, c access.Credential) error
	// AccountCredentials lists the account's credentials that were not revoked, by id.
	AccountCredentials(ctx context.Context, a access.Account) ([]access.Credential, error)
	// RevokeCredential ends a credential at once. fault.NotFound when the account has none of this id.
	RevokeCredential(ctx context.Context, a access.Account, id string, now time.Time) error
}
