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

// stubRuns plays what reads and starts runs; the rest is the real one.
type stubRuns struct {
	*provision.Runner
	onStart func() // plays what happens while a run starts
	onRead  func() // and while one is read
	started []provision.RunKind
	asked   provision.RunKind
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

func (s *stubRuns) Runs(_ context.Context, _ access.Account, kind provision.RunKind, cursor string, limit int) ([]provision.Run, string, error) {
	s.asked = kind
	if cursor == "second" || len(s.runs) <= limit {
		return s.runs[max(0, len(s.runs)-limit):], "", s.err
	}
	return s.runs[:limit], "second", s.err
}

func (s *stubRuns) Status(context.Context, access.Account) (provision.Status, error) {
	return s.status, s.err
}

// deployment is the accounts of a world: the first is there, the others were made by the operator.
type deployment struct {
	w    *world
	made []access.Account
	err  error
}

func (d *deployment) Found(ctx context.Context, name string) (f adminapi.Founded, err error) {
	if d.err != nil {
		return f, d.err
	}
	a := access.FromTrigger(d.w.newID())
	founder := &provision.Founder{Store: d.w.store, Now: d.w.config.Now, NewID: d.w.newID}
	account, connection, err := founder.CreateAccount(ctx, a, name, false)
	if err != nil {
		return f, err
	}
	d.made, f.Account = append(d.made, a), account
	keys := d.w.config.Keys
	_, f.SCIMToken, err = keys.Create(ctx, a, provision.NewKey{Kind: access.SCIMToken, Connection: connection.ID, Scopes: []access.Scope{access.SCIM}, Name: "first"})
	if err == nil {
		_, f.AdminKey, err = keys.Create(ctx, a, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Owner}, Name: "first"})
	}
	return f, err
}

func (d *deployment) Accounts(ctx context.Context, after string, limit int) (list []provision.Account, next string, err error) {
	ids, err := d.w.store.AccountIDs(ctx, after, limit+1)
	if len(ids) > limit {
		ids, next = ids[:limit], ids[limit-1]
	}
	for _, id := range ids {
		a, err := d.w.store.Account(ctx, access.FromTrigger(id))
		if err != nil {
			return nil, "", err
		}
		list = append(list, a)
	}
	return list, next, err
}

func (d *deployment) Account(ctx context.Context, id string) (provision.Account, bool, error) {
	list, _, err := d.Accounts(ctx, "", 1000)
	for _, a := range list {
		if a.ID == id {
			return a, true, nil
		}
	}
	return provision.Account{}, false, err
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

// Mail finds a mail of an account by its id, which begins with the account's.
func (s *stubMailbox) Mail(_ context.Context, a access.Account, id string) (adminapi.Mail, []byte, bool, error) {
	for _, m := range s.mails {
		if m.ID == id && strings.HasPrefix(id, a.ID()+".") {
			return m, []byte("To: " + m.To + "\r\nSubject: a\r\n b\r\nMessage-ID: <m@usersync.invalid>\r\n\r\n" + m.Text), true, nil
		}
	}
	return adminapi.Mail{}, nil, false, nil
}

// strictMail refuses one placeholder, as package notify does all unknown ones.
type strictMail struct{}

func (strictMail) CheckTemplate(subject, text, html string) error {
	if strings.Contains(subject+text+html, "{{unknown}}") {
		return fault.New(fault.Invalid, "invalid_template", "An unknown placeholder.").At("text", "Names an unknown placeholder.")
	}
	return nil
}
