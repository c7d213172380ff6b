package adminapi

import (
	"context"
	"math"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// SyncView is the sync page at a glance.
type SyncView struct {
	Enabled     bool          `json:"enabled" doc:"Off: directory changes are recorded, and nothing is given, taken or mailed."`
	Mail        bool          `json:"mail"`
	Schedule    *ScheduleBody `json:"schedule" doc:"Of full syncs; null: none."`
	Pending     int           `json:"pending" doc:"Users whose outcome is older than their inputs or than the live rules."`
	MailPending int           `json:"mailPending" doc:"Welcome mails that are neither sent nor given up."`
	Users       int           `json:"users" doc:"Directory users."`
	Failures    []FailureView `json:"failures" nullable:"false"`
	Current     *RunView      `json:"current" doc:"The run that is going on; null: none."`
}

// ScheduleBody says when full syncs start.
type ScheduleBody struct {
	Cron     string `json:"cron" doc:"Five fields: minute, hour, day of month, month, day of week."`
	TimeZone string `json:"timeZone,omitempty" doc:"An IANA name; UTC when absent."`
}

// FailureView is a cause that keeps some users from what the rules give them.
type FailureView struct {
	Code      string `json:"code"`
	Users     int    `json:"users"`
	FirstSeen Moment `json:"firstSeen"`
}

// RunView is a run as it is read.
type RunView struct {
	ID         string  `json:"id"`
	Kind       string  `json:"kind"`
	State      string  `json:"state"`
	Version    int64   `json:"rulesVersion"`
	Planned    int     `json:"planned" doc:"Users listed; final once the state is not planning."`
	Done       int     `json:"done" doc:"Users looked at."`
	Changed    int     `json:"changed"`
	Failed     int     `json:"failed"`
	Waiting    int     `json:"waiting"`
	Skipped    int     `json:"skipped" doc:"Left to a newer run."`
	Held       bool    `json:"held" doc:"Always false until runs can be held."`
	StartedAt  Moment  `json:"startedAt"`
	FinishedAt *Moment `json:"finishedAt" nullable:"true"`
	ETA        *int    `json:"etaSeconds" doc:"Null while nobody can tell."`
}

func runView(r provision.Run, now time.Time) RunView {
	return RunView{
		ID: r.ID, Kind: string(r.Kind), State: string(r.State), Version: r.Version,
		Planned: r.Planned, Done: r.Done, Changed: r.Changed, Failed: r.Failed, Waiting: r.Waiting, Skipped: r.Skipped,
		StartedAt: Moment(r.Started), FinishedAt: momentOrNull(r.Finished), ETA: eta(r, now),
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

func (s *server) getSync(ctx context.Context, _ *empty) (*syncOutput, error) {
	a := account(ctx)
	stored, err := s.Accounts.Account(ctx, a)
	if err != nil {
		return nil, err
	}
	p, err := s.Publisher.Live(ctx, a)
	if err != nil {
		return nil, err
	}
	status, err := s.Status.Status(ctx, a)
	if err != nil {
		return nil, err
	}
	view := SyncView{
		Enabled: p.SyncOn, Mail: p.MailOn, Pending: status.Pending, MailPending: status.MailPending, Users: status.Users,
		Failures: convert(status.Failures, func(f provision.Failure) FailureView {
			return FailureView{Code: f.Code, Users: f.Users, FirstSeen: Moment(f.FirstSeen)}
		}),
	}
	if stored.Schedule.Cron != "" {
		view.Schedule = &ScheduleBody{Cron: stored.Schedule.Cron, TimeZone: stored.Schedule.TimeZone}
	}
	if status.Current != nil {
		current := runView(*status.Current, s.Now())
		view.Current = &current
	}
	return &syncOutput{view}, nil
}

// SyncBody is what of the sync page can be written: what is absent stays.
type SyncBody struct {
	Enabled  *bool         `json:"enabled,omitempty"`
	Mail     *bool         `json:"mail,omitempty"`
	Schedule *ScheduleBody `json:"schedule,omitempty" doc:"Null: no full syncs but those asked for."`
}

type patchSyncInput struct {
	Body    SyncBody
	RawBody []byte
}

func (s *server) patchSync(ctx context.Context, in *patchSyncInput) (*syncOutput, error) {
	change := provision.AccountChange{SyncOn: in.Body.Enabled, MailOn: in.Body.Mail}
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
	return s.getSync(ctx, nil)
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
	return &runOutput{Location: Prefix + "/sync/runs/" + r.ID, Body: runView(r, s.Now())}, nil
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

func (s *server) listRuns(ctx context.Context, in *PageInput) (*listOutput[RunView], error) {
	return passed(ctx, *in, s.Runs.Runs, func(r provision.Run) RunView { return runView(r, s.Now()) })
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
