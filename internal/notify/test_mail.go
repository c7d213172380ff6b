package notify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
)

// Limits of test mails.
const (
	MaxTests   = 20 // within TestWindow, of an account
	TestWindow = time.Hour
)

// A test mail is in the ledger as every mail, under TestUser in place of a user. It goes to an address that the account has set for that, says in its subject what it is, and goes
// out whether syncing and welcome mails are switched on or off.
const (
	// TestUser stands in the place of a user's id, for all test mails of an account.
	TestUser = "test"
	// TestPrefix begins the names of the intents of test mails; a number follows.
	TestPrefix = "test#"

	testMark = "[Test] "
)

// IsTest reports whether an intent of this name is one of a test mail.
func IsTest(name string) bool { return strings.HasPrefix(name, TestPrefix) }

// TestMail is a mail that somebody sends to see it.
type TestMail struct {
	Number   int // of the intent's name
	To       string
	Template string
	Version  int64 // of the template
	Language string
	Person   string // the user whose values it has; "": a sample person's
	By       string // public id of the credential
	At       time.Time

	State  IntentState // as it is read
	Reason string
}

// Tests keeps test mails. Reads are strongly consistent.
type Tests interface {
	// TestAddresses are those that test mails may go to.
	TestAddresses(ctx context.Context, a access.Account) ([]string, error)
	// TestMails lists those of the last days, newest first.
	TestMails(ctx context.Context, a access.Account) ([]TestMail, error)
	// AddTestMail makes a test mail due under its number, and may forget old ones. ErrMoved when the number is taken.
	AddTestMail(ctx context.Context, a access.Account, m TestMail, old []TestMail) error
}

// Tester sends test mails. Its fields must be set; it is safe for concurrent use.
type Tester struct {
	Tests    Tests
	Previews *Previewer
	Now      func() time.Time
}

// Test has a saved version of a template sent to one of the account's test addresses; m.To "" is the first of them. fault.Invalid (to; or as Preview); fault.NotFound (user_not_found);
// fault.Conflict (no_test_address) when there are none, fault.TooMany (test_limit), fault.Unavailable.
func (t *Tester) Test(ctx context.Context, a access.Account, variants map[string]Variant, m TestMail) (TestMail, error) {
	to, err := t.address(ctx, a, m.To)
	if err != nil {
		return TestMail{}, err
	}
	p, err := t.Previews.Preview(ctx, a, Trial{Template: m.Template, Variants: variants, Language: m.Language, User: m.Person})
	if err != nil {
		return TestMail{}, err
	}
	before, err := t.Tests.TestMails(ctx, a)
	if err != nil {
		return TestMail{}, err
	}
	m.To, m.Language, m.At, m.Number, m.State = to, p.Language, t.Now(), 1, Due
	if len(before) > 0 {
		m.Number = before[0].Number + 1
	}
	if err := mayTest(before, m.At); err != nil {
		return TestMail{}, err
	}
	err = t.Tests.AddTestMail(ctx, a, m, oldTests(before, m.At))
	if errors.Is(err, ErrMoved) {
		err = fault.New(fault.Unavailable, "busy", "Somebody else sends a test mail at this moment. Try again.")
	}
	return m, err
}

// TestMails lists the test mails of the last days, newest first.
func (t *Tester) TestMails(ctx context.Context, a access.Account) ([]TestMail, error) {
	return t.Tests.TestMails(ctx, a)
}

func (t *Tester) address(ctx context.Context, a access.Account, to string) (string, error) {
	allowed, err := t.Tests.TestAddresses(ctx, a)
	switch {
	case err != nil:
		return "", err
	case len(allowed) == 0:
		return "", fault.New(fault.Conflict, "no_test_address", "Say first, in mails.testAddresses of the settings, whom test mails may go to.")
	case to == "":
		return allowed[0], nil
	case !slices.Contains(allowed, to):
		return "", fault.New(fault.Invalid, "invalid_value", "Test mails go to addresses of the settings only.").At("to", "Must be one of mails.testAddresses.")
	}
	return to, nil
}

func mayTest(before []TestMail, now time.Time) error {
	if len(before) < MaxTests {
		return nil
	}
	wait := before[MaxTests-1].At.Add(TestWindow).Sub(now)
	if wait <= 0 {
		return nil
	}
	e := fault.New(fault.TooMany, "test_limit", "%d test mails were sent within an hour. Try again later.", MaxTests)
	e.RetryAfter = wait
	return e
}

// oldTests are those that nobody looks at any more: settled, and not of the last day. The newest is always kept, for its number.
func oldTests(before []TestMail, now time.Time) []TestMail {
	const most = 20
	var old []TestMail
	for _, m := range before[min(1, len(before)):] {
		if m.State != Due && m.State != Claimed && now.Sub(m.At) > 24*time.Hour && len(old) < most {
			old = append(old, m)
		}
	}
	return old
}

// attemptTest is attempt for a test mail.
func (s *Sender) attemptTest(ctx context.Context, a access.Account, in Intent) (job.Verdict, error) {
	m, ok, err := s.writeTest(ctx, a, in)
	if err != nil {
		return job.Verdict{}, err
	}
	if !ok {
		return s.settle(ctx, a, in, Ending{State: Parked, Reason: whyTemplate})
	}
	probe, ok, err := s.pass(ctx)
	if err != nil || !ok { // the service takes no mails: the sweeper comes back to it
		return job.Done(), err
	}
	claim := s.claim(in, Recipient{Email: in.To})
	if err := s.Ledger.ClaimMail(ctx, a, in, claim); err != nil {
		return job.Verdict{}, err
	}
	in.State, in.Tries = Claimed, in.Tries+1
	return s.deliver(ctx, a, in, m, claim.Until, probe)
}

// writeTest writes a test mail by the version that it was asked for with; ok is false when that, or the person whose values it should have, is gone.
func (s *Sender) writeTest(ctx context.Context, a access.Account, in Intent) (m Message, ok bool, err error) {
	variants, err := s.Templates.EmailTemplateVersion(ctx, a, in.Template, in.Version)
	if err != nil {
		return Message{}, false, err
	}
	p, err := (&Previewer{People: s.People, Switch: s.Switch}).Preview(ctx, a, Trial{Template: in.Template, Variants: variants, Language: in.Language, User: in.Person})
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.NotFound):
		return Message{}, false, nil
	case err != nil:
		return Message{}, false, err
	}
	return Message{
		Intent: IntentID(a, in.User, in.Name), To: in.To, Subject: cut(testMark+p.Subject, MaxSubject), Text: p.Text, HTML: p.HTML,
		Language: p.Language, Template: in.Template, Person: in.Person,
	}, true, nil
}
