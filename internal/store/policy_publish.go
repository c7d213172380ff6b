package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// PublishPolicy makes next live, keeps its snapshot and starts its run, in one transaction: see provision.PolicyStore.
func (s *Store) PublishPolicy(ctx context.Context, a access.Account, next *rule.Policy, run provision.Run) error {
	actions, err := publication(a, next, run)
	if err != nil {
		return err
	}
	return published(s.transact(ctx, a, actions))
}

// publication is the actions that make next live.
func publication(a access.Account, next *rule.Policy, run provision.Run) ([]table.Action, error) {
	actions, err := encodePolicy(a, next)
	if err != nil {
		return nil, err
	}
	head := table.Update(rulesKey(a), []table.Edit{
		table.Set(attrLive, table.N(next.Version)),
		table.Set(attrPublished, table.S(stamp(run.Started))),
		setUnless(next.ExtensionsSince == 0, attrExtended, table.N(next.ExtensionsSince)),
	}, table.Equals(attrLive, table.N(next.Version-1)))
	actions = append(actions, head)
	actions = append(actions, table.Update(rulesVersionKey(a, next.RulesRevision()), []table.Edit{ // the first policy that has these rules counts
		table.SetIfAbsent(attrLive, table.N(next.Version)), table.SetIfAbsent(attrPublished, table.S(stamp(run.Started))),
	}))
	return append(actions, newRun(a, run)...), nil
}

// published says what became of a publication.
func published(err error) error {
	if canceled := table.Canceled(err); canceled != nil {
		return fault.New(fault.Stale, "policy_moved", "Somebody else published meanwhile.").On("publish", "policy").Because(canceled)
	}
	return err
}
