package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// HandGrant is a hand-made grant with who gave it, and when.
type HandGrant struct {
	rule.Grant
	By string // public id of the credential
	At time.Time
}

// MarkKind is what can be said of a user once: by hand, or by the user.
type MarkKind string

// The marks of a user.
const (
	MarkLanguage   MarkKind = "language"   // the user's own language
	MarkSuspension MarkKind = "suspension" // everything is denied
	MarkPin        MarkKind = "pin"        // what the user has stays as it is
)

// MarkKinds lists all marks.
var MarkKinds = []MarkKind{MarkLanguage, MarkSuspension, MarkPin}

// Mark is one thing that is said of a user, with who said it, and when.
type Mark struct {
	Value string // MarkLanguage: one of rule.Languages; else ""
	Note  string
	By    string // public id of the credential
	At    time.Time
}

// Hand is all that is kept of a user beside the directory's word and the rules'.
type Hand struct {
	Fence  Fence
	Gone   bool        // the directory has the person no more
	Grants []HandGrant // oldest first, ended ones included until they are cleared away
	Marks  map[MarkKind]Mark
}

// HandChange is one change of it. At most one of Give, End and Mark is set.
type HandChange struct {
	Fence Fence     // as it was read: its want may not have moved
	Bell  string    // a fresh id to ring the user with
	Now   time.Time // of the change
	Event Event     // what the user's history says of it

	Give *HandGrant // to be kept
	End  *HandGrant // to go
	Mark MarkKind   // the mark that becomes Say
	Say  *Mark      // nil: the mark goes
}

// HandStore keeps grants and marks. Safe for concurrent use; reads are strongly consistent.
type HandStore interface {
	// Hand reads what is kept of a user, the fence first. Fence.Exists is false when there never was such a user, or the person was erased.
	Hand(ctx context.Context, a access.Account, user string) (Hand, error)
	// Record and Admins are those of Records.
	Record(ctx context.Context, a access.Account, user string) (Record, error)
	Admins(ctx context.Context, a access.Account, limit int) (AdminList, error)
	// SaveHand writes one change, with the user's fence and history, in one transaction. ErrMoved when the user's inputs moved since the fence was read.
	SaveHand(ctx context.Context, a access.Account, user string, c HandChange) error
}

// GrantFinder finds hand-made grants, denials among them, by what they name. A grant whose time is over counts until it is cleared away. Safe for concurrent use;
// reads are strongly consistent.
type GrantFinder interface {
	// GrantedProduct lists users, by id, who have a grant that names a product: limit at most, each once per grant.
	GrantedProduct(ctx context.Context, a access.Account, key string, limit int) ([]string, error)
	// GrantedUserGroup is the same of a user group, as what is given or among those that a role manages.
	GrantedUserGroup(ctx context.Context, a access.Account, id string, limit int) ([]string, error)
}

// Ending is a grant whose time is over.
type Ending struct {
	Account access.Account
	User    string
	Grant   string
}
