package mail_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usersync/internal/cloud/mail"
)

// account is a SES that takes every mail, and says of its rate what it is told to.
type account struct {
	status int
	says   string
	hangs  bool
	asked  int
}

func (a *account) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet || r.URL.Path != "/v2/email/account" {
		return reply(r, http.StatusOK, `{"MessageId":"m"}`), nil
	}
	a.asked++
	if a.hangs {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return reply(r, a.status, a.says), nil
}

func reply(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}
}

func (a *account) mailer(most, processes int) *mail.Mailer {
	return &mail.Mailer{From: "a@example.com", Client: client("https://ses.example.com", a), Pace: mail.NewPace(most, processes)}
}

// between is the time between two mails of many that are sent as fast as they may.
func between(t *testing.T, m *mail.Mailer) time.Duration {
	t.Helper()
	const mails = 20
	var began time.Time
	for i := range mails + 1 {
		if _, err := m.Send(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			began = time.Now()
		}
	}
	return (time.Since(began) / mails).Round(time.Millisecond)
}

// TestMailsGoNoFasterThanTheAccountMay: each process has its share of the smaller of what SES takes and what the deployment allows.
func TestMailsGoNoFasterThanTheAccountMay(t *testing.T) {
	const takes14, takes200, sandbox = `{"SendQuota":{"MaxSendRate":14}}`, `{"SendQuota":{"MaxSendRate":200,"Max24HourSend":1e6}}`, `{"SendQuota":{"MaxSendRate":1}}`
	for _, tt := range []struct {
		name            string
		account         account
		most, processes int
		want            time.Duration
	}{
		{"what SES takes", account{status: 200, says: takes14}, 0, 1, 71 * time.Millisecond},
		{"shared by two", account{status: 200, says: takes14}, 0, 2, 143 * time.Millisecond},
		{"much", account{status: 200, says: takes200}, 0, 2, 10 * time.Millisecond},
		{"the deployment allows less", account{status: 200, says: takes200}, 20, 2, 100 * time.Millisecond},
		{"the account is in the sandbox, whatever the deployment allows", account{status: 200, says: sandbox}, 100, 2, 2 * time.Second},
		{"a right is missing", account{status: 403, says: `{"message":"no"}`}, 20, 2, 100 * time.Millisecond},
		{"a right is missing, and the deployment says nothing", account{status: 403, says: `{"message":"no"}`}, 0, 2, 2 * time.Second},
		{"SES is away", account{status: 503}, 20, 2, 100 * time.Millisecond},
		{"SES does not answer", account{hangs: true}, 20, 2, 100 * time.Millisecond},
		{"an answer without a quota", account{status: 200, says: `{}`}, 20, 2, 100 * time.Millisecond},
		{"an answer without a rate", account{status: 200, says: `{"SendQuota":{"MaxSendRate":-1}}`}, 20, 2, 100 * time.Millisecond},
		{"a page of a proxy", account{status: 200, says: `<html>`}, 20, 2, 100 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := between(t, tt.account.mailer(tt.most, tt.processes)); got != tt.want || tt.account.asked != 1 {
					t.Errorf("a mail every %v, want %v; SES was asked %d times", got, tt.want, tt.account.asked)
				}
			})
		})
	}
}

// TestARateThatIsRaisedIsLearnt: SES is asked again after five minutes, and while it does not answer what it said last holds.
func TestARateThatIsRaisedIsLearnt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ses := account{status: 200, says: `{"SendQuota":{"MaxSendRate":1}}`}
		m := ses.mailer(0, 1)
		sandbox := between(t, m)
		ses.says = `{"SendQuota":{"MaxSendRate":10}}`
		early := between(t, m)
		time.Sleep(5 * time.Minute)
		raised := between(t, m)
		ses.status = 503
		time.Sleep(5 * time.Minute)
		away := between(t, m)
		if sandbox != time.Second || early != time.Second || raised != time.Second/10 || away != raised || ses.asked != 3 {
			t.Errorf("a mail every %v, %v, %v and %v; SES was asked %d times", sandbox, early, raised, away, ses.asked)
		}
	})
}

// TestAMailWaitsNotLongForARate: a SES that does not say its rate holds up the first mail for two seconds, once.
func TestAMailWaitsNotLongForARate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ses, began := account{hangs: true}, time.Now()
		if _, err := ses.mailer(20, 2).Send(t.Context(), letter()); err != nil || time.Since(began) != 2*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}
