package adminapi

import (
	"context"
	"strconv"
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// ResultView is what a run found of one user.
type ResultView struct {
	User     string   `json:"userId"`
	UserName string   `json:"userName" doc:"Empty when nobody knows it any more."`
	Verdicts []string `json:"verdicts" nullable:"false" enum:"changed,unchanged,failed,waiting,withheld,skipped" doc:"All that hold: somebody may be changed, failed and waiting at once."`
	Drift    bool     `json:"drift" doc:"Whether the user had something else than what was worked out, though neither the inputs nor the rules had changed. It was put right; of somebody pinned it says that the pin keeps something other than what the rules give."`
	Codes    []string `json:"failures,omitempty" doc:"Codes of what keeps the user from what the rules give, waiting for a seat included."`
}

func resultView(r provision.UserResult) ResultView {
	return ResultView{
		User: r.User, UserName: r.UserName, Drift: r.Drift, Codes: r.Codes,
		Verdicts: convert(r.Verdicts(), func(v provision.UserVerdict) string { return string(v) }),
	}
}

var resultColumns = []column[ResultView]{
	{"userId", func(r ResultView) string { return r.User }},
	{"userName", func(r ResultView) string { return r.UserName }},
	{"verdicts", func(r ResultView) string { return strings.Join(r.Verdicts, " ") }},
	{"drift", func(r ResultView) string { return strconv.FormatBool(r.Drift) }},
	{"failures", func(r ResultView) string { return strings.Join(r.Codes, " ") }},
}

type listResultsInput struct {
	IDInput
	TableInput
	Verdict string `query:"verdict" enum:"changed,unchanged,failed,waiting,withheld,skipped" doc:"Only users of whom this was found."`
	Drift   bool   `query:"drift" doc:"True: only users who had drifted."`
}

func (s *server) listResults(ctx context.Context, in *listResultsInput) (*listOutput[ResultView], error) {
	q := provision.ResultQuery{Run: in.ID, Verdict: provision.UserVerdict(in.Verdict), Drift: in.Drift}
	return passed(ctx, in.PageInput, func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.UserResult, string, error) {
		q.Cursor, q.Limit = cursor, limit
		return s.Runs.Results(ctx, a, q)
	}, resultView)
}

func (s *server) cancelRun(ctx context.Context, in *IDInput) (*runOutput, error) {
	r, err := s.Runs.Cancel(ctx, account(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return s.runAccepted(r), nil
}

// RetryBody says whom a retry looks at.
type RetryBody struct {
	Users []string `json:"users,omitempty" minItems:"1" maxItems:"1000" doc:"Ids of users; absent: all whom the run left with a failure."`
}

type retryRunInput struct {
	IDInput
	Body *RetryBody
}

func (s *server) retryRun(ctx context.Context, in *retryRunInput) (*runOutput, error) {
	want := provision.Retry{RunSource: provision.RunSource{Run: in.ID}}
	if in.Body != nil {
		want.Users = in.Body.Users
	}
	return s.retry(ctx, want)
}

func (s *server) retry(ctx context.Context, want provision.Retry) (*runOutput, error) {
	r, err := s.Runs.Retry(ctx, account(ctx), want)
	if err != nil {
		return nil, err
	}
	return s.runAccepted(r), nil
}
