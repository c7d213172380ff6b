package provision

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
)

// Bells is the cross-account view of what is unfinished: the one exemption from the law that every read names its account. It
// is eventually consistent.
type Bells interface {
	// Ringing lists up to limit users of one of BellShards shards whose bell rings, behind the position after ("" is the beginning). next is
	// "" at the end.
	Ringing(ctx context.Context, shard int, after string, limit int) (found []Bell, next string, err error)
	// Unsettled lists mail intents that are neither sent nor given up, in the same way.
	Unsettled(ctx context.Context, shard int, after string, limit int) (found []Bell, next string, err error)
	// Ended lists up to limit grants of one of BellShards shards whose end is not after a time, earliest first.
	Ended(ctx context.Context, shard int, now time.Time, limit int) ([]Ending, error)
}

// BellShards is how many shards Bells has.
const BellShards = 64

// Bell is a user who rings, or one of the user's mail intents (ID).
type Bell struct {
	Account access.Account
	User    string
	ID      string
	Since   time.Time
}

// AccountList lists the ids of the deployment's accounts behind an id, in order.
type AccountList interface {
	AccountIDs(ctx context.Context, after string, limit int) ([]string, error)
}

// Journals finds mass membership changes that were committed and not applied to the end.
type Journals interface {
	PendingJournals(ctx context.Context, a access.Account) ([]string, error)
}

// Runs puts an account's runs right: goes on with those that have stopped, and sees to users resolved at an older policy than the live one.
type Runs interface {
	SweepRuns(ctx context.Context, a access.Account, olderThan time.Duration) error
}

// Leavers lists those who were deleted while sync was off; a Population does.
type Leavers interface {
	UserIDs(ctx context.Context, a access.Account, shard int, after string, limit int) (ids []string, next string, err error)
}

// Liner moves waiting lines, and looks again at those who are admins only because nobody else was one; a Resolver is one.
type Liner interface {
	SettleAll(ctx context.Context, a access.Account) error
	ReleaseAdmins(ctx context.Context, a access.Account) error
}

// AutoSweeper sends for what has waited for longer than olderThan to go live by itself; an Autopilot is one.
type AutoSweeper interface {
	SweepAuto(ctx context.Context, a access.Account, olderThan time.Duration) error
}

// GoneSweeper sends for directory groups that were deleted and that nobody looked at for longer than olderThan; *GoneGroups is one.
type GoneSweeper interface {
	SweepGone(ctx context.Context, a access.Account, olderThan time.Duration) error
}

// HoldEnder puts an account's holds right; *Holds is one.
type HoldEnder interface {
	SweepHolds(ctx context.Context, a access.Account) error
	HoldsToRing(ctx context.Context, a access.Account) ([]string, error)
}

// SeatWatcher tells an account's admins when the seats of a product run out; *SeatWatch is one.
type SeatWatcher interface {
	WatchSeats(ctx context.Context, a access.Account) error
}

// How much one sweep does; the next goes on where it stopped.
const (
	bellsPerSweep    = 2000 // of one shard
	bellPage         = 500
	accountsPerSweep = 500
)

// Sweeper finds what messages were lost for, and sends them again: what makes the whole correct, where the change stream makes it fast.
// Its fields must be set; one sweep at a time.
type Sweeper struct {
	Policies Policies
	Sender   Sender
	Bells    Bells
	Accounts AccountList
	Journals Journals
	Runs     Runs
	People   Leavers
	Lines    Liner
	Hands    Ender
	Auto     AutoSweeper
	Holds    HoldEnder
	Gone     GoneSweeper
	Erasing  Erasing
	Watch    SeatWatcher
	Audit    AuditSealer

	AccountOf func(id string) access.Account // names the account of an id: it is the caller who may do that
	Now       func() time.Time

	bells    [BellShards]string // where the last sweep of each shard stopped
	mails    [BellShards]string
	accounts string
}

