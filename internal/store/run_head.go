package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attributes of a run's HEAD beside those of its birth (policy_publish.go), and of its counters CNT#<n>.
const (
	attrFanned   = "fanned"   // Bool: given to its shards
	attrPlanned  = "planned"  // N
	attrFinished = "finished" // S
	attrSwept    = "swept"    // N: how much was done when the sweeper looked

	attrTallyDone    = "done"    // N, in a counter; so are the next
	attrTallyChanged = "changed" //
	attrTallyFailed  = "failed"  //
	attrTallyWaiting = "waiting" //
	attrTallySkipped = "skipped" //

	runCounters = 8
)

var _ provision.RunHeads = (*Store)(nil)

func runKey(a access.Account, run, sort string) table.Key {
	return table.Key{P: runPartition(a, run), S: sort}
}

func runHeadKey(a access.Account, run string) table.Key { return runKey(a, run, "HEAD") }

func runCounterKey(a access.Account, run string, n int) table.Key {
	return runKey(a, run, fmt.Sprintf("CNT#%d", n))
}

// AddRun implements provision.RunHeads.
func (s *Store) AddRun(ctx context.Context, a access.Account, r provision.Run) error {
	err := s.transact(ctx, a, newRun(a, r))
	if table.Canceled(err) != nil {
		return fault.New(fault.Conflict, "run_exists", "There is such a run already.").On("start run", r.ID)
	}
	return err
}

// GetRun implements provision.RunHeads.
func (s *Store) GetRun(ctx context.Context, a access.Account, id string) (provision.Run, bool, error) {
	if !isID(id) {
		return provision.Run{}, false, nil
	}
	keys := []table.Key{runHeadKey(a, id)}
	for n := range runCounters {
		keys = append(keys, runCounterKey(a, id, n))
	}
	items, err := s.getMany(ctx, a, keys)
	run, found := provision.Run{ID: id}, false
	for _, item := range items {
		if item.Key.S == "HEAD" {
			found = true
			addRunHead(&run, item.Attrs)
			continue
		}
		addRunCounts(&run, item.Attrs)
	}
	return run, found, err
}

func addRunHead(r *provision.Run, attrs table.Attrs) {
	r.Kind = provision.RunKind(attrs[attrRunKind].Str())
	r.State = provision.RunState(attrs[attrRunState].Str())
	r.Version = attrs[attrRunVersion].Int()
	r.Planned = int(attrs[attrPlanned].Int())
	r.Started = parseStamp(attrs[attrRunStarted].Str())
	r.Finished = parseStamp(attrs[attrFinished].Str())
}

func addRunCounts(r *provision.Run, attrs table.Attrs) {
	r.Done += int(attrs[attrTallyDone].Int())
	r.Changed += int(attrs[attrTallyChanged].Int())
	r.Failed += int(attrs[attrTallyFailed].Int())
	r.Waiting += int(attrs[attrTallyWaiting].Int())
	r.Skipped += int(attrs[attrTallySkipped].Int())
}

// isID keeps text that is no id of ours from becoming part of a key.
func isID(s string) bool { return s != "" && len(s) <= 64 && !strings.ContainsAny(s, "#/\x00") }

// RunsBefore implements provision.RunHeads.
func (s *Store) RunsBefore(ctx context.Context, a access.Account, before string, limit int) ([]provision.Run, error) {
	q := table.Query{P: runsPartition(a), Desc: true, Limit: limit + 1}
	if before != "" {
		q.To = before
	}
	var runs []provision.Run
	page, err := s.query(ctx, a, q)
	for _, item := range page.Items {
		if item.Key.S == before || len(runs) == limit {
			continue
		}
		run, ok, err := s.GetRun(ctx, a, item.Key.S)
		if err != nil {
			return nil, err
		}
		if ok {
			runs = append(runs, run)
		}
	}
	return runs, err
}

// moveRun updates a run's head under conditions; ErrMoved when they do not hold.
func (s *Store) moveRun(ctx context.Context, a access.Account, id string, edits []table.Edit, conds ...table.Cond) error {
	return s.commitUnmoved(ctx, a, []table.Action{table.Update(runHeadKey(a, id), edits, conds...)})
}

func inState(state provision.RunState) table.Cond {
	return table.Equals(attrRunState, table.S(string(state)))
}

// FanOut implements provision.RunHeads.
func (s *Store) FanOut(ctx context.Context, a access.Account, id string) error {
	return s.moveRun(ctx, a, id, []table.Edit{table.Set(attrFanned, table.Bool(true))}, inState(provision.RunPlanning))
}

// DropRun implements provision.RunHeads.
func (s *Store) DropRun(ctx context.Context, a access.Account, id string, now time.Time) error {
	return s.moveRun(ctx, a, id, []table.Edit{
		table.Set(attrRunState, table.S(string(provision.RunSuperseded))),
		table.Set(attrFinished, table.S(stamp(now))),
	}, inState(provision.RunPlanning), table.Lacks(attrFanned))
}

// MoveRun implements provision.RunHeads.
func (s *Store) MoveRun(ctx context.Context, a access.Account, id string, from, to provision.RunState, planned int, now time.Time) error {
	edits := []table.Edit{table.Set(attrRunState, table.S(string(to))), table.Set(attrPlanned, table.N(int64(planned)))}
	if to != provision.RunRunning {
		edits = append(edits, table.Set(attrFinished, table.S(stamp(now))))
	}
	return s.moveRun(ctx, a, id, edits, inState(from))
}

// NoteSweep implements provision.RunHeads.
func (s *Store) NoteSweep(ctx context.Context, a access.Account, id string, done int) (int, error) {
	head, ok, err := s.get(ctx, a, runHeadKey(a, id))
	if err != nil || !ok {
		return 0, err
	}
	swept, before := head[attrSwept]
	if swept.Int() != int64(done) || !before {
		err = s.moveRun(ctx, a, id, []table.Edit{table.Set(attrSwept, table.N(int64(done)))}, table.Exists())
	}
	if !before {
		return -1, err
	}
	return int(swept.Int()), err
}
