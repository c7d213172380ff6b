package notify

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// ErrMoved says that the ledger or the user is not as it was read. Nothing was written: look again.
var ErrMoved = errors.New("the mail intent or its user has changed")

// Ledger keeps the mail intents. Safe for concurrent use; reads are strongly consistent. Writes fail with ErrMoved when the
// intent's State or Tries are not as in was; fault.Unavailable may mean that the write happened.
type Ledger interface {
	// MailIntent reads one intent. fault.NotFound.
	MailIntent(ctx context.Context, a access.Account, user, name string) (Intent, error)
	// ClaimMail takes the intent for one claimant and counts the try; the first try of a re-send takes away what earlier mails of the user failed of. ErrMoved as well when the directory user is gone, inactive, suspended by hand or of
	// another version than the claim says.
	ClaimMail(ctx context.Context, a access.Account, was Intent, c Claim) error
	// ReleaseMail makes a claimed intent due again, with its tries.
	ReleaseMail(ctx context.Context, a access.Account, was Intent) error
	// SettleMail ends an unsettled intent for good. For WhyInactive it is ErrMoved as well when the directory user is gone or active, for WhySuspended when nobody
	// suspends them by hand any more: so whoever brings them back finds it withdrawn.
	SettleMail(ctx context.Context, a access.Account, was Intent, end Ending) error
}

// Claim is a process's word that it is about to send.
type Claim struct {
	By      string
	At      time.Time
	Until   time.Time
	Doubts  int
	Version int64  // of the directory user that the mail was written for
	To      string // the user's address
}

// Ending is how an intent is settled.
type Ending struct {
	State   IntentState
	At      time.Time
	SentID  string // Sent: the mail service's id, when it gave one
	Reason  string // Withdrawn, Parked
	Failure string // Parked: the failure code to note for the user, or ""
	To      string // Parked with Failure: the user's address, if it is known here
}

// People says whom a mail would go to.
type People interface {
	// Recipient reads what a mail may say of a user, strongly; ok is false when the directory has no such user.
	Recipient(ctx context.Context, a access.Account, user string) (r Recipient, ok bool, err error)
	// Letterhead reads what all mails of the account have in common. fault.NotFound when there is no such account.
	Letterhead(ctx context.Context, a access.Account) (Letterhead, error)
}

// Letterhead is what all mails of an account have in common.
type Letterhead struct {
	Account   string // its name
	SignInURL string // where its people sign in; may be empty
	Contact   string // whom they ask for help; may be empty
}

// Recipient is a directory user as a mail sees it.
type Recipient struct {
	Version     int64 // of the directory user
	Active      bool  // the directory's word
	Suspended   bool  // by hand
	Email       string
	UserName    string
	DisplayName string
	GivenName   string
	FamilyName  string
	Products    []string // keys of the products that are granted, sorted
	Letterhead
}

// Policies reads the live policy, where the switches, the account's language and the names of products are.
type Policies interface {
	// LiveVersion is read strongly. fault.NotFound when there is no such account.
	LiveVersion(ctx context.Context, a access.Account) (int64, error)
	// Policy reads a published snapshot, which never changes.
	Policy(ctx context.Context, a access.Account, version int64) (*rule.Policy, error)
}

// Templates reads the bodies of e-mail templates.
type Templates interface {
	// EmailTemplate reads the live body by language; none where that is what is built in, or nothing was ever saved.
	EmailTemplate(ctx context.Context, a access.Account, id string) (map[string]Variant, error)
	// EmailTemplateVersion reads a saved body by language; none for 0, or when there is none.
	EmailTemplateVersion(ctx context.Context, a access.Account, id string, version int64) (map[string]Variant, error)
}

// Variant is a template in one language. HTML may be empty.
type Variant struct{ Subject, Text, HTML string }
