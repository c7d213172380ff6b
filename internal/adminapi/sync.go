package adminapi

import (
	"context"
	"math"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/web"
)

// SyncView is the sync page at a glance.
type SyncView struct {
	Enabled     bool           `json:"enabled" doc:"Off: directory changes are recorded, and nothing is given, taken or mailed."`
	Switching   *SwitchingView `json:"switching" doc:"Where syncing is off and was switched on while rules are not reviewed: the plan by which that comes about. Null: it is on, or off for good."`
	Mail        bool           `json:"mail"`
	Quiet       bool           `json:"quiet" doc:"Whether whoever is new gets no welcome mail: a setting."`
	Schedule    *ScheduleBody  `json:"schedule" doc:"Of full syncs; null: none."`
	NextRunAt   *Moment        `json:"nextRunAt" nullable:"true" doc:"When the next full sync starts by the schedule: up to 15 minutes after its time, always the same for an account. Null: none."`
	Pending     int            `json:"pending" doc:"Users whose outcome is older than their inputs or than the live rules."`
	MailPending int            `json:"mailPending" doc:"Welcome mails that are neither sent nor given up."`
	Users       int            `json:"users" doc:"Directory users."`
	Draft       bool           `json:"draft" doc:"Whether there is a draft of the rules: it is not live before a plan of it is applied."`
	Failures    []FailureView  `json:"failures" nullable:"false"`
	Holds       []OpenHoldView `json:"holds" nullable:"false" doc:"What the guard stopped and nobody has decided on, newest first."`
	Current     *RunView       `json:"current" doc:"The run that is going on; null: none."`
	MailCircuit *CircuitView   `json:"mailCircuit" doc:"Why no mail goes out at all; null: mails go out."`
}

// ScheduleBody says when full syncs start.
type ScheduleBody struct {
	Cron     string `json:"cron" doc:"Five fields: minute, hour, day of month, month, day of week."`
	TimeZone string `json:"timeZone,omitempty" doc:"An IANA name; UTC when absent."`
}

// RunView is a run as it is read.
type RunView struct {
	ID         string  `json:"id"`
	Kind       string  `json:"kind" enum:"full,publish,retry,plan"`
	State      string  `json:"state" enum:"planning,running,done,superseded,canceled"`
	Version    int64   `json:"rulesVersion"`
	Planned    int     `json:"planned" doc:"Users listed; final once the state is not planning."`
	Done       int     `json:"done" doc:"Users looked at."`
	Changed    int     `json:"changed"`
	Failed     int     `json:"failed"`
	Waiting    int     `json:"waiting"`
	Skipped    int     `json:"skipped" doc:"Not looked at: left to a newer run, or the run was canceled."`
	Held       bool    `json:"held" doc:"Whether what the rules of this run take is withheld under a hold."`
	Withheld   int     `json:"withheld" doc:"Users from whom something is withheld under any hold."`
	Drift      int     `json:"drift" doc:"Users who had something else than what was worked out, though neither their inputs nor the rules had changed. It was put right, but for what a pin keeps."`
	Hold       string  `json:"hold,omitempty" doc:"The hold under which the rules of this run withhold."`
	StartedAt  Moment  `json:"startedAt"`
	FinishedAt *Moment `json:"finishedAt" nullable:"true"`
	ETA        *int    `json:"etaSeconds" doc:"Null while nobody can tell."`
	CanceledAt *Moment `json:"cancelRequestedAt" nullable:"true" doc:"When somebody asked for its early end; it has ended once finishedAt is there."`
	RetryOf    string  `json:"retryOf,omitempty" doc:"Of a retry: the run whose failed users it looks at."`
	Cause      string  `json:"cause,omitempty" doc:"Of a retry: the failure whose users it looks at; * for any."`
}

