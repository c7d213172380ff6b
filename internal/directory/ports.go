package directory

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/scim/schema"
)

// ErrLost says that somebody else changed the thing first and nothing was written: read again and try again.
var ErrLost = errors.New("lost a race for the item")

// ErrFinished says that a journal is no longer there: all that it asked for has been done.
var ErrFinished = errors.New("the journal is finished")

// MaxDirect is how many memberships change together with a group, or vanish with a user, in one transaction; more go through a journal.
const MaxDirect = 30

// Mark is what a change leaves behind: when it was, and a fresh id for the bells that it rings.
type Mark struct {
	At   time.Time
	Bell string
}

// Users keeps users. Reads are strong. A failed uniqueness is fault.Conflict (uniqueness); a write never happens in part. Safe for concurrent use.
type Users interface {
	// DirectoryUser reads one user without its groups.
	DirectoryUser(ctx context.Context, a access.Account, id string) (u User, ok bool, err error)
	// DirectoryUsers reads those of the users that exist, in the order of the ids.
	DirectoryUsers(ctx context.Context, a access.Account, ids []string) ([]User, error)
	// AddUser stores a new user and its fence.
	AddUser(ctx context.Context, a access.Account, u User, m Mark) error
	// SaveUser replaces before by after and marks the user as changed; ErrLost when before is not what is stored.
	SaveUser(ctx context.Context, a access.Account, before, after User, m Mark) error
	// RemoveUser removes the user and marks it as gone; ErrLost when the user, or want (see Wants), is not what is stored.
	RemoveUser(ctx context.Context, a access.Account, u User, want int64, leave Leave, m Mark) error
	// Wants returns the counter of changes of each of the users that live; the others are left out. It moves with every membership.
	Wants(ctx context.Context, a access.Account, users []string) (map[string]int64, error)
}

// Leave is what becomes of the memberships of a user that is removed: those of Groups go in the same transaction, or Journal, which
// was prepared and lists them, is committed with it.
type Leave struct {
	Groups  []string // at most MaxDirect
	Journal string
}

// Groups keeps groups. Promises as Users.
type Groups interface {
	// DirectoryGroup reads one group without its members.
	DirectoryGroup(ctx context.Context, a access.Account, id string) (g Group, ok bool, err error)
	// DirectoryGroups reads those of the groups that exist, in the order of the ids.
	DirectoryGroups(ctx context.Context, a access.Account, ids []string) ([]Group, error)
	// AddGroup stores a new group with members.
	AddGroup(ctx context.Context, a access.Account, g Group, c Change, m Mark) error
	// SaveGroup replaces before by after and changes members.
	SaveGroup(ctx context.Context, a access.Account, before, after Group, c Change, m Mark) error
	// RemoveGroup removes the group with its memberships.
	RemoveGroup(ctx context.Context, a access.Account, g Group, c Change, m Mark) error
}

// Change is what a write of a group does to its members: Delta is done in the same transaction, or Journal, which was prepared
// and holds it, is committed with it. A user to be added who does not live makes the write fail with fault.Invalid (invalidValue); a membership
// that is already as it shall be, with ErrLost.
type Change struct {
	Delta   Delta // of users, at most MaxDirect
	Journal string
	Nesting *Renesting // nil: no group becomes a member or ceases to be one

	Joined, Left int  // how many users, directly or by the journal
	Emptied      int  // the group went empty, or away, and had so many members: it is marked; 0: it did not
	Filled       bool // the mark goes
}

// Renesting is what a write of a group does to the Nesting of the account.
type Renesting struct {
	After  Nesting  // instead of the one with the version before; when that is not what is stored, the write fails with ErrLost
	Joined []string // groups that become members, at most MaxNested: one that does not exist makes the write fail as a user who does not live
	Moved  []string // other groups that lose a member, at most MaxNested: their versions move
	Rings  string   // a prepared journal that rings, committed with the write; "" when nobody is below
}

// Adoptions changes whose a resource is. Each write is one transaction with its record, in which the new owner is there and not paused; ErrLost when before is not what
// is stored.
type Adoptions interface {
	// MayAdopt fails with NoAdopter or PausedAdopter when a connection can become an owner of nothing.
	MayAdopt(ctx context.Context, a access.Account, connection string) error
	// AdoptUser replaces before by after, which differ in connection and version alone, and rings no bell: no rule asks whose a user is.
	AdoptUser(ctx context.Context, a access.Account, before, after User, r audit.Record) error
	// AdoptGroup is the same for a group, whose name must be free with the new owner: fault.Conflict (uniqueness).
	AdoptGroup(ctx context.Context, a access.Account, before, after Group, r audit.Record) error
}

// GroupSettings says how a connection wants its groups to be treated.
type GroupSettings interface {
	// UniqueGroupNames reports whether no two groups of a connection may have one displayName.
	UniqueGroupNames(ctx context.Context, a access.Account, connection string) (bool, error)
	// IgnoresUnknownMembers reports whether ids of members that are neither users nor groups of the account are left out, instead of failing the
	// whole request: some clients name users in groups before they create them, or after they have deleted them.
	IgnoresUnknownMembers(ctx context.Context, a access.Account, connection string) (bool, error)
}

