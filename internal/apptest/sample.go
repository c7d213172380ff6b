package apptest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/access"
	"usersync/internal/app"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/job"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/store"
	"usersync/internal/table"
)

// What the events in the folder events/ speak of.
const (
	SampleAccount    = "01JD8Q3V5TBC4X7N2M6R9K0HWE"
	SampleConnection = "01JD8Q4B2Y0000000000008001"
	SampleGroup      = "01JD8Q4B2Y0000000000009001" // Sales, with user 3 in it
	SampleRun        = "01JD8Q4B2Y0000000000007001" // a full run, just begun
	SampleJournal    = "01JD8Q4B2Y0000000000006001" // committed and not applied: users 5 and 6 join Sales
	SampleVersion    = 12                           // of the live policy

	SampleSCIMToken = "scr_samplescim_9zuQWWzsuUItctynUYyncDlKI5ZTuPizoWXgXaviRS602XYnk" // #nosec G101 -- of the sample
	SampleAdminKey  = "adm_sampleadmi_AEfX3mXpmyY6lD1ilWrOE2HS9f8HKquOu9hLPXNf4UF0yUo2w" // #nosec G101 -- of the sample

	SampleClient       = "01JD8Q4B2Y0000000000005001"                                       // an OAuth 2 client of the connection
	SampleClientSecret = "scs_samplesecr_7Jq2Zk0mXv9TnB4hQwE6rY8uIoP1aSdF3gHjK5lLzXc03Y1LL" // #nosec G101 -- of the sample

	sampleUsers    = 9
	sampleResolved = 3 // users 1 to 3 have an outcome, and a mail that is due
)

// SampleUser is the id of a user of the sample, 1 to 9. User 4 is zoe.müller+test@example.com.
func SampleUser(n int) string { return fmt.Sprintf("01JD8Q4B2Y00000000000000%02d", n) }

// Sample fills empty tables with the account that the events in events/ speak of: founded a day ago, with one product, one rule for everybody, nine users
// of whom six have waited for ten minutes, a run and a mass membership change under way.
func Sample(ctx context.Context, into table.Table) error {
	s := newSampler()
	defer func() { _ = s.db.Close() }()
	steps := []func(context.Context) error{s.found, s.groups, s.policy, s.people, s.resolve, s.journal, s.run}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return fmt.Errorf("sample account: %w", err)
		}
	}
	return s.copy(ctx, into)
}

// sampler plays the account's history on an engine in memory.
type sampler struct {
	db        *local.DB
	store     *store.Store
	app       *app.App
	admins    http.Handler
	directory *directory.Service
	account   access.Account
	idp       access.Principal
	now       time.Time
	ids       []string // what newID returns next, before fresh ones
	queue     []job.Message
	seen      uint64
}

func newSampler() *sampler {
	s := &sampler{db: local.Memory(), account: inproc.AccountOf(SampleAccount), now: time.Now().Add(-25 * time.Hour)}
	s.store = store.New(s.db)
	s.idp = access.Principal{Kind: access.SCIMToken, Account: s.account, Connection: SampleConnection, Scopes: []access.Scope{access.SCIM}}
	s.directory = &directory.Service{Store: s.store, Now: s.clock, NewID: s.newID, Sleep: noSleep, Rand: half}
	s.app = app.New(app.Config{
		DB: s.db, Queues: s, Mailer: inproc.NewMailbox(""), Log: slog.New(slog.DiscardHandler), URL: "http://sample.test",
		Now: s.clock, NewID: s.newID, Sleep: noSleep, Rand: half, Random: rand.Reader, AccountOf: inproc.AccountOf, Instance: "sample",
	})
	s.admins = s.app.Admin()
	return s
}

func noSleep(context.Context, time.Duration) error { return nil }
func half() float64                                { return 0.5 }
func (s *sampler) clock() time.Time                { return s.now }

func (s *sampler) newID() string {
	if len(s.ids) == 0 {
		return ulid.Make().String()
	}
	id := s.ids[0]
	s.ids = s.ids[1:]
	return id
}

// Send implements provision.Sender.
func (s *sampler) Send(_ context.Context, _ job.Queue, messages ...job.Message) error {
	s.queue = append(s.queue, messages...)
	return nil
}

