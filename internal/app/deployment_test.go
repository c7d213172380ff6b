package app_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/app"
	"usersync/internal/table"
)

func TestANewDeploymentGetsItsAccountsByAnOperatorKeyThatIsStoredNowhere(t *testing.T) {
	w := newWorld(t)
	_, secret, hash, err := access.Mint(access.OperatorKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	operator := caller{w, w.app.Admin(), "/api/v1", secret.Reveal()}
	operator.call(http.StatusUnauthorized, "GET", "/accounts", nil)

	c := w.config(w.db)
	c.OperatorKey = hash
	w.app = app.New(c)
	operator.door = w.app.Admin()
	if list := operator.call(http.StatusOK, "GET", "/accounts", nil); len(list["items"].([]any)) != 0 {
		t.Errorf("accounts %v", list)
	}
	made := operator.call(http.StatusCreated, "POST", "/accounts", map[string]any{"name": "Example Ltd"})
	admin := caller{w, w.app.Admin(), "/api/v1", made["adminKey"].(string)}
	if sync := admin.call(http.StatusOK, "GET", "/sync", nil); sync["enabled"] != false {
		t.Errorf("sync is on before there are rules: %v", sync)
	}
	scim := caller{w, w.app.SCIM(), "/scim/v2", made["scimToken"].(string)}
	scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "ann@example.com", "active": true})
	if a := operator.call(http.StatusOK, "GET", "/accounts/"+made["id"].(string), nil); a["name"] != "Example Ltd" {
		t.Errorf("the account is %v", a)
	}
	operator.call(http.StatusNotFound, "GET", "/accounts/"+strings.Repeat("0", 26), nil)
	operator.door, operator.base = w.app.SCIM(), "/scim/v2"
	operator.call(http.StatusForbidden, "GET", "/Users", nil)
}

// More accounts than one batch reads: they come in order, page after page, each once.
func TestTheOperatorSeesAllAccounts(t *testing.T) {
	w := newWorld(t)
	var want []string
	var operator caller
	for range 205 {
		f, err := w.app.Found(t.Context(), "Example Ltd", true)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, f.Account.ID)
		operator = caller{w, w.app.Admin(), "/api/v1", f.OperatorKey.Reveal()}
	}
	for _, limit := range []string{"7", "205", "1000"} {
		var got []string
		for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
			page := operator.call(http.StatusOK, "GET", "/accounts?limit="+limit+"&cursor="+cursor, nil)
			for _, item := range page["items"].([]any) {
				got = append(got, item.(map[string]any)["id"].(string))
			}
			cursor, _ = page["next"].(string)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("in pages of %s: %d accounts, or in another order", limit, len(got))
		}
	}
}

// tired is an engine that refuses every call after some.
type tired struct {
	table.Table
	left int
}

func (d *tired) fail() error {
	if d.left--; d.left < 0 {
		return &table.ThrottledError{Cause: errors.New("too hot")}
	}
	return nil
}

func (d *tired) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if err := d.fail(); err != nil {
		return nil, err
	}
	return d.Table.BatchGet(ctx, keys)
}

func (d *tired) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := d.fail(); err != nil {
		return table.Page{}, err
	}
	return d.Table.Query(ctx, q)
}

func (d *tired) Transact(ctx context.Context, actions []table.Action) error {
	if err := d.fail(); err != nil {
		return err
	}
	return d.Table.Transact(ctx, actions)
}

// Whatever the storage refuses and when: the operator is told to try again, and the next try works. An account that came without keys is in the list and does nothing.
func TestTheOperatorTriesAgainWhenTheStorageRefused(t *testing.T) {
	for _, line := range []string{"POST /accounts", "GET /accounts", "GET /accounts/ID"} {
		t.Run(line, func(t *testing.T) {
			w := newWorld(t)
			_, secret, hash, err := access.Mint(access.OperatorKey, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			_, _, first := w.found()
			engine := &tired{Table: w.db}
			c := w.config(engine)
			c.OperatorKey = hash
			operator := caller{w, app.New(c).Admin(), "/api/v1", secret.Reveal()}
			method, path, _ := strings.Cut(strings.ReplaceAll(line, "ID", first), " ")
			send := func(status int) map[string]any {
				if method == http.MethodPost {
					return operator.call(status, method, path, map[string]any{"name": "Beta"})
				}
				return operator.call(status, method, path, nil)
			}
			ok := map[string]int{http.MethodPost: http.StatusCreated, http.MethodGet: http.StatusOK}[method]
			needed := engine.count(func() { send(ok) })
			if needed == 0 {
				t.Fatal("it asks the storage for nothing")
			}
			for calls := range needed {
				engine.left = calls
				if a := send(http.StatusServiceUnavailable); a["code"] != "storage" {
					t.Errorf("refused after %d calls: %v", calls, a)
				}
			}
			engine.left = needed
			send(ok)
		})
	}
}

// count says how many calls something makes.
func (d *tired) count(do func()) int {
	const plenty = 1000
	d.left = plenty
	do()
	return plenty - d.left
}
