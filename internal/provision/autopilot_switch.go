package provision

import (
	"context"

	"usersync/internal/access"
)

// SwitchStore keeps that syncing is on its way to being switched on by itself. Reads are strong.
type SwitchStore interface {
	// Switching reads how far it is; ok is false when nobody asked for it, or it is on.
	Switching(ctx context.Context, a access.Account) (d AutoDraft, ok bool, err error)
	// AskSwitch notes that somebody asked for it. ErrMoved when somebody did already.
	AskSwitch(ctx context.Context, a access.Account, d AutoDraft) error
	// SaveSwitch stores how far it is. ErrMoved when it is over, or was asked for anew.
	SaveSwitch(ctx context.Context, a access.Account, d AutoDraft) error
	// DropSwitch forgets it: no plan that was made for it can be applied any more. Doing it twice is harmless.
	DropSwitch(ctx context.Context, a access.Account) error
}

// switches goes on with switching syncing on, where somebody asked for it and nothing is in the way.
func (p *Autopilot) switches(ctx context.Context, a access.Account) (again bool, err error) {
	d, ok, err := p.Planner.Drafts.Switching(ctx, a)
	if err != nil || !ok || d.Stopped.Code != "" {
		return false, err
	}
	return p.goOn(ctx, a, d)
}

// save stores how far something is; when it is over, or something else took its place, there is nothing to store.
func (p *Autopilot) save(ctx context.Context, a access.Account, d AutoDraft) error {
	if d.Switch {
		return unlessMoved(p.Planner.Drafts.SaveSwitch(ctx, a, d))
	}
	return unlessMoved(p.Planner.Drafts.SaveAuto(ctx, a, d))
}

// change is what the plan tries.
func (d AutoDraft) change() PlanChange {
	if d.Switch {
		return PlanChange{SyncOn: new(true)}
	}
	return PlanChange{}
}

// Switching is how far syncing is on its way to being switched on by itself; ok is false where it is not on its way.
func (s *Accounts) Switching(ctx context.Context, a access.Account) (d AutoDraft, ok bool, err error) {
	return s.Drafts.Switching(ctx, a)
}

// askSwitch has syncing switched on by itself: by a plan that the guard may hold. Asked for again where it stopped, it is planned anew.
func (s *Accounts) askSwitch(ctx context.Context, a access.Account, by string) error {
	d, ok, err := s.Drafts.Switching(ctx, a)
	if err != nil || ok && d.Stopped.Code == "" {
		return err
	}
	if ok {
		if err := s.Drafts.DropSwitch(ctx, a); err != nil {
			return err
		}
	}
	return unlessMoved(s.Drafts.AskSwitch(ctx, a, AutoDraft{Switch: true, Saved: s.Plans.Now(), By: by}))
}

// withdraw forgets that syncing was to be switched on by itself, where it is switched off or somebody reviews from now on what would happen.
func (s *Accounts) withdraw(ctx context.Context, a access.Account, c AccountChange) error {
	off, reviewed := c.SyncOn != nil && !*c.SyncOn, c.ReviewRules != nil && *c.ReviewRules
	if !off && !reviewed {
		return nil
	}
	return s.Drafts.DropSwitch(ctx, a)
}
