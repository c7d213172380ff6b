package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attributes of a run's counters CNT#<n>.
const (
	attrTallyDone    = "done"    // N, as are the next
	attrTallyChanged = "changed" //
	attrTallyFailed  = "failed"  //
	attrTallyWaiting = "waiting" //
	attrTallySkipped = "skipped" //
	attrTallyHeld    = "held"    //
	attrTallyDrift   = "drift"   //

	runCounters = 8 // chunks that end together seldom meet in one
)

var _ provision.RunHeads = (*Store)(nil)

func runKey(a access.Account, run, sort string) table.Key {
	return table.Key{P: runPartition(a, run), S: sort}
}

const sortRunHead = "HEAD"

func runHeadKey(a access.Account, run string) table.Key { return runKey(a, run, sortRunHead) }

func runCounterKey(a access.Account, run string, n int) table.Key {
	return runKey(a, run, fmt.Sprintf("CNT#%d", n))
}

// GetRun implements provision.RunHeads.
func (s *Store) GetRun(ctx context.Context, a access.Account, id string) (provision.Run, bool, error) {
	if !isID(id) {
		return provision.Run{}, false, nil
	}
	runs, err := s.readRuns(ctx, a, []string{id})
	if err != nil || len(runs) == 0 {
		return provision.Run{}, false, err
	}
	return runs[0], true, nil
}

// OpenRuns implements provision.RunHeads.
func (s *Store) OpenRuns(ctx context.Context, a access.Account) ([]provision.Run, error) {
	var ids []string
	err := s.each(ctx, a, table.Query{P: openRunsPartition(a)}, func(item table.Item) error {
		ids = append(ids, item.Attrs[attrRun].Str())
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(ids) // they are ULIDs: the order of time
	runs, err := s.readRuns(ctx, a, ids)
	return slices.DeleteFunc(runs, provision.Run.Over), err
}

// RunsBefore implements provision.RunHeads.
func (s *Store) RunsBefore(ctx context.Context, a access.Account, kind provision.RunKind, before string, limit int) ([]provision.Run, error) {
	if before != "" && !isID(before) {
		return nil, errBadCursor()
	}
	q := table.Query{P: runsPartition(a), Desc: true, To: before} // To is inclusive
	if kind == "" {
		q.Limit = limit + 1
	}
	var ids []string
	for len(ids) < limit {
		page, err := s.query(ctx, a, q)
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			of := provision.RunKind(item.Attrs[attrRunKind].Str())
			if item.Key.S != before && len(ids) < limit && (kind == "" || of == kind) {
				ids = append(ids, item.Key.S)
			}
		}
		if q.Start = page.Next; q.Start.IsZero() {
			break
		}
	}
	return s.readRuns(ctx, a, ids)
}

// readRuns reads heads and counters together. They are no snapshot; but counters only grow, and are final once they reach what is planned.
func (s *Store) readRuns(ctx context.Context, a access.Account, ids []string) ([]provision.Run, error) {
	keys := make([]table.Key, 0, len(ids)*(runCounters+1))
	for _, id := range ids {
		keys = append(keys, runHeadKey(a, id))
		for n := range runCounters {
			keys = append(keys, runCounterKey(a, id, n))
		}
	}
	items, err := s.getMany(ctx, a, keys)
	if err != nil {
		return nil, err
	}
	found := map[string]*provision.Run{}
	for _, item := range items {
		id := strings.TrimPrefix(item.Key.P, runPartition(a, ""))
		if found[id] == nil {
			found[id] = &provision.Run{ID: id}
		}
		addToRun(found[id], item)
	}
	var runs []provision.Run
	for _, id := range ids {
		if r := found[id]; r != nil {
			runs = append(runs, *r)
		}
	}
	return runs, nil
}

func addToRun(r *provision.Run, item table.Item) {
	attrs := item.Attrs
	if item.Key.S == sortRunHead {
		r.Kind = provision.RunKind(attrs[attrRunKind].Str())
		r.State = provision.RunState(attrs[attrRunState].Str())
		r.Version = attrs[attrRunVersion].Int()
		r.Planned = int(attrs[attrPlanned].Int())
		r.Started = parseStamp(attrs[attrRunStarted].Str())
		r.Finished = parseStamp(attrs[attrFinished].Str())
		r.Canceled = parseStamp(attrs[attrCanceled].Str())
		r.Hold = attrs[attrRunHold].Str()
		r.Source = provision.RunSource{Run: attrs[attrOfRun].Str(), Cause: attrs[attrCause].Str()}
		return
	}
	r.Done += int(attrs[attrTallyDone].Int())
	r.Changed += int(attrs[attrTallyChanged].Int())
	r.Failed += int(attrs[attrTallyFailed].Int())
	r.Waiting += int(attrs[attrTallyWaiting].Int())
	r.Skipped += int(attrs[attrTallySkipped].Int())
	r.Held += int(attrs[attrTallyHeld].Int())
	r.Drift += int(attrs[attrTallyDrift].Int())
}

// isID keeps text that is no id of ours from becoming part of a key.
func isID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_") == ""
}

func errBadCursor() error {
	return fault.New(fault.Malformed, "bad_cursor", "The cursor is not one that a list of ours gave. Start again without it.")
}
