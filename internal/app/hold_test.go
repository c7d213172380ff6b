package app_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// runaway is an account with thirty people who have meeting, 25 of whom the identity provider switches off within an hour; hold is that of the five above the allowance.
type runaway struct {
	*world
	scim, admin caller
	people      []string
	hold        string
}

// told are the addresses that notices go to.
func newRunaway(t *testing.T, told ...string) *runaway {
	t.Helper()
	r := &runaway{world: newWorld(t)}
	r.scim, r.admin, _ = r.found()
	tellingAdmins(r.admin, "it", told...)
	var members []any
	for i := range 30 {
		name := fmt.Sprintf("p%d@example.com", i)
		u := r.scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": name, "active": true, "emails": []any{map[string]any{"value": name}}})
		r.people = append(r.people, u["id"].(string))
		members = append(members, map[string]any{"value": u["id"]})
	}
	sales := r.scim.call(http.StatusCreated, "POST", "/Groups", map[string]any{"displayName": "Sales", "members": members})
	r.admin.call(http.StatusCreated, "POST", "/products", map[string]any{"key": "meeting", "name": "Meeting", "seats": 30})
	r.admin.call(http.StatusCreated, "POST", "/rules", map[string]any{"group": sales["id"], "enabled": true, "products": []any{map[string]any{"key": "meeting"}}})
	r.settle()
	for _, u := range r.people[:25] {
		r.active(u, false)
	}
	r.settle()
	open := r.admin.call(http.StatusOK, "GET", "/holds?state=open", nil)["items"].([]any)
	if len(open) != 1 {
		t.Fatalf("holds %v", open)
	}
	r.hold = open[0].(map[string]any)["id"].(string)
	r.are(20, 5)
	return r
}

func (r *runaway) active(user string, active bool) {
	r.t.Helper()
	r.scim.call(http.StatusOK, "PATCH", "/Users/"+user, map[string]any{
		"schemas":    []any{"urn:ietf:params:scim:api:messages:2.0:PatchOp"},
		"Operations": []any{map[string]any{"op": "replace", "path": "active", "value": active}},
	})
}

// are checks how many people are suspended, how many are in the hold, and that nothing is left to do.
func (r *runaway) are(suspended, held int) {
	r.t.Helper()
	n := 0
	for _, u := range r.people {
		if r.admin.call(http.StatusOK, "GET", "/users/"+u, nil)["state"] == "suspended" {
			n++
		}
	}
	h := r.admin.call(http.StatusOK, "GET", "/holds/"+r.hold, nil)
	sync := r.admin.call(http.StatusOK, "GET", "/sync", nil)
	if n != suspended || h["users"] != float64(held) || sync["pending"] != float64(0) {
		r.t.Errorf("%d are suspended, %v held, want %d and %d; %v pending", n, h["users"], suspended, held, sync["pending"])
	}
}

func (r *runaway) decide(how string, users ...string) {
	r.t.Helper()
	body := map[string]any{"reason": "I asked their manager."}
	if len(users) > 0 {
		body["users"] = users
	}
	r.admin.once(http.StatusOK, "POST", "/holds/"+r.hold+"/"+how, body)
}

func (r *runaway) held() []string {
	r.t.Helper()
	var ids []string
	for _, u := range r.admin.call(http.StatusOK, "GET", "/holds/"+r.hold+"/users", nil)["items"].([]any) {
		ids = append(ids, u.(map[string]any)["userId"].(string))
	}
	return ids
}

func TestAnApprovedHoldOfAnIdentityProviderTakesAtOnce(t *testing.T) {
	r := newRunaway(t)
	r.decide("approve")
	r.settle()
	r.are(25, 0)
	r.decide("approve") // twice is once
	r.settle()
	r.are(25, 0)
}

func TestOneOfAHoldIsApprovedAndTheOthersRejected(t *testing.T) {
	r := newRunaway(t)
	held := r.held()
	r.decide("approve", held[0])
	r.settle()
	r.are(21, 4)
	r.decide("reject")
	r.settle()
	r.sweep()
	r.are(21, 4) // they keep what they have

	r.now = r.now.Add(time.Hour)
	r.active(held[1], true)
	r.active(held[1], false)
	r.settle()
	r.are(22, 3) // until the directory says something of them again
}

func TestASweepFinishesAnApproval(t *testing.T) {
	r := newRunaway(t)
	r.decide("approve")
	r.changes() // the process dies with these in hand
	r.queue = nil
	r.settle()
	r.are(20, 5)
	r.sweep()
	r.are(25, 0)
}
