package provision

import "time"

// RunKind says why a run was started.
type RunKind string

// The kinds of runs.
const (
	FullRun    RunKind = "full"    // "Sync now", or the schedule
	PublishRun RunKind = "publish" // a new policy version went live
)

// RunState is where a run stands.
type RunState string

// The states of a run.
const (
	RunPlanning   RunState = "planning"
	RunRunning    RunState = "running"
	RunDone       RunState = "done"
	RunSuperseded RunState = "superseded" // a newer policy went live; its own run does the rest
)

// Run is one execution over all directory users of an account. The counts are exact, whatever was delivered twice or crashed.
type Run struct {
	ID       string
	Kind     RunKind
	State    RunState
	Version  int64 // of the policy that it applies, or a newer one
	Planned  int   // users listed; final once State is not planning
	Done     int   // users looked at: changed, unchanged, failed and skipped
	Changed  int
	Failed   int
	Waiting  int // users left waiting for a seat
	Skipped  int // left to a newer run
	Started  time.Time
	Finished time.Time // zero while it goes on
}

// Status is the sync page at a glance.
type Status struct {
	Pending     int // users whose outcome is older than their inputs; 0 only when there are none
	MailPending int // unsettled mail intents
	Users       int // directory users
	Failures    []Failure
	Current     *Run // the run that is going on, if any
}

// Failure is a cause that keeps some users from what the rules give them.
type Failure struct {
	Code      string
	Users     int
	FirstSeen time.Time
}

// Over reports whether the run has ended.
func (r Run) Over() bool { return r.State == RunDone || r.State == RunSuperseded }
