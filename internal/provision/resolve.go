package provision

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// Resolver works out what one user gets and writes it down: the protocol of docs/architecture.md, "The sync protocol". Its fields
// must be set before the first call; it is safe for concurrent use.
type Resolver struct {
	Policies Policies
	Records  Records
	Seats    Seats
	Returns  *Returns // nil: nobody notices that somebody was erased before

	Now   func() time.Time
	NewID func() string                                    // ULIDs
	Sleep func(ctx context.Context, d time.Duration) error // between tries that lost a race
	Rand  func() float64                                   // in [0, 1), for jitter

	policies policyCache
}

// Result is what became of one resolve.
type Result struct {
	Exists  bool       // there is, or was, such a directory user
	Version int64      // the policy version that the outcome holds for
	Looked  bool       // the user was evaluated; false when the outcome was current already
	Changed bool       // the outcome is another than before
	Waiting bool       // the user waits for a seat
	Failed  bool       // the outcome has a problem other than a missing seat
	Held    bool       // something is withheld from being taken, until somebody decides on a hold
	Drift   bool       // the user had other than what was worked out, though nothing moved since; of somebody pinned: than what the rules give
	State   plan.State // of the outcome; meaningful when Looked
	Codes   []string   // of the outcome's problems, each once, sorted; when Looked
	Erased  bool       // the person was erased
}

// How often a resolve starts over after a lost race, and in how many parts it may be written.
const (
	maxRetries = 5
	maxParts   = 200
)

// errPart says that a part was written and the rest is to follow.
var errPart = errors.New("partly written")

// Resolve brings a user's outcome up to date with its inputs and with a policy at least as new as version (0: any). A current
// outcome is left alone. It fails with fault.Unavailable when it lost too many races: the message must then be delivered again.
func (r *Resolver) Resolve(ctx context.Context, a access.Account, user string, version int64) (Result, error) {
	return r.resolve(ctx, a, user, version, false)
}

// Recheck is Resolve, but it evaluates the user even when the outcome seems current, as a full sync does; with version 0 at the policy that is live at
// this moment, for whoever asks may have seen it published.
func (r *Resolver) Recheck(ctx context.Context, a access.Account, user string, version int64) (Result, error) {
	if version == 0 {
		live, err := r.Policies.LiveVersion(ctx, a)
		if err != nil {
			return Result{}, err
		}
		version = live
	}
	return r.resolve(ctx, a, user, version, true)
}

func (r *Resolver) resolve(ctx context.Context, a access.Account, user string, version int64, always bool) (Result, error) {
	parts, lost := 0, 0
	for {
		result, err := r.once(ctx, a, user, version, always)
		switch {
		case errors.Is(err, errPart) && parts < maxParts:
			parts++
		case errors.Is(err, ErrMoved) && lost < maxRetries:
			if err := r.Sleep(ctx, job.Conflicts.Wait(lost, r.Rand())); err != nil {
				return Result{}, err
			}
			lost++
		case errors.Is(err, errPart), errors.Is(err, ErrMoved):
			return Result{}, busy("resolve user", user, err)
		default:
			return result, err
		}
	}
}

func busy(op, subject string, cause error) error {
	f := fault.New(fault.Unavailable, "conflict", "Others kept changing the same data. Try again.").On(op, subject).Because(cause)
	f.RetryAfter = time.Second
	return f
}

// once is one try. The order of its reads matters: the fence first, then the policy version, then the data. Data that is newer than the fence
// is harmless, for the fence will fail; data that is older would be written over what a newer resolve found, for ever.
func (r *Resolver) once(ctx context.Context, a access.Account, user string, version int64, always bool) (Result, error) {
	fence, err := r.Records.Fence(ctx, a, user)
	if err != nil || !fence.Exists {
		return Result{}, err
	}
	set, err := r.policies.atLeast(ctx, r, a, max(version, fence.Rules))
	if err != nil {
		return Result{}, err
	}
	used := set.Policy().Version
	if fence.Current(used) && !always {
		return Result{Exists: true, Version: fence.Rules, Erased: fence.Erased}, nil
	}
	rec, err := r.Records.Record(ctx, a, user)
	if err != nil {
		return Result{}, err
	}
	rec.Fence = fence
	rec.Person.Erased = fence.Erased
	if err := rec.missing(ctx, a, r.Records, set.Asked(rec.Groups)); err != nil {
		return Result{}, err
	}
	c, after, err := r.work(ctx, a, user, set, rec)
	if err != nil {
		return Result{}, err
	}
	if err := r.prepare(ctx, a, c.Guard); err != nil {
		return Result{}, err
	}
	c.Fence, c.Version, c.Mended = fence, used, rec.mended()
	if c.Drift, err = r.drifted(ctx, a, rec, c); err != nil {
		return Result{}, err
	}
	if err := r.tell(ctx, a, user, rec, &c); err != nil {
		return Result{}, err
	}
	if err := r.noteReturn(ctx, a, user, rec, &c); err != nil {
		return Result{}, err
	}
	if c.writes() || !fence.Current(used) {
		if err := r.Records.Commit(ctx, a, user, c); err != nil {
			return Result{}, err
		}
	}
	if c.Partial {
		return Result{}, errPart
	}
	return report(c, after), errors.Join(r.settleAfter(ctx, a, c.Steps), r.releaseAfter(ctx, a, c, rec.Outcome, after))
}

