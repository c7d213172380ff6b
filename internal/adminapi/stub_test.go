package adminapi_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

type stubRuns struct {
	onStart func() // plays what happens while a run starts
	onRead  func() // and while one is read
	started []provision.RunKind
	runs    []provision.Run
	status  provision.Status
	err     error
}

func (s *stubRuns) StartRun(_ context.Context, _ access.Account, kind provision.RunKind) (provision.Run, error) {
	s.started = append(s.started, kind)
	id := fmt.Sprint("run-", len(s.started))
	if s.onStart != nil {
		s.onStart()
	}
	return provision.Run{ID: id, Kind: kind, State: provision.RunPlanning, Started: time.Unix(0, 0)}, s.err
}

func (s *stubRuns) Run(_ context.Context, _ access.Account, id string) (provision.Run, error) {
	if s.onRead != nil {
		s.onRead()
	}
	for _, r := range s.runs {
		if r.ID == id {
			return r, nil
		}
	}
	return provision.Run{}, fault.New(fault.NotFound, "run_not_found", "There is no such run.")
}

func (s *stubRuns) Runs(_ context.Context, _ access.Account, cursor string, limit int) ([]provision.Run, string, error) {
	if cursor == "second" || len(s.runs) <= limit {
		return s.runs[max(0, len(s.runs)-limit):], "", s.err
	}
	return s.runs[:limit], "second", s.err
}

func (s *stubRuns) Status(context.Context, access.Account) (provision.Status, error) {
	return s.status, s.err
}

type stubUsers struct {
	users []provision.AccountUser
	asked provision.UserQuery
}

func (s *stubUsers) AccountUser(_ context.Context, _ access.Account, id string) (provision.AccountUser, error) {
	for _, u := range s.users {
		if u.ID == id {
			return u, nil
		}
	}
	return provision.AccountUser{}, fault.New(fault.NotFound, "user_not_found", "There is no such account user.")
}

func (s *stubUsers) AccountUsers(_ context.Context, _ access.Account, q provision.UserQuery) ([]provision.AccountUser, string, error) {
	s.asked = q
	return s.users, "", nil
}

type stubMailbox struct{ mails []adminapi.Mail }

func (s *stubMailbox) Mails(context.Context, access.Account) ([]adminapi.Mail, error) {
	return s.mails, nil
}

// strictMail refuses one placeholder, as package notify does all unknown ones.
type strictMail struct{}

func (strictMail) CheckTemplate(subject, text, html string) error {
	if strings.Contains(subject+text+html, "{{unknown}}") {
		return fault.New(fault.Invalid, "invalid_template", "An unknown placeholder.").At("text", "Names an unknown placeholder.")
	}
	return nil
}
