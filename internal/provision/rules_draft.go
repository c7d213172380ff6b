package provision

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/rule"
)

// Draft is rules that are being edited and not live. Revisions are counted through all drafts: that of one that was applied or discarded never comes again.
type Draft struct {
	Revision int64 // the newest that any draft had; 0: there never was one
	Open     bool  // false: there is none now, and the rest is not set
	Base     int64 // the live policy version that it was begun on
	Rules    []rule.Rule
	Modified time.Time
	Auto     bool   // it was saved while nobody reviewed rules: see Autopilot
	By       string // public id of the credential that saved it
	Parts    int    // in how many it is stored; for its store alone
}

// DraftStore keeps an account's draft. Reads are strong.
type DraftStore interface {
	SwitchStore
	// Draft reads the draft, or that there is none.
	Draft(ctx context.Context, a access.Account) (Draft, error)
	// SaveDraft stores d in place of the draft of revision was (0: there never was one): ErrMoved when that is not the newest any more, fault.TooLarge. One that is
	// not open takes the rules away.
	SaveDraft(ctx context.Context, a access.Account, d Draft, was Draft) error
	// AutoDraft reads how far the draft is that goes live by itself; ok is false when there is none.
	AutoDraft(ctx context.Context, a access.Account) (d AutoDraft, ok bool, err error)
	// SaveAuto stores how far it is. ErrMoved when there is another draft by now, or none.
	SaveAuto(ctx context.Context, a access.Account, d AutoDraft) error
}

// Current is the live policy with the rules of the draft, if there is one.
func (s *Rules) Current(ctx context.Context, a access.Account) (*rule.Policy, Draft, error) {
	live, err := s.Publisher.Live(ctx, a)
	if err != nil {
		return nil, Draft{}, err
	}
	draft, err := s.Drafts.Draft(ctx, a)
	return draft.over(live), draft, err
}

// over is the policy with the draft's rules in place of its own.
func (d Draft) over(live *rule.Policy) *rule.Policy {
	if !d.Open {
		return live
	}
	p := *live
	p.Rules, p.Revision = d.Rules, d.Revision
	return &p
}

// edit changes rules by a draft. While rules are not reviewed it is one that goes live by itself.
func (s *Rules) edit(ctx context.Context, a access.Account, ifMatch int64, change func(*rule.Policy) error) (*rule.Policy, error) {
	account, err := s.Accounts.Account(ctx, a)
	if err != nil {
		return nil, err
	}
	for attempt := range publishTries {
		p, err := s.editDraft(ctx, a, !account.ReviewRules, ifMatch, change)
		if err == nil || unlessMoved(err) != nil {
			return p, err
		}
		if err := s.Publisher.Sleep(ctx, job.Conflicts.Wait(attempt, s.Publisher.Rand())); err != nil {
			return nil, err
		}
	}
	return nil, busy("edit", "rules", ErrMoved)
}

// sameRules compares rules as they are stored, where an empty list is none.
func sameRules(a, b []rule.Rule) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	x, failed := json.Marshal(a)
	y, err := json.Marshal(b)
	return failed == nil && err == nil && bytes.Equal(x, y)
}

// editDraft is one try to change the draft. One that comes out as the live rules are is none.
func (s *Rules) editDraft(ctx context.Context, a access.Account, auto bool, ifMatch int64, change func(*rule.Policy) error) (*rule.Policy, error) {
	live, err := s.Publisher.Live(ctx, a)
	if err != nil {
		return nil, err
	}
	was, err := s.Drafts.Draft(ctx, a)
	if err != nil {
		return nil, err
	}
	if auto && was.Open && !was.Auto {
		return nil, ErrDraftOpen() // somebody meant it to be looked at
	}
	current := was.over(live)
	if ifMatch != 0 && ifMatch != current.RulesRevision() {
		return nil, errStale()
	}
	next, changed, err := revise(current, change)
	if err != nil || !changed {
		return current, err
	}
	d := Draft{
		Revision: max(live.RulesRevision(), was.Revision) + 1, Open: !sameRules(next.Rules, live.Rules),
		Base: live.Version, Rules: next.Rules, Modified: s.Publisher.Now(), By: s.by,
	}
	d.Auto = auto && d.Open
	if was.Open {
		d.Base = was.Base
	}
	if err := s.Drafts.SaveDraft(ctx, a, d, was); err != nil {
		return nil, err
	}
	return d.over(live), nil
}

// Discard throws the draft away; the rules are those that are live again. Without a draft nothing happens. fault.Stale.
func (s *Rules) Discard(ctx context.Context, a access.Account, ifMatch int64) (*rule.Policy, error) {
	current, was, err := s.Current(ctx, a)
	if err != nil {
		return nil, err
	}
	if ifMatch != 0 && ifMatch != current.RulesRevision() {
		return nil, errStale()
	}
	if was.Open {
		if err := s.Drafts.SaveDraft(ctx, a, Draft{Revision: was.Revision}, was); err != nil {
			if unlessMoved(err) == nil {
				return nil, errStale()
			}
			return nil, err
		}
	}
	return s.Publisher.Live(ctx, a)
}

// ErrDraftOpen is the failure of what would pass a draft by.
func ErrDraftOpen() error {
	return fault.New(fault.Conflict, "draft_open", "There is a draft of the rules. Apply a plan of it, or discard it, first.")
}
