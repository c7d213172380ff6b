package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// SES is a stand-in for Amazon SES, version 2: it takes mails and keeps them. It is safe for concurrent use.
type SES struct {
	// URL is its endpoint.
	URL string
	// Refuse is asked before each mail is taken: an error other than nil is the answer. It must not be changed while somebody sends.
	Refuse func(Mail) *SESError
	// Lose is asked after each mail was taken: true loses the answer, and the connection with it.
	Lose func(Mail) bool
	// Taken is told of each mail that was taken, before its answer goes out. Nil: nobody is.
	Taken func(Mail)
	// Rate is how many mails a second it says that it takes: 14, as of many an account. It takes any number.
	Rate float64

	mu    sync.Mutex
	mails []Mail
}

// Mail is a mail that was taken.
type Mail struct {
	ID                  string // SES's
	From, To            string
	Subject, Text, HTML string
	ConfigurationSet    string
	Tags                map[string]string
	Headers             map[string]string
}

// SESError is an error of SES.
type SESError struct {
	Status int    // of HTTP
	Code   string // "TooManyRequestsException"
}

// NewSES starts the stand-in for the time of the test.
func NewSES(t testing.TB) *SES {
	t.Helper()
	s := &SES{Rate: 14}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/email/outbound-emails", s.send)
	mux.HandleFunc("GET /v2/email/account", s.account)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Mails are the mails that were taken, oldest first.
func (s *SES) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// outbound is the body of SendEmail.
type outbound struct {
	FromEmailAddress     string
	ConfigurationSetName string
	Destination          struct{ ToAddresses, CcAddresses, BccAddresses []string }
	EmailTags            []struct{ Name, Value string }
	Content              struct {
		Simple *struct {
			Subject content
			Body    struct{ Text, Html content } //nolint:revive // the name is Amazon's
			Headers []struct{ Name, Value string }
		}
	}
}

type content struct{ Data, Charset string }

func (s *SES) send(w http.ResponseWriter, r *http.Request) {
	var in outbound
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Content.Simple == nil || len(in.Destination.ToAddresses) != 1 {
		fail(w, &SESError{http.StatusBadRequest, "BadRequestException"})
		return
	}
	m := in.mail()
	if s.Refuse != nil {
		if refused := s.Refuse(m); refused != nil {
			fail(w, refused)
			return
		}
	}
	m.ID = s.keep(m)
	if s.Taken != nil {
		s.Taken(m)
	}
	if s.Lose != nil && s.Lose(m) {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"MessageId": m.ID})
}

func (s *SES) account(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"SendingEnabled": true, "SendQuota": map[string]float64{"MaxSendRate": s.Rate}})
}

func (in *outbound) mail() Mail {
	simple := in.Content.Simple
	m := Mail{
		From: in.FromEmailAddress, To: in.Destination.ToAddresses[0], ConfigurationSet: in.ConfigurationSetName,
		Subject: simple.Subject.Data, Text: simple.Body.Text.Data, HTML: simple.Body.Html.Data,
		Tags: map[string]string{}, Headers: map[string]string{},
	}
	for _, t := range in.EmailTags {
		m.Tags[t.Name] = t.Value
	}
	for _, h := range simple.Headers {
		m.Headers[h.Name] = h.Value
	}
	return m
}

func (s *SES) keep(m Mail) (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.ID = fmt.Sprintf("0107019%09d-local-000000", len(s.mails)+1)
	s.mails = append(s.mails, m)
	return m.ID
}

func fail(w http.ResponseWriter, e *SESError) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Errortype", e.Code)
	w.WriteHeader(e.Status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": "refused by the stand-in"})
}
