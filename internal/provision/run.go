package provision

import "time"

// RunKind says why a run was started.
type RunKind string

// The kinds of runs.
const (
	FullRun    RunKind = "full"    // "Sync now", or the schedule: at most one at a time
	PublishRun RunKind = "publish" // a new policy version went live
	RetryRun   RunKind = "retry"   // over some users only: see RunSource
	DryRun     RunKind = "plan"    // works a plan out, of which it has the id, and changes nobody
)

// RunState is where a run stands.
type RunState string

// The states of a run.
const (
	RunPlanning   RunState = "planning" // its users are being listed; chunks that are listed are worked on already
	RunRunning    RunState = "running"  // all its users are listed
	RunDone       RunState = "done"
	RunSuperseded RunState = "superseded" // a newer policy went live before it ended, and the newer one's run does the rest
	RunCanceled   RunState = "canceled"   // an admin had it end early
)

// Run is one execution over all directory users of an account, or over some of them.
//
// Planned, Done and Skipped are exact, whatever was delivered twice or crashed. Changed, Failed and Waiting say what was found by the one execution
// of each chunk that was counted: when a crash makes a chunk run again, those who were changed the first time are found unchanged the second.
type Run struct {
	ID       string
	Kind     RunKind
	State    RunState
	Version  int64 // of the policy that it applies, or a newer one
	Planned  int   // users listed; 0 while State is planning
	Done     int   // users looked at: changed, unchanged, failed and skipped
	Changed  int
	Failed   int
	Waiting  int // users left waiting for a seat
	Held     int // users from whom something is withheld
	Drift    int // users who had other than what was worked out: see Result.Drift
	Skipped  int // not looked at: left to a newer run, or the run was canceled
	Started  time.Time
	Finished time.Time // zero while it goes on
	Canceled time.Time // when somebody asked for it to end early; zero: nobody did
	Source   RunSource // of a retry run
	Hold     string    // of a run that brings a policy which withholds: the hold
}

// Over reports whether the run has ended.
func (r Run) Over() bool {
	return r.State == RunDone || r.State == RunSuperseded || r.State == RunCanceled
}

// Canceling reports whether the run goes on only to end early.
func (r Run) Canceling() bool { return !r.Canceled.IsZero() }

// Status is the sync page at a glance.
type Status struct {
	Pending     int // users whose outcome is older than their inputs, or than the live policy; 0 only when there are none
	MailPending int // unsettled mail intents
	Users       int // directory users
	Failures    []Failure
	Current     *Run // the newest run that is going on, if any
}