func runView(r provision.Run, now time.Time) RunView {
	return RunView{
		ID: r.ID, Kind: string(r.Kind), State: string(r.State), Version: r.Version,
		Planned: r.Planned, Done: r.Done, Changed: r.Changed, Failed: r.Failed, Waiting: r.Waiting, Skipped: r.Skipped,
		Held: r.Hold != "", Withheld: r.Held, Drift: r.Drift, Hold: r.Hold,
		StartedAt: Moment(r.Started), FinishedAt: momentOrNull(r.Finished), ETA: eta(r, now),
		CanceledAt: momentOrNull(r.Canceled), RetryOf: r.Source.Run, Cause: r.Source.Cause,
	}
}

// eta is how many seconds the rest takes at the speed so far.
func eta(r provision.Run, now time.Time) *int {
	seconds := 0
	if r.Finished.IsZero() {
		if r.State != provision.RunRunning || r.Done == 0 {
			return nil
		}
		each := now.Sub(r.Started).Seconds() / float64(r.Done)
		seconds = int(math.Ceil(max(0, each*float64(r.Planned-r.Done))))
	}
	return &seconds
}

type syncOutput struct{ Body SyncView }

type getSyncInput struct {
	Wait int `query:"wait" minimum:"1" maximum:"30" doc:"Answer when nobody is pending, or after so many seconds; absent: at once."`
}

// getSync looks once a second while it waits: the page is many reads.
func (s *server) getSync(ctx context.Context, in *getSyncInput) (*syncOutput, error) {
	out, err := s.readSync(ctx)
	for range in.Wait {
		if err != nil || out.Body.Pending == 0 || s.Sleep(ctx, time.Second) != nil {
			break
		}
		out, err = s.readSync(ctx)
	}
	return out, err
}

func (s *server) readSync(ctx context.Context) (*syncOutput, error) {
	a := account(ctx)
	stored, err := s.Accounts.Account(ctx, a)
	if err != nil {
		return nil, err
	}
	p, draft, err := s.Rules.Current(ctx, a)
	if err != nil {
		return nil, err
	}
	status, err := s.Status.Status(ctx, a)
	if err != nil {
		return nil, err
	}
	holds, err := s.openHolds(ctx)
	if err != nil {
		return nil, err
	}
	switching, err := s.switching(ctx, p.SyncOn)
	if err != nil {
		return nil, err
	}
	view := SyncView{
		Switching: switching,
		Holds:     holds,
		Enabled:   p.SyncOn, Mail: p.MailOn, Quiet: p.Quiet, Pending: status.Pending, MailPending: status.MailPending, Users: status.Users, Draft: draft.Open,
		Failures: convert(status.Failures, failureView),
	}
	if stored.Schedule.Cron != "" {
		view.Schedule = &ScheduleBody{Cron: stored.Schedule.Cron, TimeZone: stored.Schedule.TimeZone}
	}
	if at, ok := stored.Schedule.NextStart(a, s.Now()); ok {
		view.NextRunAt = momentOrNull(at)
	}
	if status.Current != nil {
		current := runView(*status.Current, s.Now())
		view.Current = &current
	}
	if view.MailCircuit, err = s.mailCircuit(ctx); err != nil {
		return nil, err
	}
	return &syncOutput{view}, nil
}

// SwitchingView is syncing on its way to being switched on.
type SwitchingView struct {
	Plan    string       `json:"planId,omitempty" doc:"The newest plan of it; absent: it is to be made yet."`
	Stopped *StoppedView `json:"stopped,omitempty" doc:"Why it does not go on: have the plan approved, ask for it again, or switch syncing off. Absent: it goes on."`
}

func (s *server) switching(ctx context.Context, on bool) (*SwitchingView, error) {
	d, ok, err := s.Accounts.Switching(ctx, account(ctx))
	if err != nil || !ok || on {
		return nil, err
	}
	return &SwitchingView{Plan: d.Plan, Stopped: stoppedView(d.Stopped)}, nil
}

