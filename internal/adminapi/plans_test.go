package adminapi_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"usersync/internal/job"
	"usersync/internal/provision"
)

// box is where a run's messages lie until somebody takes them out.
type box []job.Message

func (b *box) Send(_ context.Context, _ job.Queue, messages ...job.Message) error {
	*b = append(*b, messages...)
	return nil
}

func (b *box) SendLater(ctx context.Context, q job.Queue, _ time.Duration, messages ...job.Message) error {
	return b.Send(ctx, q, messages...)
}

// workOut carries out a run, or the dry run of a plan.
func (w *world) workOut(run string) {
	w.t.Helper()
	w.box = box{{Kind: job.PlanRun, Account: w.account.ID(), ID: run, Version: w.version()}}
	for len(w.box) > 0 {
		m := w.box[0]
		w.box = w.box[1:]
		w.deliver(m)
	}
}

// deliver has the work of one message done.
func (w *world) deliver(m job.Message) {
	w.t.Helper()
	v := job.Done()
	switch m.Kind {
	case job.ResolveUser:
		_, err := w.resolver.Resolve(w.t.Context(), w.account, m.User, m.Version)
		must(w.t, err)
	case job.AutoPlan:
		v = w.autopilot.Handle(w.t.Context(), w.account)
	default:
		v = w.runner.Handle(w.t.Context(), w.account, m)
	}
	if !v.IsDone() {
		w.t.Fatalf("%s: %s", m.Kind, v.Reason())
	}
}

// staff is a rule that gives meeting to a group of so many people, all resolved. It returns the rule's id.
func (w *world) staff(n int, names ...string) string {
	w.t.Helper()
	var ids []string
	for i := range n {
		name := fmt.Sprintf("user%03d@example.com", i)
		if i < len(names) {
			name = names[i]
		}
		ids = append(ids, w.person(name))
	}
	w.as("POST /products", `{"key":"meeting","name":"Meeting","seats":null}`).ok()
	id := w.as("POST /rules", fmt.Sprintf(`{"description":"Staff","group":%q,"products":[{"key":"meeting"}]}`, w.group("Staff", ids...))).ok().str("id")
	for _, u := range ids {
		_, err := w.resolver.Recheck(w.t.Context(), w.account, u, 0)
		must(w.t, err)
	}
	return id
}

