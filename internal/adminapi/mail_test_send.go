package adminapi

import (
	"context"

	"usersync/internal/notify"
	"usersync/internal/web"
)

// TestBody says what to send to whom, to see it.
type TestBody struct {
	To       string `json:"to,omitempty" doc:"One of mails.testAddresses of the settings. Absent: the first of them."`
	Language string `json:"language,omitempty" enum:"en,fr,it,de,es,pt,nl" doc:"Absent: the account's."`
	User     string `json:"user,omitempty" doc:"The id of a directory user whose values to show. Absent: a sample person's."`
	Version  *int64 `json:"version,omitempty" minimum:"0" doc:"A saved version, be it live or not. Absent: the newest."`
}

// TestView is a test mail.
type TestView struct {
	Number   int    `json:"number"`
	To       string `json:"to"`
	Template string `json:"template"`
	Version  int64  `json:"version"`
	Language string `json:"language"`
	User     string `json:"user,omitempty"`
	At       Moment `json:"at"`
	State    string `json:"state" enum:"due,claimed,sent,parked,withdrawn" doc:"Sent: the mail service has it."`
	Reason   string `json:"reason,omitempty" doc:"Why it was not sent, in a word."`
}

func testView(m notify.TestMail) TestView {
	return TestView{
		Number: m.Number, To: m.To, Template: m.Template, Version: m.Version, Language: m.Language, User: m.Person,
		At: Moment(m.At), State: string(m.State), Reason: m.Reason,
	}
}

type testInput struct {
	IDInput
	Body *TestBody
}

// test sends a saved version of a template to somebody who tries it out.
func (s emailTemplates) test(ctx context.Context, in *testInput) (*struct{ Body TestView }, error) {
	body := TestBody{}
	if in.Body != nil {
		body = *in.Body
	}
	t, err := s.template(ctx, in.ID, body.Version)
	if err != nil {
		return nil, err
	}
	m, err := s.Tester.Test(ctx, account(ctx), s.view(t).mail(), notify.TestMail{
		To: body.To, Template: t.ID, Version: t.Version, Language: body.Language, Person: body.User, By: web.Principal(ctx).Credential,
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body TestView }{testView(m)}, nil
}

// tests lists the test mails of the last days.
func (s emailTemplates) tests(ctx context.Context, in *PageInput) (*listOutput[TestView], error) {
	list, err := s.Tester.TestMails(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	return paged(*in, list, testView)
}
