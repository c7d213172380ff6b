package adminapi_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
)

// held is a world of thirty people whose rule goes by a plan that nobody approved; hold is what keeps them theirs.
func held(t *testing.T) (w *world, plan, hold string) {
	w = newWorld(t)
	w.config.Runs = w.runner
	id := w.staff(30)
	plan = w.as("POST /plans", fmt.Sprintf(`{"change":{"deleteRule":%q}}`, id)).ok().str("id")
	w.workOut(plan)
	applied := w.as("POST /plans/" + plan + "/apply").ok()
	hold = applied.str("hold")
	w.workOut(applied.str("run"))
	w.as("GET /sync/runs/" + applied.str("run")).ok().has(fmt.Sprintf(`{"state":"done","held":true,"withheld":30,"hold":%q}`, hold))
	w.as("GET /sync/runs/" + applied.str("run") + "/results?verdict=withheld&limit=1").ok().has(`{"items":[{"verdicts":["changed","withheld"]}]}`)
	return w, plan, hold
}

func TestAHoldIsReadAndApproved(t *testing.T) {
	w, plan, hold := held(t)
	w.as("GET /plans/" + plan).ok().has(fmt.Sprintf(`{"state":"applied","held":true,"hold":%q}`, hold))
	open := w.as("GET /holds?state=open").ok()
	open.has(fmt.Sprintf(`{"items":[{"id":%q,"kind":"plan","state":"open","users":30,"plan":%q,"waits":false,"decided":null}]}`, hold, plan))
	w.as("GET /sync").ok().has(fmt.Sprintf(`{"holds":[{"id":%q,"kind":"plan","users":30}]}`, hold))
	w.as("GET /holds/nothing").fails(404, "hold_not_found")
	w.as("GET /holds/nothing/users").fails(404, "hold_not_found")
	w.as("GET /holds/"+hold+"/users?cursor=x").fails(400, "invalid_cursor")
	w.as("GET /holds?cursor=YSNi").fails(400, "bad_cursor")
	users := w.as("GET /holds/" + hold + "/users?limit=20").ok()
	w.as("GET /holds/" + hold + "/users?limit=1").ok().has(fmt.Sprintf(`{"items":[{"hold":%q,"account":true,"products":["meeting"],"role":false}]}`, hold))
	rest := w.as("GET /holds/" + hold + "/users?limit=20&cursor=" + users.str("next")).ok()
	if n := strings.Count(users.text+rest.text, `"userId"`); n != 30 {
		t.Errorf("%d users", n)
	}
	w.as("POST /holds/"+hold+"/approve", `{"reason":" "}`).fails(422, "invalid_value", "reason")
	w.as("POST /holds/"+hold+"/approve", `{"reason":"x","users":["nobody"]}`).fails(422, "invalid_value", "users/0")
	w.as("POST /holds/"+hold+"/approve", `{"reason":"x"}`).with("If-Match", `"7"`).fails(412, "stale_if_match")
	seen := w.as("GET /holds/" + hold).ok().header.Get("ETag")
	w.as("POST /holds/"+hold+"/approve", `{"reason":"They have left."}`).with("If-Match", seen).ok().has(`{"state":"approved","decided":{"reason":"They have left."}}`)
	w.as("POST /holds/"+hold+"/reject", `{"reason":"No."}`).fails(409, "hold_decided")
	w.as("GET /sync").ok().has(`{"holds":[]}`)
	w.as("GET /holds?state=open").ok().has(`{"items":[]}`)
}

func TestAPlanIsApprovedAfterItsApplication(t *testing.T) {
	w, plan, hold := held(t)
	w.as("POST /plans/"+plan+"/approve", `{"reason":"They have left."}`).ok().has(`{"state":"applied"}`)
	w.as("GET /holds/" + hold).ok().has(`{"state":"approved"}`)
}

func TestAHoldIsRejected(t *testing.T) {
	w, _, hold := held(t)
	w.as("POST /holds/"+hold+"/reject", `{"reason":"A mistake."}`).ok().has(`{"state":"rejected","decided":{"reason":"A mistake."}}`)
	w.as("GET /rules?version=live").ok().has(`{"items":[{"products":[{"key":"meeting"}]}]}`)
}

func TestTheUsersOfAHoldAsCSV(t *testing.T) {
	w, _, hold := held(t)
	a := w.as("GET /holds/"+hold+"/users").with("Accept", "text/csv").ok()
	rows, err := csv.NewReader(strings.NewReader(a.text)).ReadAll()
	if err != nil || len(rows) != 31 || strings.Join(rows[0], " ") != "userId userName since account products role" {
		t.Fatalf("%v %q", err, rows)
	}
	for _, row := range rows[1:] {
		if row[1] == "" || row[3] != "true" || row[4] != "meeting" || row[5] != "false" {
			t.Errorf("%q", row)
		}
	}
}

func TestSettingsOfHolds(t *testing.T) {
	w := newWorld(t)
	w.as("GET /account/settings").ok().has(`{"guard":{"wait":false,"days":14}}`)
	w.as("PATCH /account/settings", `{"guard":{"wait":true,"days":30}}`).ok().has(`{"guard":{"wait":true,"days":30}}`)
	for _, days := range []int{-1, 0, 91} {
		w.as("PATCH /account/settings", fmt.Sprintf(`{"guard":{"days":%d}}`, days)).fails(422, "invalid_value", "guard.days")
	}
}

func TestSettingsOfWhatIdentityProvidersTake(t *testing.T) {
	w := newWorld(t)
	w.as("GET /account/settings").ok().has(`{"guard":{"everything":{"min":10,"percent":5},"product":{"min":10,"percent":20},"hourly":{"min":20,"percent":5},"group":5,"mails":1000}}`)
	w.as("PATCH /account/settings", `{"guard":{"hourly":{"min":40,"percent":50},"group":0}}`).ok().has(`{"guard":{"hourly":{"min":40,"percent":50},"group":0,"mails":1000}}`)
	w.as("PATCH /account/settings", `{"guard":{"hourly":{"percent":10}}}`).ok().has(`{"guard":{"hourly":{"min":40,"percent":10},"group":0}}`)
	for setting, field := range map[string]string{
		`"hourly":{"min":19}`:     "guard.hourly.min",
		`"hourly":{"min":1001}`:   "guard.hourly.min",
		`"hourly":{"percent":51}`: "guard.hourly.percent",
		`"hourly":{"percent":-1}`: "guard.hourly.percent",
		`"group":-1`:              "guard.group",
	} {
		w.as("PATCH /account/settings", `{"guard":{`+setting+`}}`).fails(422, "invalid_value", field)
	}
}