func TestAPlanFromQuestionToAnswer(t *testing.T) {
	w := newWorld(t)
	w.as("PATCH /account/settings", `{"guard":{"wait":true}}`).ok()
	id := w.staff(30, "=cmd|' /C calc'!A0")
	asked := w.as("POST /plans", fmt.Sprintf(`{"change":{"deleteRule":%q}}`, id)).ok()
	plan := asked.str("id")
	if asked.status != 202 || asked.header.Get("Location") != "/api/v1/plans/"+plan {
		t.Errorf("%d, %s", asked.status, asked.header.Get("Location"))
	}
	asked.has(fmt.Sprintf(`{"state":"planning","detail":"full","held":false,"change":{"deleteRule":%q},"finishedAt":null,"etaSeconds":null}`, id))
	w.as("GET /plans/"+plan+"/changes").fails(409, "plan_not_ready")

	before := w.version()
	w.as("POST /plans/"+plan+"/apply").fails(409, "plan_not_ready")
	w.workOut(plan)
	w.as("GET /plans/" + plan + "?wait=1").ok().has(`{"state":"ready","planned":30,"done":30,"etaSeconds":0,"held":true,
"totals":{"users":30,"inUse":30,"changed":30,"gaining":0,"losing":30,"everything":30,"suspended":30,"restored":0,"new":0,"adminsMade":0,"adminsGone":0,"mails":0,"failing":0},
"seats":[{"key":"meeting","seats":null,"usedBefore":30,"usedAfter":0,"waitingBefore":0,"waitingAfter":0,"needed":0,"lost":30,"gained":0}]}`)
	if w.version() != before {
		t.Error("a plan published something")
	}
	first := w.as("GET /plans/" + plan + "/changes?limit=20").ok()
	if n := len(first.get("items").([]any)); n != 20 {
		t.Fatalf("%d changes on the first page", n)
	}
	first.has(fmt.Sprintf(`{"items":[%s]}`, strings.Repeat(",{}", 20)[1:]))
	second := w.as("GET /plans/" + plan + "/changes?limit=20&cursor=" + first.str("next")).ok()
	if n := len(second.get("items").([]any)); n != 10 || second.body["next"] != nil {
		t.Errorf("%d on the second page: %s", n, second.text)
	}
	w.as("GET /plans/" + plan + "/changes?show=gaining").ok().has(`{"items":[]}`)
	w.as("GET /plans/" + plan + "/changes?show=losing&product=other").ok().has(`{"items":[]}`)
	w.as("GET /plans/"+plan+"/changes?show=sideways").fails(422, "invalid_body", "show")
	w.as("GET /plans").ok().has(fmt.Sprintf(`{"items":[{"id":%q,"state":"ready","auto":false},{"state":"applied","auto":true}]}`, plan))
	w.as("GET /plans/"+plan+"/changes?cursor=bm90aGluZw").fails(400, "bad_cursor")

	w.as("POST /plans/"+plan+"/apply").fails(409, "plan_held")
	w.as("POST /plans/"+plan+"/approve", `{"reason":" "}`).fails(422, "invalid_value", "reason")
	w.as("POST /plans/"+plan+"/approve", `{"reason":"The department is closed."}`).ok().has(`{"state":"applied","approval":{"reason":"The department is closed."}}`)
	applied := w.as("POST /plans/" + plan + "/apply").ok()
	applied.has(`{"state":"applied","moved":0,"totals":{"suspended":30}}`)
	if applied.status != 202 || applied.header.Get("Location") != "/api/v1/sync/runs/"+applied.str("run") || w.version() != before+1 {
		t.Errorf("%d %s, version %d", applied.status, applied.header.Get("Location"), w.version())
	}
	w.as("POST /plans/" + plan + "/apply").ok().has(fmt.Sprintf(`{"run":%q}`, applied.str("run")))
	w.as("GET /rules").ok().has(`{"items":[]}`)
	w.as("GET /plans/" + plan + "/changes?limit=1").ok()
}

func TestAPlanOfYesterdayIsOld(t *testing.T) {
	w := newWorld(t)
	w.staff(2)
	plan := w.as("POST /plans", `{}`).ok().str("id")
	w.workOut(plan)
	w.as("POST /products", `{"key":"phone","name":"Phone"}`).ok()
	w.as("POST /plans/"+plan+"/apply").fails(409, "plan_stale")
	w.as("POST /plans/"+plan+"/approve", `{"reason":"x"}`).fails(409, "not_held")
}

func TestThresholdsOfTheGuard(t *testing.T) {
	w := newWorld(t)
	id := w.staff(30)
	remove := fmt.Sprintf(`{"change":{"deleteRule":%q}}`, id)
	plan := w.as("POST /plans", remove).ok().str("id")
	w.workOut(plan)
	w.as("GET /plans/" + plan).ok().has(`{"held":true}`)
	w.as("POST /plans/"+plan+"/approve", `{"reason":"x"}`).ok()
	w.as("PATCH /account/settings", `{"guard":{"everything":{"min":30},"product":{"min":30}}}`).ok()
	w.as("POST /plans/"+plan+"/apply").fails(409, "plan_stale")
	plan = w.as("POST /plans", remove).ok().str("id")
	w.workOut(plan)
	w.as("GET /plans/" + plan).ok().has(`{"held":false}`)
	w.as("POST /plans/" + plan + "/apply").ok()
}