// SendLater implements provision.Sender; later is when settle gets to it.
func (s *sampler) SendLater(ctx context.Context, q job.Queue, _ time.Duration, messages ...job.Message) error {
	return s.Send(ctx, q, messages...)
}

func (s *sampler) found(ctx context.Context) error {
	founder := &provision.Founder{Store: s.store, Now: s.clock, NewID: func() string { return SampleConnection }}
	if _, _, err := founder.CreateAccount(ctx, s.account, "Example Ltd", true); err != nil {
		return err
	}
	for text, c := range map[string]access.Credential{
		SampleSCIMToken: {Kind: access.SCIMToken, Connection: SampleConnection, Scopes: []access.Scope{access.SCIM}, Name: "Sample"},
		SampleAdminKey:  {Kind: access.AdminKey, Scopes: []access.Scope{access.Read, access.Write, access.Owner}, Name: "Sample"},
	} {
		id, ok := access.Parse(text)
		if !ok {
			return fmt.Errorf("a sample credential has a wrong checksum")
		}
		c.ID, c.Hash, c.Account, c.Created = id, sha256.Sum256([]byte(text)), SampleAccount, s.now
		if err := s.store.SaveCredential(ctx, s.account, c); err != nil {
			return err
		}
	}
	return s.client(ctx)
}

func (s *sampler) client(ctx context.Context) error {
	id, ok := access.Parse(SampleClientSecret)
	if !ok {
		return fmt.Errorf("the sample secret has a wrong checksum")
	}
	return s.store.AddClient(ctx, s.account, access.Client{
		ID: SampleClient, Account: SampleAccount, Connection: SampleConnection, Name: "Sample", Created: s.now, Version: 1,
		Secrets: []access.ClientSecret{{ID: id, Hash: sha256.Sum256([]byte(SampleClientSecret)), Created: s.now, Expires: s.now.AddDate(1, 0, 0)}},
	}, 0)
}

const sampleEveryone = "01JD8Q4B2Y0000000000009000"

func (s *sampler) groups(ctx context.Context) error {
	for id, name := range map[string]string{sampleEveryone: "Everyone", SampleGroup: "Sales"} {
		s.ids = []string{ulid.Make().String(), id} // of the change, then of the group
		g, err := s.directory.CreateGroup(ctx, s.idp, scim.Object{"displayName": name}, nil)
		if err != nil {
			return err
		}
		if g.ID != id {
			return fmt.Errorf("the group %s got another id", name)
		}
	}
	return nil
}

// policy publishes until the version is the events', and lets the runs of that end.
func (s *sampler) policy(ctx context.Context) error {
	if err := s.admin(ctx, http.MethodPost, "/products", map[string]any{"key": "crm", "name": "CRM", "seats": nil, "plans": []string{"basic", "pro"}}); err != nil {
		return err
	}
	if err := s.admin(ctx, http.MethodPatch, "/account/settings", map[string]any{"reviewRules": false}); err != nil {
		return err
	}
	err := s.admin(ctx, http.MethodPost, "/rules", map[string]any{
		"description": "Sales, EMEA", "enabled": true, "group": sampleEveryone, "products": []any{map[string]any{"key": "crm", "plan": "basic"}},
	})
	if err != nil {
		return err
	}
	if err := s.settle(ctx); err != nil { // the rule goes live
		return err
	}
	for _, language := range []string{"de", "en", "de", "en", "de", "en", "de", "en", "de", "en"} {
		if version, err := s.store.LiveVersion(ctx, s.account); err != nil || version == SampleVersion {
			return s.settle(ctx)
		}
		if err := s.admin(ctx, http.MethodPatch, "/account/settings", map[string]any{"defaultLanguage": language}); err != nil {
			return err
		}
	}
	return fmt.Errorf("the policy does not come to version %d", SampleVersion)
}

func (s *sampler) admin(ctx context.Context, method, path string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r := httptest.NewRequestWithContext(ctx, method, "/api/v1"+path, bytes.NewReader(text))
	r.Header.Set("Authorization", "Bearer "+SampleAdminKey)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.admins.ServeHTTP(w, r)
	if w.Code >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return nil
}