// SyncBody is what of the sync page can be written: what is absent stays.
type SyncBody struct {
	Enabled  *bool         `json:"enabled,omitempty" doc:"Switching on takes planId while rules are reviewed and there are people in the directory. While they are not it comes about a moment later, by a plan that the guard may hold: see switching."`
	PlanID   string        `json:"planId,omitempty" doc:"A ready plan of {\"change\":{\"syncOn\":true}}: syncing is switched on exactly as it says."`
	Mail     *bool         `json:"mail,omitempty"`
	Schedule *ScheduleBody `json:"schedule,omitempty" doc:"Null: no full syncs but those asked for."`
}

type patchSyncInput struct {
	Body    SyncBody
	RawBody []byte
}

func (s *server) patchSync(ctx context.Context, in *patchSyncInput) (*syncOutput, error) {
	change := provision.AccountChange{SyncOn: in.Body.Enabled, MailOn: in.Body.Mail, Plan: in.Body.PlanID, By: web.Principal(ctx).Credential}
	switch schedule := in.Body.Schedule; {
	case schedule != nil:
		zone := schedule.TimeZone
		if zone == "" {
			zone = "UTC"
		}
		change.Schedule = &provision.Schedule{Cron: schedule.Cron, TimeZone: zone}
	case states(in.RawBody, "schedule"):
		change.Schedule = &provision.Schedule{}
	}
	if _, _, err := s.Accounts.Change(ctx, account(ctx), change); err != nil {
		return nil, err
	}
	return s.readSync(ctx)
}

type runOutput struct {
	Location string `header:"Location"`
	Body     RunView
}

func (s *server) startRun(ctx context.Context, _ *empty) (*runOutput, error) {
	r, err := s.Runs.StartRun(ctx, account(ctx), provision.FullRun)
	if err != nil {
		return nil, err
	}
	return s.runAccepted(r), nil
}

// runAccepted answers with a run that goes on behind the request.
func (s *server) runAccepted(r provision.Run) *runOutput {
	return &runOutput{Location: Prefix + "/sync/runs/" + r.ID, Body: runView(r, s.Now())}
}

type getRunInput struct {
	IDInput
	Wait int `query:"wait" minimum:"1" maximum:"30" doc:"Answer when the run is over, or after so many seconds; absent: at once."`
}

// How often a request that waits for a run looks at it.
const (
	lookEvery = time.Second / looks
	looks     = 5
)

func (s *server) getRun(ctx context.Context, in *getRunInput) (*runOutput, error) {
	r, err := s.Runs.Run(ctx, account(ctx), in.ID)
	for range in.Wait * looks {
		if err != nil || !r.Finished.IsZero() || s.Sleep(ctx, lookEvery) != nil {
			break
		}
		r, err = s.Runs.Run(ctx, account(ctx), in.ID)
	}
	return &runOutput{Body: runView(r, s.Now())}, err
}

type listRunsInput struct {
	PageInput
	Kind string `query:"kind" enum:"full,publish,retry" doc:"Only runs of this kind."`
}

func (s *server) listRuns(ctx context.Context, in *listRunsInput) (*listOutput[RunView], error) {
	list := func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.Run, string, error) {
		return s.Runs.Runs(ctx, a, provision.RunKind(in.Kind), cursor, limit)
	}
	return passed(ctx, in.PageInput, list, func(r provision.Run) RunView { return runView(r, s.Now()) })
}

// passed is one page of a list whose maker has cursors of its own.
func passed[T, V any](
	ctx context.Context, in PageInput,
	list func(context.Context, access.Account, string, int) ([]T, string, error), view func(T) V,
) (*listOutput[V], error) {
	cursor, err := decodeCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	items, next, err := list(ctx, account(ctx), cursor, in.limit(defaultLimit))
	if err != nil {
		return nil, err
	}
	return &listOutput[V]{Body: List[V]{Items: convert(items, view), Next: encodeCursor(next)}}, nil
}
