package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// PlanStore keeps plans. Reads are strong; safe for concurrent use.
type PlanStore interface {
	// AddPlan stores a new plan with its candidate policy and the dry run that works it out, whose appearance in the change stream sets it going: all in
	// one transaction. fault.Conflict when there is one of this id.
	AddPlan(ctx context.Context, a access.Account, p Plan, candidate *rule.Policy) error
	// GetPlan reads a plan with its progress; ok is false when there is none.
	GetPlan(ctx context.Context, a access.Account, id string) (p Plan, ok bool, err error)
	// PlansBefore lists up to limit plans older than the id before ("" from the newest), newest first. fault.Malformed (bad_cursor).
	PlansBefore(ctx context.Context, a access.Account, before string, limit int) ([]Plan, error)
	// Candidate reads the policy that a plan tries. fault.NotFound.
	Candidate(ctx context.Context, a access.Account, id string) (*rule.Policy, error)
	// SavePlan stores what changed of a plan that is in state from. ErrMoved when it is in another by now.
	SavePlan(ctx context.Context, a access.Account, p Plan, from PlanState) error
	// ApplyPlan makes next, the candidate of a plan that was ready, the live policy, starts the run that brings it to everybody, stores the plan and moves holds: all in one
	// transaction. fault.Stale when the live version is not next.Version-1 any more or the plan not ready; then nothing happened. fault.Unavailable may mean that it happened.
	ApplyPlan(ctx context.Context, a access.Account, p Plan, next *rule.Policy, run Run, m HoldMoves) error

	// CloseDiff stores what came of a chunk of a dry run and counts it, in one transaction; ErrMoved when it was done already.
	CloseDiff(ctx context.Context, a access.Account, id string, c Chunk, d ChunkDiff) error
	// ChunkDiffs calls see for what came of every chunk, in order, without the differences.
	ChunkDiffs(ctx context.Context, a access.Account, id string, see func(ChunkDiff) error) error
	// Differences lists up to limit differences behind the position after ("" is the beginning), in a stable order; next is "" at the end, and a page may
	// hold fewer before that. fault.Malformed (bad_cursor).
	Differences(ctx context.Context, a access.Account, id, after string, limit int) (list []plan.Difference, next string, err error)
}

// ChunkDiff is what a change would make of the users of one chunk.
type ChunkDiff struct {
	Users  []string                `json:"users"`
	Wants  []int64                 `json:"wants"`            // how new each one's inputs were; 0: there was no such user
	Totals plan.Totals             `json:"totals"`           // as if every claim got a seat
	Claims map[string][]plan.Claim `json:"claims,omitempty"` // on seats, by product
	Rules  rule.Effects            `json:"rules,omitempty"`  // whom each rule of the candidate decides for
	Spared *SparedAdmin            `json:"spared,omitempty"` // the first by id of those who would cease to be admins; nil: nobody would
	// Differences are of everybody whom the change touches, or who waits; unsettled. They are kept apart.
	Differences []plan.Difference `json:"-"`
}
