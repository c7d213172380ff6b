package localcloud_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/mail"
	"os"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/app"
	"usersync/internal/apptest"
	"usersync/internal/cfn"
	"usersync/internal/inproc"
	"usersync/internal/lambdatest"
	"usersync/internal/localcloud"
)

// built is the folder of the functions and of `usersync serve`, built once for all tests of this package.
var (
	built string
	serve string
)

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "usersync-cloud")
	if err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		built = dir
		err = lambdatest.Build(dir, "./functions/...")
	}
	if err == nil {
		serve, err = apptest.Build(dir, "usersync/cmd/usersync")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// load reads the template of the project.
func load(t *testing.T) *cfn.Source {
	t.Helper()
	source, err := cfn.Load("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func deploy(t *testing.T, source *cfn.Source) (*localcloud.Cloud, error) {
	t.Helper()
	return localcloud.Start(t, localcloud.Options{
		Source: source, Folder: built,
		Parameters: map[string]string{"MailFrom": "welcome@example.com", "IndexLag": "0s", "LogLevel": "WARN"},
	})
}

// server is the local cloud with an account in it.
type server struct {
	*localcloud.Cloud
	t                   testing.TB
	scimToken, adminKey string
}

var _ apptest.Server = (*server)(nil)

// found makes an account as an operator does, from outside of the functions.
func found(t *testing.T, c *localcloud.Cloud) *server {
	t.Helper()
	f, err := operator(c, time.Now).Found(t.Context(), "My company", true)
	if err != nil {
		t.Fatal(err)
	}
	return &server{c, t, f.SCIMToken.Reveal(), f.AdminKey.Reveal()}
}

// operator is the product in this process, on the tables of the cloud.
func operator(c *localcloud.Cloud, now func() time.Time) *app.App {
	return app.New(app.Config{
		DB: c.Table(), Mailer: inproc.NewMailbox(""), Log: slog.New(slog.DiscardHandler), URL: "http://operator.test", Now: now,
		NewID: func() string { return ulid.Make().String() }, Sleep: func(context.Context, time.Duration) error { return nil },
		Rand: func() float64 { return 0.5 }, Random: rand.Reader, AccountOf: inproc.AccountOf, Instance: "operator",
	})
}

// Admin implements apptest.Server.
func (s *server) Admin() *apptest.Client {
	return &apptest.Client{T: s.t, Base: s.URL("AdminApi") + "/api/v1", Key: s.adminKey, Media: "application/json"}
}

// SCIM implements apptest.Server.
func (s *server) SCIM() *apptest.Client {
	return &apptest.Client{T: s.t, Base: s.URL("ScimApi") + "/scim/v2", Key: s.scimToken, Media: "application/scim+json"}
}

// Mails implements apptest.Server by what the mail service took.
func (s *server) Mails() []apptest.Mail {
	var mails []apptest.Mail
	for _, m := range s.SES.Mails() {
		to, err := mail.ParseAddress(m.To)
		if err != nil {
			s.t.Errorf("a mail to %q: %v", m.To, err)
			continue
		}
		mails = append(mails, apptest.Mail{To: to.Address, Subject: m.Subject, Text: m.Text, HTML: m.HTML})
	}
	return mails
}
