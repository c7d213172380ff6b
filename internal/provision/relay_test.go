package provision_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// versions is policies of which only the live version matters, by account; an account that is missing cannot be read.
type versions struct {
	live  map[string]int64
	reads int
}

var errDown = errors.New("down")

func (v *versions) LiveVersion(_ context.Context, a access.Account) (int64, error) {
	v.reads++
	if n, ok := v.live[a.ID()]; ok {
		return n, nil
	}
	return 0, errDown
}

func (v *versions) Policy(_ context.Context, _ access.Account, version int64) (*rule.Policy, error) {
	return &rule.Policy{Version: version, SyncOn: version != 3}, nil
}

// outbox keeps what was sent; it fails for the queues in broken.
type outbox struct {
	provision.Sender
	sent   map[job.Queue][]job.Message
	broken map[job.Queue]bool
}

func (o *outbox) Send(_ context.Context, q job.Queue, messages ...job.Message) error {
	if o.broken[q] {
		return errDown
	}
	if o.sent == nil {
		o.sent = map[job.Queue][]job.Message{}
	}
	o.sent[q] = append(o.sent[q], messages...)
	return nil
}

var (
	first  = access.FromTrigger("A1")
	second = access.FromTrigger("A2")
	lost   = access.FromTrigger("A3")
)

func TestRelaySendsEachSignalToItsQueueWithTheLiveVersion(t *testing.T) {
	policies, out := &versions{live: map[string]int64{"A1": 7, "A2": 3}}, &outbox{}
	relay := provision.Relay{Policies: policies, Sender: out}
	err := relay.Relay(context.Background(), []provision.Signal{
		{Kind: provision.BellRung, Account: first, User: "u1"},
		{Kind: provision.BellRung, Account: second, User: "u2"},
		{Kind: provision.MailDue, Account: first, User: "u1", ID: "welcome#1"},
		{Kind: provision.RunCreated, Account: first, ID: "r"},
		{Kind: provision.JournalCreated, Account: second, ID: "j"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[job.Queue][]job.Message{
		job.Hot: {
			{Kind: job.ResolveUser, Account: "A1", User: "u1", Version: 7},
			{Kind: job.ResolveUser, Account: "A2", User: "u2", Version: 3},
		},
		job.Mail: {{Kind: job.SendMail, Account: "A1", User: "u1", ID: "welcome#1", Version: 7}},
		job.Bulk: {
			{Kind: job.PlanRun, Account: "A1", ID: "r", Version: 7},
			{Kind: job.ApplyJournal, Account: "A2", ID: "j", Version: 3},
		},
	}
	if diff := cmp.Diff(want, out.sent); diff != "" {
		t.Error(diff)
	}
	if policies.reads != 2 {
		t.Errorf("read %d versions for two accounts", policies.reads)
	}
}

func TestRelayServesTheOthersWhenOneAccountOrQueueIsDown(t *testing.T) {
	policies, out := &versions{live: map[string]int64{"A1": 7}}, &outbox{broken: map[job.Queue]bool{job.Hot: true}}
	relay := provision.Relay{Policies: policies, Sender: out}
	err := relay.Relay(context.Background(), []provision.Signal{
		{Kind: provision.BellRung, Account: lost, User: "u1"},
		{Kind: provision.BellRung, Account: lost, User: "u2"},
		{Kind: provision.BellRung, Account: first, User: "u3"},
		{Kind: provision.MailDue, Account: first, User: "u3", ID: "welcome#1"},
	})
	if !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
	if len(out.sent[job.Mail]) != 1 {
		t.Errorf("sent %v", out.sent)
	}
	if policies.reads != 2 {
		t.Errorf("asked %d times for two accounts", policies.reads)
	}
}