// settle relays changes and works off messages until there are none.
func (s *sampler) settle(ctx context.Context) error {
	for range 1000 {
		changes, err := s.db.Changes(ctx, s.seen, 1000)
		if err != nil {
			return err
		}
		if len(changes) == 0 && len(s.queue) == 0 {
			return nil
		}
		if len(changes) > 0 {
			s.seen = changes[len(changes)-1].Seq
		}
		if err := s.app.Relay(ctx, changes); err != nil {
			return err
		}
		batch := s.queue
		s.queue = nil
		for _, m := range batch {
			if _, again := s.app.Handle(ctx, s.account, m).IsAgain(); again {
				s.queue = append(s.queue, m)
			}
		}
	}
	return fmt.Errorf("the product does not come to rest")
}

// people pushes the users, as an identity provider does, ten minutes ago.
func (s *sampler) people(ctx context.Context) error {
	s.now = time.Now().Add(-10 * time.Minute)
	var all []string
	for n := 1; n <= sampleUsers; n++ {
		name := fmt.Sprintf("person%d@example.com", n)
		if n == 4 {
			name = "zoe.müller+test@example.com"
		}
		s.ids = []string{ulid.Make().String(), SampleUser(n)}
		u, err := s.directory.CreateUser(ctx, s.idp, scim.Object{
			"userName": name, "displayName": fmt.Sprintf("Person %d", n), "active": true,
			"emails": []any{map[string]any{"value": name, "primary": true, "type": "work"}},
		})
		if err != nil {
			return err
		}
		if u.ID != SampleUser(n) {
			return fmt.Errorf("user %d got another id", n)
		}
		all = append(all, u.ID)
	}
	if err := s.join(ctx, sampleEveryone, directory.Change{Delta: directory.Delta{Add: all}}); err != nil {
		return err
	}
	return s.join(ctx, SampleGroup, directory.Change{Delta: directory.Delta{Add: []string{SampleUser(3)}}})
}

// join changes the members of a group.
func (s *sampler) join(ctx context.Context, group string, c directory.Change) error {
	before, ok, err := s.store.DirectoryGroup(ctx, s.account, group)
	if err != nil || !ok {
		return fmt.Errorf("no group %s: %w", group, err)
	}
	after := before
	after.Version++
	return s.store.SaveGroup(ctx, s.account, before, after, c, directory.Mark{At: s.now, Bell: ulid.Make().String()})
}

func (s *sampler) resolve(ctx context.Context) error {
	for n := 1; n <= sampleResolved; n++ {
		v := s.app.Handle(ctx, s.account, job.Message{Kind: job.ResolveUser, Account: SampleAccount, User: SampleUser(n), Version: SampleVersion})
		if !v.IsDone() {
			return fmt.Errorf("resolve user %d: %s", n, v.Reason())
		}
	}
	return nil
}

func (s *sampler) journal(ctx context.Context) error {
	j := directory.Journal{ID: SampleJournal, Group: SampleGroup, At: s.now, Parts: 1, State: directory.JournalOpen}
	parts := []directory.Delta{{Add: []string{SampleUser(5), SampleUser(6)}}}
	if err := s.store.PrepareJournal(ctx, s.account, j, parts); err != nil {
		return err
	}
	return s.join(ctx, SampleGroup, directory.Change{Journal: SampleJournal})
}

func (s *sampler) run(ctx context.Context) error {
	runner := &provision.Runner{Heads: s.store, Parts: s.store, People: s.store, Policies: s.store, Sender: s, Now: s.clock, NewID: s.newID}
	_, err := runner.StartScheduled(ctx, s.account, SampleRun)
	return err
}

// copy writes what there is at the end into other tables, in the order in which it came about: whoever listens to the changes finds all that they speak of.
func (s *sampler) copy(ctx context.Context, into table.Table) error {
	changes, err := s.db.Changes(ctx, 0, 1<<20)
	if err != nil {
		return err
	}
	last := map[table.Key]uint64{}
	for _, c := range changes {
		last[c.Key] = c.Seq
	}
	for _, c := range changes {
		if c.Seq != last[c.Key] || c.New == nil {
			continue
		}
		if err := into.Transact(ctx, []table.Action{table.Put(table.Item{Key: c.Key, Attrs: c.New})}); err != nil {
			return err
		}
	}
	return nil
}