// writes reports whether the change holds more than the fence.
func (c Change) writes() bool {
	return len(c.Steps) > 0 || c.Outcome != nil || c.Mail != nil || c.Wake || c.Mended != nil || c.Keep != c.Kept
}

// keeps reports whether a frozen user is deleted from the directory and still has something to lose.
func keeps(rec Record) bool {
	return rec.Person.Gone && rec.Outcome != nil && rec.Outcome.State != plan.Suspended && rec.Outcome.State != plan.Erased
}

// work decides everything about one user, or the first part of it where it is too much for one transaction.
func (r *Resolver) work(ctx context.Context, a access.Account, user string, set *rule.Set, rec Record) (Change, *plan.Outcome, error) {
	if now := r.Now(); asBefore(set, user, rec, now) {
		return Change{Now: now, Kept: rec.Kept}, rec.Outcome, nil
	}
	c, after, _, err := r.decide(ctx, a, user, set, rec)
	if len(c.Steps) > maxSteps {
		part := c.Steps[:maxSteps]
		return Change{Now: c.Now, Steps: part, Partial: true, Admin: AdminMove{Witness: c.Admin.Witness}, Guard: c.Guard.with(part, rec.Outcome)}, nil, nil
	}
	return c, after, err
}

// decide decides everything about one user; it reads seats and lines, and writes nothing.
func (r *Resolver) decide(ctx context.Context, a access.Account, user string, set *rule.Set, rec Record) (Change, *plan.Outcome, rule.Decision, error) {
	policy, now := set.Policy(), r.Now()
	decision := set.Evaluate(rec.input(user, now))
	target := plan.Aim(policy, rec.Person, decision, rec.Outcome)
	if target.Frozen {
		return Change{Now: now, Keep: keeps(rec), Kept: rec.Kept}, rec.Outcome, decision, nil
	}
	target, err := r.policies.withheld(ctx, r, a, user, policy, rec, target, now)
	if err != nil {
		return Change{}, nil, decision, err
	}
	target, guarded, err := r.guarded(ctx, a, policy, rec, target, now)
	if err != nil {
		return Change{}, nil, decision, err
	}
	target, witness, err := r.spareLast(ctx, a, user, policy, target)
	if err != nil {
		return Change{}, nil, decision, err
	}
	steps, seats, err := r.seatSteps(ctx, a, user, policy, target.Products, rec.Seats)
	if err != nil {
		return Change{}, nil, decision, err
	}
	after := target.Outcome(seats)
	c := Change{Now: now, Steps: steps, Kept: rec.Kept, Guard: guarded, Beside: plan.Beside(policy, rec.Person, decision, rec.Outcome)}
	if !plan.Same(rec.Outcome, after) {
		c.Outcome, c.Holds = after, holdSteps(rec.Outcome, after)
		c.Raised, c.Cleared = difference(problemCodes(rec.Outcome), problemCodes(after))
		c.Admin = adminMove(rec.Outcome, after, witness)
	}
	if mail, due := plan.Welcome(policy, decision, rec.Person, after, rec.MailDecided); due {
		c.Mail = &mail
	}
	c.Wake = plan.WelcomeAgain(policy, after, rec.MailAsleep)
	return c, after, decision, nil
}

func report(c Change, after *plan.Outcome) Result {
	result := Result{Exists: true, Looked: true, Version: c.Version, Changed: c.Outcome != nil, Drift: c.Drift, Erased: c.Fence.Erased}
	if after == nil {
		return result
	}
	result.State, result.Codes, result.Held = after.State, problemCodes(after), len(after.Held) > 0
	for _, p := range after.Products {
		result.Waiting = result.Waiting || p.State == plan.Waiting
	}
	for _, p := range after.Problems {
		result.Failed = result.Failed || p.Code != outOfSeats
	}
	return result
}
