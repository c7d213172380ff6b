package app_test

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/app"
)

func TestANewDeploymentGetsItsAccountsByAnOperatorKeyThatIsStoredNowhere(t *testing.T) {
	w := newWorld(t)
	_, secret, hash, err := access.Mint(access.OperatorKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	operator := caller{w, w.app.Admin, "/api/v1", secret.Reveal()}
	operator.call(http.StatusUnauthorized, "GET", "/accounts", nil)

	c := w.config(w.db)
	c.OperatorKey = hash
	w.app = app.New(c)
	operator.door = w.app.Admin
	if list := operator.call(http.StatusOK, "GET", "/accounts", nil); len(list["items"].([]any)) != 0 {
		t.Errorf("accounts %v", list)
	}
	made := operator.call(http.StatusCreated, "POST", "/accounts", map[string]any{"name": "Example Ltd"})
	admin := caller{w, w.app.Admin, "/api/v1", made["adminKey"].(string)}
	if sync := admin.call(http.StatusOK, "GET", "/sync", nil); sync["enabled"] != false {
		t.Errorf("sync is on before there are rules: %v", sync)
	}
	scim := caller{w, w.app.SCIM, "/scim/v2", made["scimToken"].(string)}
	scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "ann@example.com", "active": true})
	if a := operator.call(http.StatusOK, "GET", "/accounts/"+made["id"].(string), nil); a["name"] != "Example Ltd" {
		t.Errorf("the account is %v", a)
	}
	operator.call(http.StatusNotFound, "GET", "/accounts/"+strings.Repeat("0", 26), nil)
	operator.door, operator.base = w.app.SCIM, "/scim/v2"
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
		operator = caller{w, w.app.Admin, "/api/v1", f.OperatorKey.Reveal()}
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
