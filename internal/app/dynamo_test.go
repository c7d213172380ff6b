package app_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"usersync/internal/inproc"
	"usersync/internal/standin"
	"usersync/internal/table"
)

// TestTheMainJobOnDynamoDB is the same product on the other engine, over the real SDK and loopback. Nobody delivers the
// change stream here, so that sweeps alone bring everybody to where the rules want them.
func TestTheMainJobOnDynamoDB(t *testing.T) {
	counted := &counting{Table: standin.Dynoxide(t).Open(t)}
	w := newWorldOn(t, counted)
	scim, admin, account := w.found()
	var members []any
	for i := range 5 {
		name := fmt.Sprintf("user%d@example.com", i)
		user := scim.call(http.StatusCreated, "POST", "/Users", map[string]any{
			"userName": name, "active": true, "emails": []any{map[string]any{"value": name, "primary": true}},
		})
		members = append(members, map[string]any{"value": user["id"]})
	}
	sales := scim.call(http.StatusCreated, "POST", "/Groups", map[string]any{"displayName": "Sales", "members": members})
	admin.call(http.StatusCreated, "POST", "/products", map[string]any{"key": "meeting", "name": "Meeting", "seats": 3})
	admin.call(http.StatusCreated, "POST", "/rules", map[string]any{"group": sales["id"], "enabled": true, "products": []any{map[string]any{"key": "meeting"}}})

	for range 8 {
		w.sweep()
	}
	sync := admin.call(http.StatusOK, "GET", "/sync", nil)
	if sync["pending"] != float64(0) || sync["mailPending"] != float64(0) {
		t.Errorf("not quiet: %v", sync)
	}
	seats := map[string]int{}
	for _, m := range members {
		user := admin.call(http.StatusOK, "GET", "/users/"+m.(map[string]any)["value"].(string), nil)
		products, _ := user["products"].([]any)
		for _, p := range products {
			seats[p.(map[string]any)["state"].(string)]++
		}
	}
	if seats["granted"] != 3 || seats["waiting"] != 2 {
		t.Errorf("%v, want 3 seats taken and 2 in line", seats)
	}
	mails, err := w.mailbox.Items(t.Context(), inproc.AccountOf(account))
	if err != nil || len(mails) != 3 {
		t.Errorf("%d mails (%v), want one for each who has the product", len(mails), err)
	}
	t.Logf("%d plain writes, %d transactions", counted.plain, counted.transactions)
}

// counting counts writes by the way they go.
type counting struct {
	table.Table
	plain, transactions int
}

func (c *counting) Transact(ctx context.Context, actions []table.Action) error {
	if len(actions) == 1 && actions[0].Verb != table.CheckVerb {
		c.plain++
	} else {
		c.transactions++
	}
	return c.Table.Transact(ctx, actions)
}
