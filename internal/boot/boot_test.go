package boot_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"usersync/internal/boot"
	"usersync/internal/inproc"
	"usersync/internal/job"
)

// machine is a function on an AWS that is not there.
func machine(t *testing.T, n boot.Needs) *boot.Machine {
	t.Helper()
	env := whole()
	for _, service := range []string{"DYNAMODB", "SQS", "SESV2"} {
		env["AWS_ENDPOINT_URL_"+service] = "http://127.0.0.1:1"
	}
	s, err := boot.Read(n, lookup(env))
	if err != nil {
		t.Fatal(err)
	}
	return boot.New(n, s, slog.New(slog.DiscardHandler))
}

func TestTheAdminDoorSaysThatItIsThereWithoutAskingAnybody(t *testing.T) {
	m := machine(t, boot.Admin())
	for path, status := range map[string]string{"/healthz": "200", "/other": "404", "/api/v1/account": "401"} {
		event := `{"version":"2.0","rawPath":"` + path + `","requestContext":{"http":{"method":"GET","path":"` + path + `"}}}`
		answer, err := m.HTTP(m.AdminDoor())(t.Context(), json.RawMessage(event))
		if err != nil {
			t.Fatal(err)
		}
		if text := string(answer.(json.RawMessage)); !strings.Contains(text, `"statusCode":`+status) {
			t.Errorf("%s: %s, want %s", path, text, status)
		}
	}
}

func TestEachDoorRefusesTheEventsOfOthers(t *testing.T) {
	m := machine(t, boot.Resolver())
	for name, door := range map[string]func() (any, error){
		"http":     func() (any, error) { return m.HTTP(m.App.SCIM())(t.Context(), json.RawMessage(`{"Records":[]}`)) },
		"queue":    func() (any, error) { return m.Queue()(t.Context(), json.RawMessage(`{"version":"2.0"}`)) },
		"reports":  func() (any, error) { return m.MailReports()(t.Context(), json.RawMessage(`{"version":"2.0"}`)) },
		"stream":   func() (any, error) { return m.Stream()(t.Context(), json.RawMessage(`{"version":"2.0"}`)) },
		"schedule": func() (any, error) { return m.Schedule()(t.Context(), json.RawMessage(`{"Records":[]}`)) },
	} {
		if answer, err := door(); err == nil {
			t.Errorf("%s: answered %v", name, answer)
		}
	}
}

func TestWhatAFunctionDoesNotHaveFailsAndSaysSo(t *testing.T) {
	m := machine(t, boot.Mailer())
	if m.Queues == nil || m.Queues.URLs[job.Mail] == "" || m.Queues.URLs[job.Hot] != "" {
		t.Errorf("queues of the mailer: %+v", m.Queues)
	}
	if m := machine(t, boot.SCIM()); m.Queues != nil {
		t.Errorf("queues of scim: %+v", m.Queues)
	}
	// a message for a function whose database does not answer comes again
	v := machine(t, boot.Resolver()).App.Handle(t.Context(), inproc.AccountOf("01JD8Q3V5TBC4X7N2M6R9K0HWE"), job.Message{Kind: job.ResolveUser, User: "u"})
	if _, again := v.IsAgain(); !again {
		t.Errorf("a database that does not answer: %+v", v)
	}
}
