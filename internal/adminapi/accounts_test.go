package adminapi_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// operator begins a call by the operator of the deployment.
func (w *world) operator() func(line string, body ...string) *request {
	w.t.Helper()
	_, secret, err := w.config.Keys.Create(w.t.Context(), access.Account{}, provision.NewKey{Kind: access.OperatorKey, Name: "operator"})
	must(w.t, err)
	return func(line string, body ...string) *request {
		return w.as(line, body...).with("Authorization", "Bearer "+secret.Reveal())
	}
}

func TestTheOperatorMakesAnAccount(t *testing.T) {
	w := newWorld(t)
	as := w.operator()
	made := as("POST /accounts", `{"name":"Beta"}`).ok().has(`{"name":"Beta","createdAt":"2026-03-02T09:00:00.000Z","scimUrl":"https://scim.example.com/scim/v2"}`)
	id := made.str("id")
	if made.status != http.StatusCreated || made.header.Get("Location") != "/api/v1/accounts/"+id || len(made.body) != 7 {
		t.Errorf("created: %d %v %v", made.status, made.header, made.body)
	}
	if !strings.HasPrefix(made.str("scimToken"), "scr_") || !strings.HasPrefix(made.str("adminKey"), "adm_") {
		t.Errorf("credentials of the wrong kind: %s", made.text)
	}
	as("GET /accounts/" + id).ok().has(`{"name":"Beta"}`)
	list := as("GET /accounts").ok().has(`{"items":[{"name":"Acme"},{"name":"Beta"}]}`)
	if strings.Contains(list.text, made.str("adminKey")) || list.body["next"] != nil {
		t.Errorf("the list is %s", list.text)
	}

	admin := func(line string) *request { return w.as(line).with("Authorization", "Bearer "+made.str("adminKey")) }
	admin("GET /account").ok().has(`{"id":"` + id + `","name":"Beta"}`)
	live, err := w.config.Publisher.Live(t.Context(), w.operated.made[0])
	must(t, err)
	if live.SyncOn {
		t.Error("sync is on before there are rules")
	}
}

func TestAccountsArePaged(t *testing.T) {
	w := newWorld(t)
	as := w.operator()
	as("POST /accounts", `{"name":"Beta"}`).ok()
	as("POST /accounts", `{"name":"Gamma"}`).ok()
	first := as("GET /accounts?limit=2").ok().has(`{"items":[{"name":"Acme"},{"name":"Beta"}]}`)
	as("GET /accounts?limit=2&cursor=" + first.str("next")).ok().has(`{"items":[{"name":"Gamma"}]}`)
	as("GET /accounts?cursor=AAAA").fails(400, "invalid_cursor")
	as("GET /accounts?cursor=%21").fails(400, "invalid_cursor")
}

func TestAccountsThatCannotBeMadeOrAreNotThere(t *testing.T) {
	w := newWorld(t)
	as := w.operator()
	as("POST /accounts", `{}`).fails(422, "invalid_value", "name")
	as("POST /accounts", `{"name":"a","id":"b"}`).fails(422, "unknown_member")
	for _, id := range []string{"x", strings.Repeat("0", 26), strings.Repeat("0", 27)} {
		as("GET /accounts/"+id).fails(404, "account_not_found")
	}
	w.operated.err = errors.New("disk /dev/secret is full")
	if a := as("POST /accounts", `{"name":"Beta"}`).fails(500, "internal"); strings.Contains(a.text, "secret") {
		t.Errorf("the cause got out: %s", a.text)
	}
}

// The answer holds secrets, so that of a request sent again is only said that it was done. Who does not know what became of it looks at the list.
func TestAnAccountIsMadeOnceUnderAKey(t *testing.T) {
	w := newWorld(t)
	as := w.operator()
	first := as("POST /accounts", `{"name":"Beta"}`).under("k").ok()
	if again := as("POST /accounts", `{"name":"Beta"}`).under("k").fails(409, "already_done"); strings.Contains(again.text, first.str("adminKey")) {
		t.Error("the secrets were kept")
	}
	as("POST /accounts", `{}`).under("refused").fails(422, "invalid_value")
	as("POST /accounts", `{"name":"Gamma"}`).under("refused").ok()
	w.operator()("POST /accounts", `{"name":"Beta"}`).under("k").ok() // another operator's key, another sender
	if len(w.operated.made) != 3 {
		t.Errorf("%d accounts were made", len(w.operated.made))
	}
}

// Neither opens what is the other's, and each is told which key to take.
func TestTheOperatorAndTheAdminsOfAccountsStayApart(t *testing.T) {
	w := newWorld(t)
	as := w.operator()
	w.unchanged(func() {
		for _, op := range w.operations() {
			refused, words := as(op, `{}`), "needs an admin key of an account"
			if ofDeployment(op) {
				refused, words = w.as(op, `{}`), "needs the operator key of the deployment"
			}
			if a := refused.fails(http.StatusForbidden, "wrong_credential"); !strings.Contains(a.text, words) {
				t.Errorf("%s: %s", op, a.text)
			}
		}
	})
	if len(w.operated.made) > 0 {
		t.Error("an admin of an account made another")
	}
}

// ofDeployment tells operations of the operator from those of an account's admins.
func ofDeployment(op string) bool { return strings.Contains(op, " /accounts") }
