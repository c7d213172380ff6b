package provision

import (
	"time"

	"usersync/internal/guard"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// PlanState is where a plan stands.
type PlanState string

// The states of a plan.
const (
	PlanPlanning PlanState = "planning" // its dry run goes on
	PlanReady    PlanState = "ready"
	PlanCanceled PlanState = "canceled"
	PlanApplied  PlanState = "applied"
)

// Plan is the exact difference that a change would make, worked out for everybody before anything is written. It is carried out as a dry run: a Run of the
// same id, whose chunks compare and store differences instead of outcomes.
type Plan struct {
	ID       string
	State    PlanState
	Change   PlanChange
	Base     int64 // the live policy version that it was worked out against
	Draft    int64 // the revision of the draft that it is of; 0: of none
	Counts   bool  // numbers alone: no differences are kept
	Auto     bool  // the Autopilot asked for it, and applies it
	Guard    guard.Settings
	Created  time.Time // what holds until a time is judged as of this moment
	By       string    // public id of the credential that asked for it
	Finished time.Time // zero while it goes on

	PlanFindings // when it is ready

	Planned, Done int // progress of its dry run

	Approval *Approval // of a plan that the guard holds; nil: nobody has approved it
	Run      string    // that applies it, when it is applied
	Hold     string    // that keeps what it takes, where the guard held it when it was applied
	Moved    int       // people who moved between plan and application, and were left to normal resolving
}

// Approval is somebody's word that a change which the guard holds may go on.
type Approval struct {
	By     string    `json:"by"` // public id of the credential
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// PlanFindings is what a finished plan says.
type PlanFindings struct {
	// Fingerprint stands for everything that the plan was made from: live version, guard, and how new everybody's inputs were.
	Fingerprint string
	Totals      plan.Totals
	Seats       []PlanSeats // by product key
	Gauges      []guard.Gauge
	Rules       rule.Effects     `json:",omitempty"` // whom each rule of the candidate decides for, in brief
	Spared      *plan.Difference `json:",omitempty"` // of whom the change leaves an admin, because it would take the role from everybody; nil: it would not
}

// PlanSeats is what becomes of one product's seats.
type PlanSeats struct {
	Key    string         `json:"key"`
	Seats  *int64         `json:"seats"`  // that there would be; nil: unlimited
	Before int64          `json:"before"` // in use today
	After  plan.Allotment `json:"after"`
}

// Needed is how many seats everybody who would have the product takes.
func (s PlanSeats) Needed() int64 { return s.After.Used + s.After.Waiting }

// Over reports whether the plan has ended.
func (p Plan) Over() bool { return p.State != PlanPlanning }

// Held reports whether the guard wants somebody to approve the change first.
func (p Plan) Held() bool { return guard.Held(p.Gauges) }

// Switches reports whether the plan was made to switch syncing on by itself: it can be applied only for as long as that is wanted (SwitchStore).
func (p Plan) Switches() bool { return p.Auto && p.Change.SyncOn != nil }

// allotments is how the plan gives seats, by product.
func (f PlanFindings) allotments() map[string]plan.Allotment {
	out := make(map[string]plan.Allotment, len(f.Seats))
	for _, s := range f.Seats {
		out[s.Key] = s.After
	}
	return out
}

// Settled is a stored difference with the seats that the plan found.
func (p Plan) Settled(d plan.Difference, candidate *rule.Policy) plan.Difference {
	return p.spared(d).Settle(p.allotments(), rankIn(candidate), p.Created)
}

// rankIn is the place in line of a rule's claims: 0 by hand, then the rules by strength; rules that are not in the policy come last.
func rankIn(p *rule.Policy) func(id string) int {
	places := make(map[string]int, len(p.Rules)+1)
	if p.Rollout != nil { // rules that only the base has stand where they stand there
		for i, r := range p.Rollout.Base {
			places[r.ID] = i + 1
		}
	}
	for i, r := range p.Rules {
		places[r.ID] = i + 1
	}
	places[""] = 0
	return func(id string) int {
		if n, ok := places[id]; ok {
			return n
		}
		return rule.MaxRules + 1
	}
}
