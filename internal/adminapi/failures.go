package adminapi

import (
	"context"
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// FailureView is a cause that keeps some users from what the rules give them.
type FailureView struct {
	Code      string `json:"code"`
	Users     int    `json:"users" doc:"Who have it, counted up to 1,000."`
	More      bool   `json:"more" doc:"Whether there are more users than that."`
	FirstSeen Moment `json:"firstSeen" doc:"Since when the user has it who has had it longest."`
	LastSeen  Moment `json:"lastSeen" doc:"Since when the user has it who got it last."`
	Remedy    string `json:"remedy" doc:"What somebody can do about it."`
}

func failureView(f provision.Failure) FailureView {
	return FailureView{Code: f.Code, Users: f.Users, More: f.More, FirstSeen: Moment(f.FirstSeen), LastSeen: Moment(f.LastSeen), Remedy: f.Remedy}
}

// FailedUserView is a user with a failure.
type FailedUserView struct {
	User     string             `json:"userId"`
	UserName string             `json:"userName"`
	Since    Moment             `json:"since"`
	Causes   []FailureCauseView `json:"causes,omitempty" doc:"Where in the rules it comes from; absent where it does not."`
}

// FailureCauseView is where a failure of a user comes from.
type FailureCauseView struct {
	Rule    string `json:"rule,omitempty"`
	Grant   string `json:"grant,omitempty" doc:"A grant by hand."`
	Slot    string `json:"slot,omitempty"`
	Subject string `json:"subject,omitempty" doc:"What it is about: a product's key, the id of a group or a template, a domain, the name of an attribute."`
}

func failedUserView(u provision.FailedUser) FailedUserView {
	view := FailedUserView{User: u.User, UserName: u.UserName, Since: Moment(u.Since)}
	for _, p := range u.Problems {
		view.Causes = append(view.Causes, FailureCauseView{Rule: p.Rule, Grant: p.Grant, Slot: p.Slot, Subject: p.Subject})
	}
	return view
}

var failedColumns = []column[FailedUserView]{
	{"userId", func(u FailedUserView) string { return u.User }},
	{"userName", func(u FailedUserView) string { return u.UserName }},
	{"since", func(u FailedUserView) string { return u.Since.String() }},
	{"rule", func(u FailedUserView) string { return u.causes(func(c FailureCauseView) string { return c.Rule }) }},
	{"subject", func(u FailedUserView) string { return u.causes(func(c FailureCauseView) string { return c.Subject }) }},
}

// causes joins something of each cause.
func (u FailedUserView) causes(of func(FailureCauseView) string) string {
	var texts []string
	for _, c := range u.Causes {
		texts = append(texts, of(c))
	}
	return strings.Join(texts, " ")
}

func (s *server) listFailures(ctx context.Context, in *PageInput) (*listOutput[FailureView], error) {
	list, err := s.Failures.Failures(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	return paged(*in, list, failureView)
}

// CodeInput names a failure.
type CodeInput struct {
	Code string `path:"code" doc:"The failure's code."`
}

type listFailedInput struct {
	CodeInput
	TableInput
}

func (s *server) listFailed(ctx context.Context, in *listFailedInput) (*listOutput[FailedUserView], error) {
	return passed(ctx, in.PageInput, func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.FailedUser, string, error) {
		return s.Failures.FailedUsers(ctx, a, in.Code, cursor, limit)
	}, failedUserView)
}

func (s *server) retryFailure(ctx context.Context, in *CodeInput) (*runOutput, error) {
	if in.Code == provision.AnyCause {
		in.Code = ""
	}
	return s.retry(ctx, provision.Retry{RunSource: provision.RunSource{Cause: in.Code}})
}

func (s *server) retryFailures(ctx context.Context, _ *empty) (*runOutput, error) {
	return s.retry(ctx, provision.Retry{RunSource: provision.RunSource{Cause: provision.AnyCause}})
}
