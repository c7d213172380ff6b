package app_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"usersync/internal/app"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/inproc"
	"usersync/internal/notify"
	"usersync/internal/store"
	"usersync/internal/table"
)

// moody is a mail service that is busy, fails, or loses its answer in some of a hundred times, and storage that does.
type moody struct {
	table.Table
	mu    sync.Mutex
	dice  *rand.Rand
	mails map[string][]notify.Message // that were accepted, by intent
	trouble,
	answers int // of a hundred calls; how often an answer was lost
}

func (m *moody) throw() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dice.IntN(100)
}

func (m *moody) Send(_ context.Context, mail notify.Message) (string, error) {
	at := m.throw()
	if at < m.trouble {
		return "", fault.New(fault.TooMany, "mail_throttled", "Later.")
	}
	if at < 2*m.trouble {
		return "", fault.New(fault.Unavailable, "mail_service", "Not now.")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mails[mail.Intent] = append(m.mails[mail.Intent], mail)
	if at < 3*m.trouble {
		m.answers++
		return "", fault.New(fault.Unavailable, "mail_service", "No answer.")
	}
	return "id-" + mail.Intent, nil
}

func (m *moody) Fate(_ context.Context, intent string) (notify.Fate, error) {
	if m.throw() < m.trouble {
		return notify.Unknown, fault.New(fault.Unavailable, "mail_service", "Not now.")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.mails[intent]) > 0 {
		return notify.Accepted, nil
	}
	return notify.NotAccepted, nil
}

// Transact loses the answer of some writes, and some writes.
func (m *moody) Transact(ctx context.Context, actions []table.Action) error {
	at := m.throw()
	if at < m.trouble/2 {
		return &table.AmbiguousError{Cause: errors.New("not written")}
	}
	if err := m.Table.Transact(ctx, actions); err != nil {
		return err
	}
	if at < m.trouble {
		return &table.AmbiguousError{Cause: errors.New("written")}
	}
	return nil
}

// speakers are what says something of somebody's language, and which one they are written to in: their own choice, the rule, the directory's word, the account's.
var speakers = []struct{ own, rule, preferred, locale, want, subject string }{
	{"nl", "fr", "de", "it", "nl", "Welkom bij Example Ltd"},
	{"", "fr", "de", "it", "fr", "Bienvenue chez Example Ltd"},
	{"pt", "", "de", "", "pt", "Boas-vindas à sua conta Example Ltd"},
	{"", "", "de-CH", "it", "de", "Willkommen bei Example Ltd"},
	{"", "", "", "pt-BR", "pt", "Boas-vindas à sua conta Example Ltd"},
	{"", "", "ja", "es-MX", "es", "Te damos la bienvenida a Example Ltd"},
	{"", "", "en-GB", "de", "en", "Welcome to Example Ltd"},
	{"", "", "zh-Hant", "", "it", "Ti diamo il benvenuto in Example Ltd"},
	{"", "", "", "", "it", "Ti diamo il benvenuto in Example Ltd"},
}

// TestAThousandMails: people of all languages, whose mails become due at once while the mail service and storage fail in some of a hundred calls. In the end every line of
// the ledger says what happened: everybody has one mail, in their language, and it is known to be sent.
func TestAThousandMails(t *testing.T) {
	const people = 1000
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	m := &moody{Table: db, dice: rand.New(rand.NewPCG(7, 7)), mails: map[string][]notify.Message{}}
	w := newWorldOn(t, db)
	w.db = db
	config := w.config(m)
	config.Mailer = m
	w.app = app.New(config)
	scim, admin, account := w.found()
	admin.call(http.StatusOK, "PATCH", "/account/settings", map[string]any{"defaultLanguage": "it"})
	admin.call(http.StatusCreated, "POST", "/products", map[string]any{"key": "meeting", "name": "Meeting", "seats": 0})
	ids := w.speakers(scim, admin, people)

	m.trouble = 5
	for m.tries(w, admin) { // the clock goes on, and the sweeper looks
		w.now = w.now.Add(5 * time.Minute)
	}
	m.trouble = 0
	s, a := store.New(db), inproc.AccountOf(account)
	tries := 0
	for i, id := range ids {
		want := speakers[i%len(speakers)]
		in, err := s.MailIntent(t.Context(), a, id, "welcome#1")
		if err != nil || in.State != notify.Sent || in.Language != want.want || in.Doubts != 0 || in.Settled.IsZero() || in.To != fmt.Sprintf("p%d@example.com", i) {
			t.Errorf("the ledger says of person %d: %+v, %v", i, in, err)
		}
		mails := m.mails[notify.IntentID(a, id, "welcome#1")]
		if len(mails) != 1 || mails[0].Subject != want.subject || mails[0].Language != want.want || mails[0].To != in.To {
			t.Errorf("person %d, for whom %+v, got %d mails: %+v", i, want, len(mails), mails)
		}
		tries += in.Tries
	}
	if len(m.mails) != people || tries < people+people/20 || m.answers < people/50 {
		t.Errorf("%d mails, %d tries, %d answers lost: no faults were tried", len(m.mails), tries, m.answers)
	}
}

// speakers makes people who wait for a seat, and then gives all of them one.
func (w *world) speakers(scim, admin caller, people int) []string {
	w.t.Helper()
	groups := map[string][]any{}
	ids := make([]string, people)
	for i := range ids {
		sp := speakers[i%len(speakers)]
		name := fmt.Sprintf("p%d@example.com", i)
		body := map[string]any{"userName": name, "active": true, "emails": []any{map[string]any{"value": name, "primary": true}}, "name": map[string]any{"givenName": "Zoë"}}
		if sp.preferred != "" {
			body["preferredLanguage"] = sp.preferred
		}
		if sp.locale != "" {
			body["locale"] = sp.locale
		}
		ids[i] = scim.call(http.StatusCreated, "POST", "/Users", body)["id"].(string)
		groups[sp.rule] = append(groups[sp.rule], map[string]any{"value": ids[i]})
	}
	for language, members := range groups {
		group := scim.call(http.StatusCreated, "POST", "/Groups", map[string]any{"displayName": "G" + language, "members": members})["id"]
		rule := map[string]any{"group": group, "enabled": true, "products": []any{map[string]any{"key": "meeting"}}}
		if language != "" {
			rule["language"] = language
		}
		admin.call(http.StatusCreated, "POST", "/rules", rule)
	}
	w.settle()
	for i, id := range ids {
		if own := speakers[i%len(speakers)].own; own != "" {
			admin.call(http.StatusOK, "PUT", "/users/"+id+"/language", map[string]any{"language": own})
		}
	}
	w.settle()
	admin.call(http.StatusOK, "PATCH", "/products/meeting", map[string]any{"seats": people})
	return ids
}

// tries does a turn of work: the sweeper, and all messages, which come again while they fail. It reports whether anything is left to do.
func (m *moody) tries(w *world, admin caller) bool {
	w.t.Helper()
	_ = w.app.Sweep(w.t.Context(), 0)
	w.work()
	status := admin.call(http.StatusOK, "GET", "/sync", nil)
	return status["pending"] != float64(0) || status["mailPending"] != float64(0)
}

// work does each message once, and relays what came of it; messages that fail are lost.
func (w *world) work() {
	w.t.Helper()
	_ = w.app.Relay(w.t.Context(), w.changes())
	for len(w.queue) > 0 {
		batch := w.queue
		w.queue = nil
		for _, message := range batch {
			w.app.Handle(w.t.Context(), inproc.AccountOf(message.Account), message)
		}
		_ = w.app.Relay(w.t.Context(), w.changes())
	}
}
