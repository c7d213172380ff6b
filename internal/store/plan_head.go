package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// A plan is in the table that expires, all but its dry run: T#a#PLAN#p has HEAD and the candidate policy in chunks, T#a#PLANS an entry for the list.
const (
	attrPlanState = "state" // S, of the head

	sortPlanHead    = "HEAD"
	prefixCandidate = "CAND#"
	planLife        = 7 * 24 * time.Hour
)

var _ provision.PlanStore = (*Store)(nil)

func planKey(a access.Account, id, sort string) table.Key {
	return table.Key{Table: table.Work, P: planPartition(a, id), S: sort}
}

func planPartition(a access.Account, id string) string { return accountPrefix(a) + "PLAN#" + id }

func plansPartition(a access.Account) string { return accountPrefix(a) + "PLANS" }

// planRow is a plan as it is stored.
type planRow struct {
	Change   provision.PlanChange   `json:"change"`
	Base     int64                  `json:"base"`
	Draft    int64                  `json:"draft,omitempty"`
	Counts   bool                   `json:"counts,omitempty"`
	Auto     bool                   `json:"auto,omitempty"`
	Guard    json.RawMessage        `json:"guard"`
	Created  time.Time              `json:"created"`
	By       string                 `json:"by,omitempty"`
	Finished time.Time              `json:"finished,omitzero"`
	Findings provision.PlanFindings `json:"findings"`
	Approval *provision.Approval    `json:"approval,omitempty"`
	Run      string                 `json:"run,omitempty"`
	Moved    int                    `json:"moved,omitempty"`
	Hold     string                 `json:"hold,omitempty"`
}

// AddPlan implements provision.PlanStore.
func (s *Store) AddPlan(ctx context.Context, a access.Account, p provision.Plan, candidate *rule.Policy) error {
	head, err := encodePlan(a, p)
	if err != nil {
		return err
	}
	chunks, err := policyChunks(candidate)
	if err != nil {
		return err
	}
	expires := planExpiry(p)
	entry := table.Key{Table: table.Work, P: plansPartition(a), S: p.ID}
	actions := append(newRun(a, provision.Run{ID: p.ID, Kind: provision.DryRun, State: provision.RunPlanning, Version: p.Base, Started: p.Created}),
		table.Put(head, table.NotExists()),
		table.Put(table.Item{Key: entry, Attrs: table.Attrs{table.TTL: expires}}, table.NotExists()))
	for n, attrs := range chunks {
		attrs[table.TTL] = expires
		key := planKey(a, p.ID, fmt.Sprintf(prefixCandidate+chunkNumbers, n))
		actions = append(actions, table.Put(table.Item{Key: key, Attrs: attrs}, table.NotExists()))
	}
	err = s.transact(ctx, a, actions)
	if refused(err) != nil {
		return fault.New(fault.Conflict, "plan_exists", "There is such a plan already.").On("start plan", p.ID)
	}
	return err
}

func planExpiry(p provision.Plan) table.Value { return table.N(p.Created.Add(planLife).Unix()) }

func encodePlan(a access.Account, p provision.Plan) (table.Item, error) {
	guard, err := json.Marshal(p.Guard)
	if err != nil {
		return table.Item{}, fmt.Errorf("write plan: %w", err)
	}
	body, err := json.Marshal(planRow{
		Change: p.Change, Base: p.Base, Draft: p.Draft, Counts: p.Counts, Auto: p.Auto, Guard: guard, Created: p.Created, By: p.By, Finished: p.Finished, Findings: p.PlanFindings,
		Approval: p.Approval, Run: p.Run, Moved: p.Moved, Hold: p.Hold,
	})
	if err != nil {
		return table.Item{}, fmt.Errorf("write plan: %w", err)
	}
	return table.Item{Key: planKey(a, p.ID, sortPlanHead), Attrs: table.Attrs{
		attrPlanState: table.S(string(p.State)), attrJSON: table.B(body), table.TTL: planExpiry(p),
	}}, nil
}

