package store

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attributes of a run's HEAD (T#a#RUN#r HEAD). Those of its birth are in its entry in the list (T#a#RUNS r) as well.
const (
	attrRunKind    = "kind"    // S
	attrRunState   = "state"   // S
	attrRunVersion = "version" // N: the policy version that it applies
	attrRunStarted = "started" // S

	attrPlanned  = "planned"  // N
	attrFinished = "finished" // S
	attrCanceled = "canceled" // S: when it was asked to end early
	attrOfRun    = "ofRun"    // S: of a retry: whose failed users
	attrCause    = "cause"    // S: of a retry: users with which failure
	attrRunHold  = "hold"     // S: the hold under which the policy withholds, if it does
	attrSwept    = "swept"    // N: how far it was when the sweeper looked

	attrRun = "run" // S: the run's id, in an entry of the open ones
)

// newRun is the birth of a run: its head, whose appearance in the change stream sets it going, and its entries among the open ones and in the list.
func newRun(a access.Account, run provision.Run) []table.Action {
	attrs := table.Attrs{
		attrRunKind:    table.S(string(run.Kind)),
		attrRunState:   table.S(string(run.State)),
		attrRunVersion: table.N(run.Version),
		attrRunStarted: table.S(stamp(run.Started)),
	}
	for name, text := range map[string]string{attrOfRun: run.Source.Run, attrCause: run.Source.Cause, attrRunHold: run.Hold} {
		if text != "" {
			attrs[name] = table.S(text)
		}
	}
	actions := []table.Action{
		table.Put(table.Item{Key: runHeadKey(a, run.ID), Attrs: attrs}, table.NotExists()),
		table.Put(table.Item{Key: openRunKey(a, run), Attrs: table.Attrs{attrRun: table.S(run.ID)}}, table.NotExists()),
	}
	entry := runEntry(a, run)
	return append(actions, table.Put(table.Item{Key: entry, Attrs: attrs.Clone()}, table.NotExists()))
}

// runEntry is the key of a run in the list of runs; dry runs, which are shown as their plans, have one of their own for whoever clears them away.
func runEntry(a access.Account, run provision.Run) table.Key {
	return table.Key{P: runList(a, run.Kind == provision.DryRun), S: run.ID}
}

func runList(a access.Account, dry bool) string {
	if dry {
		return runsPartition(a) + "#DRY"
	}
	return runsPartition(a)
}

// openRunKey is the key of a run's entry among the open ones. All full runs share one, which keeps them from going on side by side.
func openRunKey(a access.Account, run provision.Run) table.Key {
	key := table.Key{P: openRunsPartition(a), S: run.ID}
	if run.Kind == provision.FullRun {
		key.S = "FULL"
	}
	return key
}

func openRunsPartition(a access.Account) string { return runsPartition(a) + "#OPEN" }

// AddRun implements provision.RunHeads.
func (s *Store) AddRun(ctx context.Context, a access.Account, r provision.Run, chunks ...provision.Chunk) error {
	actions := newRun(a, r)
	for _, c := range chunks {
		actions = append(actions, putChunk(a, r.ID, c))
	}
	err := s.transact(ctx, a, actions)
	if refused(err) != nil {
		return fault.New(fault.Conflict, "run_exists", "There is such a run already.").On("start run", r.ID)
	}
	return err
}

// MoveRun implements provision.RunHeads.
func (s *Store) MoveRun(ctx context.Context, a access.Account, r provision.Run, to provision.RunState, planned int, at time.Time) error {
	over := provision.Run{State: to}.Over()
	edits := []table.Edit{table.Set(attrRunState, table.S(string(to))), table.Set(attrPlanned, table.N(int64(planned)))}
	if over {
		edits = append(edits, table.Set(attrFinished, table.S(stamp(at))))
	}
	actions := []table.Action{table.Update(runHeadKey(a, r.ID), edits, table.Equals(attrRunState, table.S(string(r.State))))}
	if over {
		actions = append(actions, table.Delete(openRunKey(a, r)))
	}
	if n, due := provision.RunNotice(r, to, at); due {
		told, err := decideNotice(a, n)
		if err != nil {
			return err
		}
		actions = append(actions, told)
	}
	return s.commitOnce(ctx, a, actions)
}

// CancelRun implements provision.RunHeads.
func (s *Store) CancelRun(ctx context.Context, a access.Account, r provision.Run) error {
	return s.commitUnmoved(ctx, a, []table.Action{table.Update(runHeadKey(a, r.ID),
		[]table.Edit{table.SetIfAbsent(attrCanceled, table.S(stamp(r.Canceled)))}, table.Equals(attrRunState, table.S(string(r.State))))})
}

// RunCanceled implements provision.RunHeads.
func (s *Store) RunCanceled(ctx context.Context, a access.Account, id string) (bool, error) {
	head, _, err := s.get(ctx, a, runHeadKey(a, id))
	_, canceled := head[attrCanceled]
	return canceled, err
}

// NoteSweep implements provision.RunHeads.
func (s *Store) NoteSweep(ctx context.Context, a access.Account, id string, progress int) (int, error) {
	head, ok, err := s.get(ctx, a, runHeadKey(a, id))
	if err != nil || !ok {
		return -1, err
	}
	swept, noted := head[attrSwept]
	if noted && swept.Int() == int64(progress) {
		return progress, nil
	}
	note := []table.Edit{table.Set(attrSwept, table.N(int64(progress)))}
	err = s.transact(ctx, a, []table.Action{table.Update(runHeadKey(a, id), note, table.Exists())})
	if !noted {
		return -1, err
	}
	return int(swept.Int()), err
}
