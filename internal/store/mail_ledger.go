package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/table"
)

var _ notify.Ledger = (*Store)(nil)

// MailIntent implements notify.Ledger.
func (s *Store) MailIntent(ctx context.Context, a access.Account, user, name string) (notify.Intent, error) {
	attrs, ok, err := s.get(ctx, a, mailKey(a, user, name))
	if err != nil {
		return notify.Intent{}, err
	}
	if !ok {
		return notify.Intent{}, fault.New(fault.NotFound, "mail_not_found", "No mail was decided on under this name.")
	}
	return decodeIntent(user, name, attrs), nil
}

// ClaimMail implements notify.Ledger. The checks of the user and the claim are one transaction: between them nobody can be switched off or suspended.
func (s *Store) ClaimMail(ctx context.Context, a access.Account, was notify.Intent, c notify.Claim) error {
	if forAccount(was.Name) { // it is for nobody of the directory
		return s.moveIntent(ctx, a, table.Update(mailKey(a, was.User, was.Name), claimEdits(c), isIntent(was)...))
	}
	actions := []table.Action{
		table.Update(mailKey(a, was.User, was.Name), claimEdits(c), isIntent(was)...),
		table.Check(userKey(a, was.User, sortUser), isVersion(c.Version), table.Equals(attrActive, table.Bool(true))),
		table.Check(suspensionKey(a, was.User), table.NotExists()),
	}
	if was.Name != firstWelcome && was.Tries == 0 {
		actions = append(actions, forgive(a, was.User)...)
	}
	return s.moveIntent(ctx, a, actions...)
}

func claimEdits(c notify.Claim) []table.Edit {
	return []table.Edit{
		table.Set(attrState, table.S(string(notify.Claimed))),
		table.Set(attrClaimant, table.S(c.By)),
		table.Set(attrClaimed, table.S(stamp(c.At))),
		table.Set(attrLease, table.S(stamp(c.Until))),
		table.Set(attrDoubts, table.N(int64(c.Doubts))),
		table.Set(attrTo, table.S(c.To)),
		table.Add(attrTries, 1),
	}
}

// ReleaseMail implements notify.Ledger.
func (s *Store) ReleaseMail(ctx context.Context, a access.Account, was notify.Intent) error {
	edits := append(unclaim(), table.Set(attrState, table.S(string(notify.Due))))
	return s.moveIntent(ctx, a, table.Update(mailKey(a, was.User, was.Name), edits, isIntent(was)...))
}

// SettleMail implements notify.Ledger. A settled intent leaves the list of unsettled ones.
func (s *Store) SettleMail(ctx context.Context, a access.Account, was notify.Intent, end notify.Ending) error {
	actions := []table.Action{table.Update(mailKey(a, was.User, was.Name), settleEdits(end), isIntent(was)...)}
	if end.Failure != "" && !forAccount(was.Name) {
		actions = append(actions, putFailure(a, end.Failure, was.User, end.At))
	}
	switch end.Reason {
	case notify.WhyInactive:
		actions = append(actions, table.Check(userKey(a, was.User, sortUser), table.Equals(attrActive, table.Bool(false))))
	case notify.WhySuspended:
		actions = append(actions, table.Check(suspensionKey(a, was.User), table.Exists()))
	}
	return s.moveIntent(ctx, a, actions...)
}

func settleEdits(end notify.Ending) []table.Edit {
	edits := append(
		unclaim(),
		table.Set(attrState, table.S(string(end.State))),
		table.Set(attrEnded, table.S(stamp(end.At))),
		table.Remove(table.G1P),
		table.Remove(table.G1S),
	)
	if end.SentID != "" {
		edits = append(edits, table.Set(attrSent, table.S(end.SentID)))
	}
	if end.Reason != "" {
		edits = append(edits, table.Set(attrWhy, table.S(end.Reason)))
	}
	if end.Failure != "" {
		edits = append(edits, table.Set(attrFailed, table.S(end.Failure)))
	}
	if end.Failure != "" && end.To != "" {
		edits = append(edits, table.Set(attrTo, table.S(end.To)))
	}
	return edits
}

func unclaim() []table.Edit {
	return []table.Edit{table.Remove(attrClaimant), table.Remove(attrClaimed), table.Remove(attrLease)}
}

// isIntent demands that the intent is as it was read: every claim counts a try, and so state and tries name one moment of it.
func isIntent(was notify.Intent) []table.Cond {
	return []table.Cond{
		table.Equals(attrState, table.S(string(was.State))),
		table.Equals(attrTries, table.N(int64(was.Tries))),
	}
}

func (s *Store) moveIntent(ctx context.Context, a access.Account, actions ...table.Action) error {
	err := s.transact(ctx, a, actions)
	if table.Canceled(err) != nil {
		return notify.ErrMoved
	}
	return err
}
