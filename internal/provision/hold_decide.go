package provision

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/rule"
)

// Holds decides on holds. Its fields must be set; it is safe for concurrent use.
type Holds struct {
	Store    HoldStore
	Plans    *Planner
	Policies PolicyStore
	Drafts   DraftStore
	People   Population
	Users    AccountUsers
	Accounts AccountReader
	Now      func() time.Time
	NewID    func() string
	Sleep    func(ctx context.Context, d time.Duration) error
	Rand     func() float64 // in [0, 1)
}

// MaxApprovedUsers is how many users one approval can name.
const MaxApprovedUsers = 1000

// Word is what somebody says of a hold.
type Word struct {
	By      string   // public id of the credential
	Reason  string   // 1 to 1,000 characters
	Users   []string // an approval: only for these; empty: for all
	Edition int64    // of the hold that they have seen; 0: any
}

// Approve has what a hold stops go on: for all, which ends the hold, or for some users. Saying it twice is saying it once. Of a rule that gives the role admin it must be
// another word than that of who asked for the plan, where others could give it.
//
// fault.NotFound; fault.Invalid (reason, users); fault.Stale; fault.Conflict: hold_decided, own_plan, and plan_stale for a hold of a plan that can no longer be applied.
func (s *Holds) Approve(ctx context.Context, a access.Account, id string, w Word) (Hold, error) {
	h, err := s.open(ctx, a, id, w, HoldApproved)
	if err != nil || h.State != HoldOpen {
		return h, err
	}
	switch {
	case len(w.Users) > 0:
		err = s.pass(ctx, a, h, w)
	case h.Waits:
		err = s.applyWaiting(ctx, a, h, w)
	case h.Kind == HoldPlan:
		err = s.publish(ctx, a, h, HoldApproved, w.decision(s.Now()))
	default:
		h.end(HoldApproved, w.decision(s.Now()))
		err = decidedMeanwhile(s.Store.EndHoldRinging(ctx, a, h))
	}
	if err != nil {
		return Hold{}, err
	}
	return s.Hold(ctx, a, id)
}

// Reject has what a hold stops never come: of a plan the rules that were live before it come back as the next version, and its own are a draft again where there is
// none. fault.NotFound; fault.Invalid (reason); fault.Stale; fault.Conflict: hold_decided.
func (s *Holds) Reject(ctx context.Context, a access.Account, id string, w Word) (Hold, error) {
	h, err := s.open(ctx, a, id, w, HoldRejected)
	if err != nil || h.State != HoldOpen {
		return h, err
	}
	if err := s.reject(ctx, a, h, HoldRejected, w.decision(s.Now())); err != nil {
		return Hold{}, err
	}
	return s.Hold(ctx, a, id)
}

func (s *Holds) reject(ctx context.Context, a access.Account, h Hold, state HoldState, d HoldDecision) error {
	if h.Kind == HoldPlan && !h.Waits {
		return s.publish(ctx, a, h, state, d)
	}
	return s.end(ctx, a, h, state, d)
}

// ApprovePlan approves a plan: by its hold, where applying it has made one.
func (s *Holds) ApprovePlan(ctx context.Context, a access.Account, id, by, reason string) (Plan, error) {
	h, ok, err := s.Store.GetHold(ctx, a, id)
	if err != nil {
		return Plan{}, err
	}
	if !ok || h.State != HoldOpen {
		return s.Plans.Approve(ctx, a, id, by, reason)
	}
	if _, err := s.Approve(ctx, a, id, Word{By: by, Reason: reason}); err != nil {
		return Plan{}, err
	}
	return s.Plans.Plan(ctx, a, id)
}

func (w Word) decision(now time.Time) HoldDecision {
	return HoldDecision{By: w.By, Reason: w.Reason, At: now}
}

// open reads a hold that somebody decides on. One that was decided so already comes back as it is.
func (s *Holds) open(ctx context.Context, a access.Account, id string, w Word, to HoldState) (Hold, error) {
	h, err := s.Hold(ctx, a, id)
	switch {
	case err != nil:
		return Hold{}, err
	case !printable(w.Reason, maxReason):
		return Hold{}, fault.New(fault.Invalid, "invalid_value", "A decision needs a reason.").At("reason", "Must have 1 to 1,000 characters, no control characters among them.")
	case w.Edition != 0 && w.Edition != h.Edition:
		return Hold{}, errStale()
	case h.State == to && len(w.Users) == 0, h.State == HoldOpen:
		return h, nil
	default:
		return Hold{}, errDecided()
	}
}

func errDecided() error {
	return fault.New(fault.Conflict, "hold_decided", "The hold is decided, or void. Nothing waits for a decision any more.")
}

// end ends a hold that keeps nothing in a policy.
func (s *Holds) end(ctx context.Context, a access.Account, h Hold, state HoldState, d HoldDecision) error {
	h.end(state, d)
	return decidedMeanwhile(s.Store.EndHold(ctx, a, h))
}

func decidedMeanwhile(err error) error {
	if errors.Is(err, ErrMoved) {
		return errDecided()
	}
	return err
}

// applyWaiting applies the plan of a hold all of which waits, which ends the hold. A plan that is too old takes its hold with it.
func (s *Holds) applyWaiting(ctx context.Context, a access.Account, h Hold, w Word) error {
	err := s.Plans.applyApproved(ctx, a, h.Plan, Approval(w.decision(s.Now())))
	if outdated(err) {
		if ending := s.end(ctx, a, h, HoldVoid, HoldDecision{Reason: outdatedPlan, At: s.Now()}); ending != nil {
			return ending
		}
	}
	return err
}

const outdatedPlan = "Its plan cannot be applied any more."