// Memberships reads who is in what, strongly and as stored: pending journals are not looked at.
type Memberships interface {
	// Members returns the ids of a group's members in order: all, or when limit is not 0 at least limit+1 of them if there are more than limit.
	Members(ctx context.Context, a access.Account, group string, limit int) ([]string, error)
	// MembersAfter returns ids of a group's members behind after ("" for the first) in order: about limit of them, and at least one unless
	// there is none. Either they are all that stand there, or all up to the last one returned.
	MembersAfter(ctx context.Context, a access.Account, group, after string, limit int) (ids []string, all bool, err error)
	// AreMembers returns those of the users that are members of the group.
	AreMembers(ctx context.Context, a access.Account, group string, users []string) (map[string]bool, error)
	// GroupsOf returns the ids of the groups that a user is in, in order.
	GroupsOf(ctx context.Context, a access.Account, user string) ([]string, error)
	// Nesting reads which groups are members of groups.
	Nesting(ctx context.Context, a access.Account) (Nesting, error)
}

// Journals keeps mass membership changes between their commit and their end.
type Journals interface {
	// PrepareJournal writes a journal of at least one part that nobody honours before it is committed by the write that it belongs to.
	PrepareJournal(ctx context.Context, a access.Account, j Journal, parts []Delta) error
	// VoidJournal takes back a prepared journal and clears it away, so that it can never be committed; a committed one is left alone.
	VoidJournal(ctx context.Context, a access.Account, j Journal) error
	// Journals lists all journals of the account, oldest first.
	Journals(ctx context.Context, a access.Account) ([]Journal, error)
	// JournalPart reads one part; ok is false when it is done and gone.
	JournalPart(ctx context.Context, a access.Account, id string, part int) (d Delta, ok bool, err error)
	// ApplyPart changes at most MaxDirect memberships for a committed journal. ErrFinished when the journal is gone, ErrLost when a membership is
	// already as it shall be or a user to be added does not live.
	ApplyPart(ctx context.Context, a access.Account, j Journal, d Delta, m Mark) error
	// Ringing reads how far a journal that rings has come; ok is false when it is done.
	Ringing(ctx context.Context, a access.Account, id string) (r Ringing, ok bool, err error)
	// Ring marks users, at most MaxRung, as changed and moves the place of the journal from before to after. ErrLost when it does not stand at before.
	Ring(ctx context.Context, a access.Account, id string, before, after Ringing, users []string, m Mark) error
	// DropPart removes a part that is done.
	DropPart(ctx context.Context, a access.Account, id string, part int) error
	// CloseJournal removes a journal all of whose parts are done; one that is gone is fine.
	CloseJournal(ctx context.Context, a access.Account, id string) error
}

// Kind is a kind of resources, where a port serves several: users, groups, or by its name a resource type of the deployment's own.
type Kind string

// The kinds.
const (
	UserKind  Kind = "user"
	GroupKind Kind = "group"
)

// Resources keeps resources of the deployment's own types. Promises as Users.
type Resources interface {
	// DirectoryResource reads one resource.
	DirectoryResource(ctx context.Context, a access.Account, k Kind, id string) (r Resource, ok bool, err error)
	// DirectoryResources reads those of the resources that exist, in the order of the ids.
	DirectoryResources(ctx context.Context, a access.Account, k Kind, ids []string) ([]Resource, error)
	// AddResource stores a new resource with its claims.
	AddResource(ctx context.Context, a access.Account, r Resource) error
	// SaveResource replaces before by after; ErrLost when before is not what is stored.
	SaveResource(ctx context.Context, a access.Account, before, after Resource) error
	// RemoveResource removes the resource; ErrLost when it is not what is stored.
	RemoveResource(ctx context.Context, a access.Account, r Resource) error
	// ClaimedBy returns the id of the resource that has a unique value; "" when none has.
	ClaimedBy(ctx context.Context, a access.Account, k Kind, c schema.UniqueValue) (string, error)
	// WithExternalID returns the ids of the resources of a kind that have an externalId.
	WithExternalID(ctx context.Context, a access.Account, k Kind, externalID string) ([]string, error)
}

// Unique names a value by which resources are looked up.
type Unique string

// The values by which resources are looked up. Only ByUserName finds at most one.
const (
	ByUserName    Unique = "userName"    // of users, folded
	ByExternalID  Unique = "externalId"  // of users, exact, in all connections
	ByEmail       Unique = "email"       // of users, folded; not unique
	ByDisplayName Unique = "displayName" // of groups, folded, in all connections

	ByGroupExternalID Unique = "group externalId" // of groups, exact, in all connections
)

// Range is a part of a list; the zero Range is all of it.
type Range struct {
	Prefix string // only names that begin with this, folded
	After  Place  // only what stands behind this
}

// Lists finds resources. Walk is eventually consistent, the others are strong.
type Lists interface {
	// Count is the exact number of resources.
	Count(ctx context.Context, a access.Account, k Kind) (int, error)
	// Walk calls visit with the ids in a range, page by page in the order of their places, until visit says stop or fails. expect hints how many
	// ids will be needed.
	Walk(ctx context.Context, a access.Account, k Kind, r Range, expect int, visit func(ids []string) (more bool, err error)) error
	// LookUp returns the ids of the resources with the value.
	LookUp(ctx context.Context, a access.Account, by Unique, value string) ([]string, error)
}
