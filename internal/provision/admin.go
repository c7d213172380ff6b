package provision

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// AdminRecords keeps the list of who has the role admin. It is written in the transaction of the outcome that gives or takes the role, so whoever is on it has the
// role; somebody who became an admin before there was such a list may be missing, until ListAdmins has looked. Safe for concurrent use; reads are strong.
type AdminRecords interface {
	// Admins reads up to limit of those who have the role admin, and whom an applied plan spares.
	Admins(ctx context.Context, a access.Account, limit int) (AdminList, error)
	// ListAdmins puts those on the list who became admins before there was one, unless that was done before.
	ListAdmins(ctx context.Context, a access.Account) error
	// SparedAdmins reads up to limit users who are admins only because nobody else is one.
	SparedAdmins(ctx context.Context, a access.Account, limit int) ([]string, error)
	// EndSparing forgets whom a plan spares.
	EndSparing(ctx context.Context, a access.Account) error
	// RingUser marks a user's inputs as changed, with a fresh id for the bell. Nothing happens when there is no such user.
	RingUser(ctx context.Context, a access.Account, user, bell string, now time.Time) error
	// Settled is the policy version that is known to have reached everybody, and the live one.
	Settled(ctx context.Context, a access.Account) (settled, live int64, published time.Time, err error)
}

// AdminList is the beginning of the list of admins.
type AdminList struct {
	Users  []string // in order
	Spared Spared   // by the plan that was applied last
}

// Spared is somebody whom a plan leaves the role admin, because it would take it from everybody. Its zero value is nobody.
type Spared struct {
	User    string
	Version int64 // of the policy that the plan published; it holds for no other
}

// AdminMove is what a change does to the list of admins.
type AdminMove struct {
	Enter   bool   // the user is on the list afterwards
	Leave   bool   // the user is not
	Witness string // another admin, who must still be one; "": nobody need be
}

// Gains and losses of the role admin look at so many others.
const (
	maxWitnesses = 50
	maxSpared    = 25
)

// witness looks for somebody else who is an admin, so that the user may cease to be one. It is "" when the user must stay one: there is nobody else, or the plan that
// was applied spares this user. Each loser asks another witness, lest they all wait for one.
func (r *Resolver) witness(ctx context.Context, a access.Account, user string, policy *rule.Policy) (string, error) {
	admins, err := r.Records.Admins(ctx, a, maxWitnesses)
	if err != nil || admins.Spared == (Spared{user, policy.Version}) {
		return "", err
	}
	return otherThan(user, admins.Users), nil
}

func otherThan(user string, admins []string) string {
	others := slices.DeleteFunc(slices.Clone(admins), func(u string) bool { return u == user })
	if len(others) == 0 {
		return ""
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(user))
	return others[int(h.Sum32()%uint32(len(others)))]
}

// spareLast leaves the last admin the role. witness is somebody else who is an admin, where the role goes.
func (r *Resolver) spareLast(ctx context.Context, a access.Account, user string, policy *rule.Policy, t plan.Target) (after plan.Target, witness string, err error) {
	if !t.Takes().Admin {
		return t, "", nil
	}
	if witness, err = r.witness(ctx, a, user, policy); err == nil && witness == "" {
		t = t.KeepAdmin()
	}
	return t, witness, err
}

// adminMove is what the change from one outcome to another does to the list. Who is spared enters it once more: perhaps they became an admin before there was a list.
func adminMove(before, after *plan.Outcome, witness string) AdminMove {
	switch was, is := before.IsAdmin(), after.IsAdmin(); {
	case is && (!was || after.SparedAdmin()):
		return AdminMove{Enter: true}
	case was && !is:
		return AdminMove{Leave: true, Witness: witness}
	default:
		return AdminMove{}
	}
}

// releaseAfter rings those who are admins only because nobody else was one, when a commit made somebody an admin. When it fails, the sweeper does it.
func (r *Resolver) releaseAfter(ctx context.Context, a access.Account, c Change, before, after *plan.Outcome) error {
	if !c.Admin.Enter || before.IsAdmin() || after.SparedAdmin() {
		return nil
	}
	return r.releaseAdmins(ctx, a)
}

func (r *Resolver) releaseAdmins(ctx context.Context, a access.Account) error {
	spared, err := r.Records.SparedAdmins(ctx, a, maxSpared)
	if err != nil || len(spared) == 0 {
		return err
	}
	if err := r.Records.EndSparing(ctx, a); err != nil {
		return err
	}
	var failed error
	for _, user := range spared {
		failed = errors.Join(failed, r.Records.RingUser(ctx, a, user, r.NewID(), r.Now()))
	}
	return failed
}

// ReleaseAdmins has those looked at again who are admins only because nobody else was one, once somebody else is. It waits for the end of a publication whose plan
// spares somebody: until then the others are still admins. While sync is off nobody is looked at. It also makes the list of admins where there is none yet.
func (r *Resolver) ReleaseAdmins(ctx context.Context, a access.Account) error {
	if err := r.Records.ListAdmins(ctx, a); err != nil {
		return err
	}
	spared, err := r.Records.SparedAdmins(ctx, a, 1)
	if err != nil || len(spared) == 0 {
		return err
	}
	admins, err := r.Records.Admins(ctx, a, 2)
	if err != nil || len(admins.Users) < 2 {
		return err
	}
	settled, live, _, err := r.Records.Settled(ctx, a)
	if err != nil || admins.Spared.Version == live && settled < live {
		return err
	}
	policy, err := r.Policies.Policy(ctx, a, live)
	if err != nil || !policy.SyncOn {
		return err
	}
	return r.releaseAdmins(ctx, a)
}

// adminReader reads the list of admins.
type adminReader interface {
	Admins(ctx context.Context, a access.Account, limit int) (AdminList, error)
}

// refuseLastAdmin refuses an act by hand on the last admin: fault.Conflict (last_admin).
func refuseLastAdmin(ctx context.Context, from adminReader, a access.Account, user string) error {
	admins, err := from.Admins(ctx, a, 2)
	if err == nil && otherThan(user, admins.Users) == "" {
		err = errLastAdmin()
	}
	return err
}

func errLastAdmin() error {
	return fault.New(fault.Conflict, "last_admin", "The user is the last admin of the account. Make somebody else an admin first. Nothing was changed.")
}