// outdated reports whether a plan can never be applied.
func outdated(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && (f.Code == "plan_stale" || f.Code == "plan_not_found" || f.Code == "plan_not_ready")
}

// publish ends a plan's hold with the policy that its end means: the live one without withholding, and where it is rejected or expired with what it was before.
// When somebody publishes something else meanwhile it starts over. A hold that the live policy is not under any more is void.
func (s *Holds) publish(ctx context.Context, a access.Account, h Hold, state HoldState, d HoldDecision) error {
	for attempt := range publishTries {
		err := s.tryPublish(ctx, a, h, state, d)
		if !errors.Is(err, ErrMoved) {
			return err
		}
		now, ok, err := s.Store.GetHold(ctx, a, h.ID)
		if err != nil {
			return err
		}
		if !ok || now.State != HoldOpen {
			return errDecided()
		}
		h = now
		if err := s.Sleep(ctx, job.Conflicts.Wait(attempt, s.Rand())); err != nil {
			return err
		}
	}
	return busy("decide hold", h.ID, ErrMoved)
}

func (s *Holds) tryPublish(ctx context.Context, a access.Account, h Hold, state HoldState, d HoldDecision) error {
	version, err := s.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	live, err := s.Policies.Policy(ctx, a, version)
	if err != nil {
		return err
	}
	if live.Withhold == nil || live.Withhold.Hold != h.ID {
		if err := s.end(ctx, a, h, HoldVoid, HoldDecision{Reason: overtaken, At: s.Now()}); err != nil {
			return err
		}
		return errDecided()
	}
	next, _, err := revise(live, func(p *rule.Policy) error {
		p.Withhold = nil
		return nil
	})
	if err != nil {
		return err
	}
	var draft *DraftMove
	if state == HoldRejected || state == HoldExpired {
		if draft, err = s.revert(ctx, a, h, live, next); err != nil {
			return err
		}
	}
	run := Run{ID: s.NewID(), Kind: PublishRun, State: RunPlanning, Version: next.Version, Started: s.Now()}
	h.end(state, d)
	return s.Store.EndHoldPublishing(ctx, a, h, next, run, draft)
}

// revert gives next what the plan of a hold changed as it was before. The rejected rules become a draft where there is none.
func (s *Holds) revert(ctx context.Context, a access.Account, h Hold, live, next *rule.Policy) (*DraftMove, error) {
	base, err := s.Policies.Policy(ctx, a, h.Base)
	if err != nil {
		return nil, err
	}
	if h.Reverts.SyncOn {
		next.SyncOn = base.SyncOn
	}
	if h.Reverts.Product != "" {
		revertProduct(next, base, h.Reverts.Product)
	}
	if !h.Reverts.Rules {
		return nil, nil
	}
	was, err := s.Drafts.Draft(ctx, a)
	if err != nil {
		return nil, err
	}
	next.Rules, next.Rollout = base.Rules, base.Rollout
	next.Revision = max(live.RulesRevision(), was.Revision) + 1
	if was.Open || sameRules(live.Rules, base.Rules) {
		return nil, nil
	}
	return &DraftMove{
		Draft: Draft{Revision: next.Revision + 1, Open: true, Base: next.Version, Rules: live.Rules, Modified: s.Now()}, Was: was,
	}, nil
}

// revertProduct gives a policy a product as it was in base. One that base has not stays where rules or products name it.
func revertProduct(p, base *rule.Policy, key string) {
	at, err := findProduct(p, key)
	old, before := findProduct(base, key)
	switch {
	case err != nil:
	case before == nil:
		p.Products[at] = base.Products[old]
	case inUse(p, func(r rule.Rule) bool { return names(r, key) }) == nil && notRequired(p, key) == nil:
		p.Products = slices.Delete(p.Products, at, at+1)
	}
}

// pass lets users of a hold pass, some at a time. Whoever repeats it after a failure repeats nothing that is done.
func (s *Holds) pass(ctx context.Context, a access.Account, h Hold, w Word) error {
	if h.Waits {
		return fault.New(fault.Invalid, "invalid_value", "Nothing of this plan is live, so that it can only be approved for all.").At("users", "Must be absent.")
	}
	if err := s.checkHeld(ctx, a, h, w.Users); err != nil {
		return err
	}
	for part := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(w.Users))), MaxPassed) {
		now, passing := s.Now(), make([]Passing, len(part))
		for i, user := range part {
			event := Event{ID: s.NewID(), At: now, Kind: HoldPassed, By: w.By, Note: w.Reason, Hold: h.ID}
			passing[i] = Passing{User: user, Bell: s.NewID(), Event: event}
		}
		if err := s.Store.PassUsers(ctx, a, h.ID, passing, now); err != nil {
			if errors.Is(err, ErrMoved) {
				return busy("approve hold", h.ID, err)
			}
			return err
		}
	}
	return nil
}

// checkHeld fails unless every user is in the hold.
func (s *Holds) checkHeld(ctx context.Context, a access.Account, h Hold, users []string) error {
	bad := fault.New(fault.Invalid, "invalid_value", "Users to be approved must be in the hold, at most %d of them.", MaxApprovedUsers)
	if len(users) > MaxApprovedUsers {
		return bad.At("users", "Names too many users.")
	}
	known, err := s.Users.ReadAccountUsers(ctx, a, slices.Compact(slices.Sorted(slices.Values(users))))
	if err != nil {
		return err
	}
	held := map[string]bool{}
	for _, u := range known {
		held[u.ID] = heldUnder(u.Outcome.Held, h.ID) != nil
	}
	for i, user := range users {
		if !held[user] {
			bad.At("users/"+strconv.Itoa(i), "Is not in this hold.")
		}
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}
