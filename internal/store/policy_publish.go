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
	actions, err := encodePolicy(a, next)
	if err != nil {
		return err
	}
	head := table.Update(rulesKey(a), []table.Edit{
		table.Set(attrLive, table.N(next.Version)),
		table.Set(attrPublished, table.S(stamp(run.Started))),
	}, table.Equals(attrLive, table.N(next.Version-1)))
	actions = append(actions, head)
	actions = append(actions, newRun(a, run)...)
	err = s.transact(ctx, a, actions)
	if canceled := table.Canceled(err); canceled != nil {
		return fault.New(fault.Stale, "policy_moved", "Somebody else published meanwhile.").On("publish", "policy").Because(canceled)
	}
	return err
}

// Attributes of a run's HEAD (T#a#RUN#r HEAD) and of its entry in the list (T#a#RUNS r) at birth.
const (
	attrRunKind    = "kind"    // S
	attrRunState   = "state"   // S
	attrRunVersion = "version" // N: the policy version that it applies
	attrRunStarted = "started" // S
)

// newRun is the birth of a run: its head, whose appearance in the change stream sets it going, and its entry in the list.
func newRun(a access.Account, run provision.Run) []table.Action {
	attrs := table.Attrs{
		attrRunKind:    table.S(string(run.Kind)),
		attrRunState:   table.S(string(run.State)),
		attrRunVersion: table.N(run.Version),
		attrRunStarted: table.S(stamp(run.Started)),
	}
	head := table.Key{P: runPartition(a, run.ID), S: "HEAD"}
	entry := table.Key{P: runsPartition(a), S: run.ID}
	return []table.Action{
		table.Put(table.Item{Key: head, Attrs: attrs}, table.NotExists()),
		table.Put(table.Item{Key: entry, Attrs: attrs.Clone()}, table.NotExists()),
	}
}