func TestAPlanAsCSV(t *testing.T) {
	w := newWorld(t)
	id := w.staff(3, "=cmd|' /C calc'!A0", "b@example.com", "c@example.com")
	plan := w.as("POST /plans", fmt.Sprintf(`{"change":{"deleteRule":%q}}`, id)).ok().str("id")
	w.workOut(plan)
	a := w.as("GET /plans/"+plan+"/changes").with("Accept", "text/csv").ok()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/csv") || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%v", a.header)
	}
	rows, err := csv.NewReader(strings.NewReader(a.text)).ReadAll()
	if err != nil || len(rows) != 4 || rows[0][1] != "userName" {
		t.Fatalf("%v %q", err, rows)
	}
	for _, row := range rows[1:] {
		if row[3] != "active" || row[4] != "suspended" || row[6] != "meeting" || row[16] != id {
			t.Errorf("%q", row)
		}
		if strings.HasPrefix(row[1], "=") {
			t.Errorf("a spreadsheet takes %q for a formula", row[1])
		}
	}
	page := w.as("GET /plans/"+plan+"/changes?limit=2").with("Accept", "text/csv").ok()
	link, _, found := strings.Cut(page.header.Get("Link"), ">")
	if !found || strings.Count(page.text, "\r\n") != 3 {
		t.Fatalf("%q %q", page.header.Get("Link"), page.text)
	}
	rest := w.as("GET /plans/"+plan+"/changes"+strings.TrimPrefix(link, "<")).with("Accept", "text/csv").ok()
	if strings.Count(rest.text, "\r\n") != 2 || rest.header.Get("Link") != "" {
		t.Errorf("%q", rest.text)
	}
}

func TestPlansOfRulesProductsAndSwitches(t *testing.T) {
	w := newWorld(t)
	id := w.staff(2)
	group := w.as("GET /rules/" + id).ok().str("group")
	for _, c := range []struct{ change, want string }{
		{fmt.Sprintf(`{"rule":{"group":%q,"language":"de"},"position":1}`, group), `{"changed":2}`},
		{fmt.Sprintf(`{"rule":{"id":%q,"group":%q,"enabled":false}}`, id, group), `{"suspended":2}`},
		{fmt.Sprintf(`{"order":[%q]}`, id), `{"changed":0}`},
		{`{"product":{"key":"meeting","name":"Meeting","seats":1}}`, `{"changed":0}`},
		{fmt.Sprintf(`{"deleteRule":%q}`, id), `{"suspended":2}`},
		{`{"syncOn":false}`, `{"changed":0}`},
		{`{"syncOn":true}`, `{"changed":0}`}, // it is on: what is live as it stands
		{`null`, `{"changed":0}`},
	} {
		plan := w.as("POST /plans", fmt.Sprintf(`{"change":%s,"detail":"counts"}`, c.change)).ok().str("id")
		w.workOut(plan)
		w.as("GET /plans/" + plan).ok().has(fmt.Sprintf(`{"state":"ready","detail":"counts","totals":%s}`, c.want))
		w.as("GET /plans/"+plan+"/changes").fails(409, "plan_counts_only")
	}
	w.as("POST /plans", `{"change":{"deleteRule":"nothing"}}`).fails(404, "rule_not_found")
	w.as("POST /plans", `{"change":{"deleteRule":"a","syncOn":true}}`).fails(422, "invalid_value", "change")
	w.as("POST /plans", `{"change":{"rule":{"group":"nothing"}}}`).fails(422, "group_missing")
	w.as("POST /plans", `{"changes":null}`).fails(422, "unknown_member", "changes")
	w.as("GET /plans/nothing").fails(404, "plan_not_found")
	w.as("GET /plans/nothing/changes").fails(404, "plan_not_found")
	w.as("POST /plans/nothing/cancel").fails(404, "plan_not_found")
}

func TestAPlanIsCanceledByHand(t *testing.T) {
	w := newWorld(t)
	w.staff(2)
	plan := w.as("POST /plans", `{}`).ok().str("id")
	w.as("POST /plans/" + plan + "/cancel").ok().has(`{"state":"canceled"}`)
	w.workOut(plan)
	w.as("GET /plans/" + plan).ok().has(`{"state":"canceled"}`)
	w.as("GET /plans/"+plan+"/changes").fails(409, "plan_not_ready")
	for range provision.MaxOpenPlans {
		w.as("POST /plans", `{}`).ok()
	}
	w.as("POST /plans", `{}`).fails(409, "too_many_plans")
}