// Sweep looks at everything that has been unfinished for longer than olderThan. One part that fails does not stop the others; the error
// joins what went wrong.
func (s *Sweeper) Sweep(ctx context.Context, olderThan time.Duration) error {
	return errors.Join(
		s.sweepShards(ctx, BellRung, s.Bells.Ringing, &s.bells, olderThan),
		s.sweepShards(ctx, MailDue, s.Bells.Unsettled, &s.mails, olderThan),
		s.sweepEndings(ctx),
		s.sweepAccounts(ctx, olderThan),
	)
}

type listBells func(ctx context.Context, shard int, after string, limit int) ([]Bell, string, error)

func (s *Sweeper) sweepShards(ctx context.Context, kind SignalKind, list listBells, at *[BellShards]string, olderThan time.Duration) error {
	before := s.Now().Add(-olderThan)
	var failed error
	for shard := range at {
		next, err := s.sweepShard(ctx, kind, list, shard, at[shard], before)
		at[shard] = next
		failed = errors.Join(failed, err)
	}
	return failed
}

// sweepShard sends for what has rung since before a time, and says where it stopped: "" at the end of the shard.
func (s *Sweeper) sweepShard(ctx context.Context, kind SignalKind, list listBells, shard int, after string, before time.Time) (string, error) {
	for seen := 0; seen < bellsPerSweep; {
		found, next, err := list(ctx, shard, after, bellPage)
		if err != nil {
			return after, err
		}
		p := post{policies: s.Policies}
		for _, b := range found {
			if !b.Since.After(before) {
				p.add(ctx, Signal{Kind: kind, Account: b.Account, User: b.User, ID: b.ID})
			}
		}
		if err := errors.Join(p.err, p.send(ctx, s.Sender)); err != nil {
			return next, err
		}
		after = next
		if next == "" {
			return "", nil
		}
		seen += len(found) + 1
	}
	return after, nil
}

func (s *Sweeper) sweepAccounts(ctx context.Context, olderThan time.Duration) error {
	ids, err := s.Accounts.AccountIDs(ctx, s.accounts, accountsPerSweep)
	if err != nil {
		return err
	}
	s.accounts = ""
	if len(ids) == accountsPerSweep {
		s.accounts = ids[len(ids)-1]
	}
	var failed error
	for _, id := range ids {
		a := s.AccountOf(id)
		failed = errors.Join(failed,
			s.sweepJournals(ctx, a),
			s.Auto.SweepAuto(ctx, a, olderThan),
			s.Gone.SweepGone(ctx, a, olderThan),
			s.Runs.SweepRuns(ctx, a, olderThan),
			s.Holds.SweepHolds(ctx, a),
			s.sweepRings(ctx, a),
			s.Lines.SettleAll(ctx, a), // a resolver may have stopped between giving a seat back and moving the line
			s.Lines.ReleaseAdmins(ctx, a),
			s.Watch.WatchSeats(ctx, a),
			s.sweepKept(ctx, a),
			s.sweepErasures(ctx, a),
			s.Audit.SealAudit(ctx, a))
	}
	return failed
}

// sweepKept sends for those who were deleted while sync was off, once it is on again: no list of the directory has them any more.
func (s *Sweeper) sweepKept(ctx context.Context, a access.Account) error {
	kept, _, err := s.People.UserIDs(ctx, a, KeptShard, "", bellPage)
	if err != nil || len(kept) == 0 {
		return err
	}
	version, err := s.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	policy, err := s.Policies.Policy(ctx, a, version)
	if err != nil || !policy.SyncOn {
		return err
	}
	p := post{policies: s.Policies}
	for _, user := range kept {
		p.add(ctx, Signal{Kind: BellRung, Account: a, User: user})
	}
	return errors.Join(p.err, p.send(ctx, s.Sender))
}

// sweepJournals sends for every journal that there is: a journal in work is finished by both, which is harmless.
func (s *Sweeper) sweepJournals(ctx context.Context, a access.Account) error {
	journals, err := s.Journals.PendingJournals(ctx, a)
	if err != nil {
		return err
	}
	p := post{policies: s.Policies}
	for _, id := range journals {
		p.add(ctx, Signal{Kind: JournalCreated, Account: a, ID: id})
	}
	return errors.Join(p.err, p.send(ctx, s.Sender))
}
