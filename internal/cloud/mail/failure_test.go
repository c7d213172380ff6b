package mail_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/cloud/mail"
	"usersync/internal/fault"
)

// TestWhatAnErrorMeansForTheMail: of every answer it is known whether the mail was accepted, and no mail is handed over twice.
func TestWhatAnErrorMeansForTheMail(t *testing.T) {
	tests := []struct {
		name   string
		status int
		kind   fault.Kind
		code   string
		after  time.Duration
	}{
		{"MessageRejected", 400, fault.Invalid, "mail_rejected", 0},
		{"BadRequestException", 400, fault.Invalid, "mail_rejected", 0},
		{"TooManyRequestsException", 429, fault.TooMany, "mail_rate", 5 * time.Second},
		{"ThrottlingException", 400, fault.TooMany, "mail_rate", 5 * time.Second},
		{"Throttling", 400, fault.TooMany, "mail_rate", 5 * time.Second},
		{"SomethingNew", 429, fault.TooMany, "mail_rate", 5 * time.Second},
		{"LimitExceededException", 400, fault.TooMany, "mail_quota", 10 * time.Minute},
		{"AccountSuspendedException", 400, fault.TooMany, "mail_paused", 10 * time.Minute},
		{"SendingPausedException", 400, fault.TooMany, "mail_paused", 10 * time.Minute},
		{"MailFromDomainNotVerifiedException", 400, fault.TooMany, "mail_paused", 10 * time.Minute},
		{"NotFoundException", 404, fault.TooMany, "mail_setup", 10 * time.Minute},
		{"AccessDeniedException", 403, fault.TooMany, "mail_setup", 10 * time.Minute},
		{"ExpiredTokenException", 403, fault.TooMany, "mail_setup", 10 * time.Minute},
		{"RequestTimeout", 408, fault.Unavailable, "mail_unknown", 0},
		{"InternalServiceErrorException", 500, fault.Unavailable, "mail_unknown", 0},
		{"ServiceUnavailable", 503, fault.Unavailable, "mail_unknown", 0},
		{"GatewayTimeout", 504, fault.Unavailable, "mail_unknown", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPost(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Amzn-Errortype", tt.name)
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(tt.status)
				io.WriteString(w, `{"message":"zoe.mueller@example.com is no good"}`)
			})
			checkFailure(t, p, tt.kind, tt.code, tt.after)
		})
	}
}

// TestARefusalForWantOfVerificationWaits: SES gives its general refusal for a sandbox and an unverified sender, too; that ends when somebody has verified them.
func TestARefusalForWantOfVerificationWaits(t *testing.T) {
	p := newPost(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-Errortype", "MessageRejected")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"message":"Email address is not verified. The following identities failed the check in region EU-WEST-1: it@example.com"}`)
	})
	checkFailure(t, p, fault.TooMany, "mail_unverified", 10*time.Minute)
}

// TestTheQuotaOfADayIsToldFromTheRateByItsWords: SES has one error for both.
func TestTheQuotaOfADayIsToldFromTheRateByItsWords(t *testing.T) {
	for _, name := range []string{"TooManyRequestsException", "ThrottlingException", "Throttling"} {
		p := newPost(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Amzn-Errortype", name)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusTooManyRequests)
			io.WriteString(w, `{"message":"Daily message quota exceeded."}`)
		})
		checkFailure(t, p, fault.TooMany, "mail_quota", 10*time.Minute)
	}
}

// TestAMailThatCannotWaitForItsTurnIsNotSent: the rate is that of the AWS account.
func TestAMailThatCannotWaitForItsTurnIsNotSent(t *testing.T) {
	asked := 0
	p := newPost(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"MessageId":"m"}`)
	})
	p.Pace = mail.NewPace(1, 3600)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := p.Send(ctx, letter()); err != nil {
		t.Fatal(err)
	}
	_, err := p.Send(ctx, letter())
	if f := fault.As(err); f.Kind != fault.TooMany || f.Code != "mail_rate" || asked != 1 {
		t.Errorf("%d mails were handed over: %v", asked, err)
	}
}

func checkFailure(t *testing.T, p *post, kind fault.Kind, code string, after time.Duration) {
	t.Helper()
	id, err := p.Send(context.Background(), letter())
	if f := fault.As(err); id != "" || f == nil || f.Kind != kind || f.Code != code || f.RetryAfter != after {
		t.Errorf("id %q, %v", id, err)
	} else if strings.Contains(f.Detail, "zoe") || f.Cause == nil {
		t.Errorf("detail %q, cause %v", f.Detail, f.Cause)
	}
	if n := p.count(); n > 1 {
		t.Errorf("handed over %d times", n)
	}
}

func TestAnAnswerThatIsLost(t *testing.T) {
	answers := map[string]http.HandlerFunc{
		"the connection breaks": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"half an answer": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"MessageId":`)
		},
		"a page of a proxy": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			io.WriteString(w, "<html>")
		},
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, answer)
			checkFailure(t, p, fault.Unavailable, "mail_unknown", 0)
			if n := p.count(); n != 1 {
				t.Errorf("%d mails", n)
			}
		})
	}
}

func TestTimeRunsOut(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p := newPost(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if _, err := p.Send(ctx, letter()); !fault.Is(err, fault.Unavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// wire is a transport that fails.
type wire func(*http.Request) (*http.Response, error)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

func TestWhetherARequestWasSentAtAll(t *testing.T) {
	for op, want := range map[string]string{"dial": "mail_unreachable", "read": "mail_unknown", "write": "mail_unknown"} {
		tries := 0
		m := mail.Mailer{From: "a@example.com", Client: client("https://ses.example.com", wire(func(*http.Request) (*http.Response, error) {
			tries++
			return nil, &net.OpError{Op: op, Net: "tcp", Err: errors.New("refused")}
		}))}
		_, err := m.Send(context.Background(), letter())
		if fault.Code(err) != want || fault.Is(err, fault.TooMany) != (op == "dial") || tries != 1 {
			t.Errorf("%s: %v after %d tries", op, err, tries)
		}
	}
}