func decodePlan(id string, attrs table.Attrs) (provision.Plan, error) {
	var row planRow
	if err := json.Unmarshal(attrs[attrJSON].Raw(), &row); err != nil {
		return provision.Plan{}, fmt.Errorf("read plan: %w", err)
	}
	p := provision.Plan{
		ID: id, State: provision.PlanState(attrs[attrPlanState].Str()), Change: row.Change, Base: row.Base, Draft: row.Draft, Counts: row.Counts, Auto: row.Auto,
		Created: row.Created, By: row.By, Finished: row.Finished, PlanFindings: row.Findings,
		Approval: row.Approval, Run: row.Run, Moved: row.Moved, Hold: row.Hold,
	}
	if err := json.Unmarshal(row.Guard, &p.Guard); err != nil {
		return provision.Plan{}, fmt.Errorf("read plan: %w", err)
	}
	return p, nil
}

// GetPlan implements provision.PlanStore.
func (s *Store) GetPlan(ctx context.Context, a access.Account, id string) (provision.Plan, bool, error) {
	if !isID(id) {
		return provision.Plan{}, false, nil
	}
	attrs, ok, err := s.get(ctx, a, planKey(a, id, sortPlanHead))
	if err != nil || !ok {
		return provision.Plan{}, false, err
	}
	p, err := decodePlan(id, attrs)
	if err != nil {
		return provision.Plan{}, false, err
	}
	run, _, err := s.GetRun(ctx, a, id)
	p.Planned, p.Done = run.Planned, run.Done
	return p, true, err
}

// PlansBefore implements provision.PlanStore.
func (s *Store) PlansBefore(ctx context.Context, a access.Account, before string, limit int) ([]provision.Plan, error) {
	if before != "" && !isID(before) {
		return nil, errBadCursor()
	}
	page, err := s.query(ctx, a, table.Query{Table: table.Work, P: plansPartition(a), Desc: true, To: before, Limit: limit + 1}) // To is inclusive
	if err != nil {
		return nil, err
	}
	var plans []provision.Plan
	for _, item := range page.Items {
		if item.Key.S == before || len(plans) == limit {
			continue
		}
		p, ok, err := s.GetPlan(ctx, a, item.Key.S)
		if err != nil {
			return nil, err
		}
		if ok {
			plans = append(plans, p)
		}
	}
	return plans, nil
}

// Candidate implements provision.PlanStore.
func (s *Store) Candidate(ctx context.Context, a access.Account, id string) (*rule.Policy, error) {
	return s.readPolicy(ctx, a, table.Query{Table: table.Work, P: planPartition(a, id), Prefix: prefixCandidate})
}

// SavePlan implements provision.PlanStore.
func (s *Store) SavePlan(ctx context.Context, a access.Account, p provision.Plan, from provision.PlanState) error {
	head, err := encodePlan(a, p)
	if err != nil {
		return err
	}
	return s.commitOnce(ctx, a, []table.Action{table.Put(head, table.Equals(attrPlanState, table.S(string(from))))})
}

// ApplyPlan implements provision.PlanStore.
func (s *Store) ApplyPlan(ctx context.Context, a access.Account, p provision.Plan, next *rule.Policy, run provision.Run, m provision.HoldMoves) error {
	actions, err := publication(a, next, run)
	if err != nil {
		return err
	}
	holds, err := moveHolds(a, m)
	if err != nil {
		return err
	}
	actions = append(actions, holds...)
	head, err := encodePlan(a, p)
	if err != nil {
		return err
	}
	actions = append(actions, table.Put(head, table.Equals(attrPlanState, table.S(string(provision.PlanReady)))))
	if p.Spared != nil {
		actions = append(actions, spare(a, provision.Spared{User: p.Spared.User, Version: next.Version}))
	}
	if p.Draft != 0 {
		was, err := s.Draft(ctx, a)
		if err != nil {
			return err
		}
		if was.Revision != p.Draft {
			return fault.New(fault.Stale, "draft_moved", "The draft changed meanwhile.").On("apply plan", p.ID)
		}
		closing, err := draftActions(a, provision.Draft{Revision: p.Draft}, was)
		if err != nil {
			return err
		}
		actions = append(actions, closing...)
	}
	if p.Switches() {
		actions = append(actions, table.Delete(switchKey(a), table.Exists()))
	}
	return published(s.transact(ctx, a, actions))
}
