package localcloud_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/access"
	"usersync/internal/apptest"
	"usersync/internal/cfn"
	"usersync/internal/directory"
	"usersync/internal/inproc"
	"usersync/internal/localcloud"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/store"
)

// journey is a short way through all of the product, which says where it ends when it cannot go on.
type journey struct {
	t       *testing.T
	cloud   *localcloud.Cloud
	store   *store.Store
	account access.Account
}

// patience is how long something may take.
const patience = 30 * time.Second

// errJourney is why a journey ended: a step, and what was missing there.
var errJourney = errors.New("the journey ends")

func at(step, format string, args ...any) error {
	return fmt.Errorf("%w at %s: %s", errJourney, step, fmt.Sprintf(format, args...))
}

// travel deploys a template and goes through all of the product with the sample account.
func travel(t *testing.T, source *cfn.Source) error {
	t.Helper()
	c, err := deploy(t, source)
	if err != nil {
		return at("deployment", "%v", err)
	}
	j := &journey{t: t, cloud: c, store: store.New(c.Table()), account: inproc.AccountOf(apptest.SampleAccount)}
	for _, step := range []func(context.Context) error{j.sample, j.pages, j.doors, j.provision, j.comeBack, j.plan, j.clock} {
		if err := step(t.Context()); err != nil {
			return errors.Join(err, errors.New(strings.Join(slices.Compact(append(c.Refused(), c.Failed()...)), "\n")))
		}
	}
	if broken := append(c.Refused(), c.Failed()...); len(broken) > 0 {
		return at("the end", "%s", strings.Join(broken, "\n"))
	}
	return nil
}

// until asks until the answer is yes. It gives up when that cannot come any more, as nothing is under way or something is broken.
func (j *journey) until(step string, ask func() (bool, error)) error {
	began, idle := time.Now(), 0
	var failure error
	ended := func() bool {
		ok, err := ask()
		if idle++; !j.cloud.Idle() {
			idle = 0
		}
		switch {
		case err != nil:
			failure = at(step, "%v", err)
		case ok:
			return true
		case idle > 25 || len(j.cloud.Refused())+len(j.cloud.Failed()) > 0:
			failure = at(step, "nothing more happens, after %v", time.Since(began))
		}
		return failure != nil
	}
	if !apptest.Soon(patience, 20*time.Millisecond, ended) {
		return at(step, "nothing happens within %v", patience)
	}
	return failure
}

// sample writes the sample account, whose changes come out of the stream: bells, mails that are due, a run, a journal.
func (j *journey) sample(ctx context.Context) error {
	if err := apptest.Sample(ctx, j.cloud.Table()); err != nil {
		return at("the sample", "%v", err)
	}
	if err := j.until("the journal", func() (bool, error) {
		journals, err := j.store.Journals(ctx, j.account)
		return len(journals) == 0, err
	}); err != nil {
		return err
	}
	if err := j.until("the run", func() (bool, error) {
		open, err := j.store.OpenRuns(ctx, j.account)
		return len(open) == 0, err
	}); err != nil {
		return err
	}
	for n := 1; n <= 9; n++ {
		if err := j.until(fmt.Sprintf("the mail of user %d", n), func() (bool, error) { return j.mailed(ctx, apptest.SampleUser(n)) }); err != nil {
			return err
		}
	}
	return nil
}

func (j *journey) mailed(ctx context.Context, user string) (bool, error) {
	intent, err := j.store.MailIntent(ctx, j.account, user, "welcome#1")
	return err == nil && intent.State == notify.Sent && intent.Became == notify.Delivered, nil
}

// ask makes a request and returns the answer's JSON.
func (j *journey) ask(ctx context.Context, status int, method, url, key string, body any, headers ...string) (map[string]any, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var answer map[string]any
	_ = json.NewDecoder(res.Body).Decode(&answer)
	if res.StatusCode != status {
		return nil, fmt.Errorf("%s %s: status %d, want %d: %v", method, url, res.StatusCode, status, answer)
	}
	return answer, nil
}

func (j *journey) admin(ctx context.Context, status int, method, path string, body any, headers ...string) (map[string]any, error) {
	return j.ask(ctx, status, method, j.cloud.URL("AdminApi")+path, apptest.SampleAdminKey, body, headers...)
}

func (j *journey) scim(ctx context.Context, status int, method, path string, body any) (map[string]any, error) {
	return j.ask(ctx, status, method, j.cloud.URL("ScimApi")+"/scim/v2"+path, apptest.SampleSCIMToken, body)
}

// doors knocks at every route once, and beside them.
// pages asks for the console in the three ways that API Gateway tells apart. Functions are built without it here, and say so.
func (j *journey) pages(ctx context.Context) error {
	for _, path := range []string{"/console", "/console/", "/console/rules"} {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, j.cloud.URL("AdminApi")+path, nil)
		if err != nil {
			return at("the console", "%v", err)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			return at("the console", "%v", err)
		}
		text, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || !strings.Contains(string(text), "The console is not built") {
			return at("the console", "%s is answered with %d %s (%v)", path, res.StatusCode, text, err)
		}
	}
	return nil
}

func (j *journey) doors(ctx context.Context) error {
	if _, err := j.admin(ctx, http.StatusOK, http.MethodGet, "/healthz", nil); err != nil {
		return at("health", "%v", err)
	}
	if _, err := j.admin(ctx, http.StatusNotFound, http.MethodGet, "/other", nil); err != nil {
		return at("no route", "%v", err)
	}
	metadata, err := j.ask(ctx, http.StatusOK, http.MethodGet, j.cloud.URL("ScimApi")+"/.well-known/oauth-authorization-server", "", nil)
	if err != nil || metadata["token_endpoint"] == nil {
		return at("the metadata of the token endpoint", "%v %v", metadata, err)
	}
	account, err := j.admin(ctx, http.StatusOK, http.MethodGet, "/api/v1/account", nil)
	if err != nil || account["tokenUrl"] != metadata["token_endpoint"] || account["scimUrl"] == nil {
		return at("the addresses of identity providers", "%v %v", account, err)
	}
	list, err := j.scim(ctx, http.StatusOK, http.MethodGet, "/Users?startIndex=1&count=5", nil)
	if err != nil || list["totalResults"] != float64(9) {
		return at("the list of users", "%v %v", list, err)
	}
	requests, err := j.admin(ctx, http.StatusOK, http.MethodGet, "/api/v1/connections/"+apptest.SampleConnection+"/requests?wait=5", nil)
	if items, _ := requests["items"].([]any); len(items) != 1 || err != nil {
		return at("the last requests", "%v %v", requests, err)
	}
	return j.adopt(ctx)
}

// adopt has a user owned by another connection, and then by its own again.
func (j *journey) adopt(ctx context.Context) error {
	other, err := j.admin(ctx, http.StatusCreated, http.MethodPost, "/api/v1/connections", map[string]any{"name": "Other"})
	if err != nil {
		return at("the other connection", "%v", err)
	}
	for _, owner := range []any{other["id"], apptest.SampleConnection} {
		path := "/api/v1/directory/users/" + apptest.SampleUser(1) + "/adopt"
		if _, err := j.admin(ctx, http.StatusOK, http.MethodPost, path, map[string]any{"connection": owner}); err != nil {
			return at("the adoption", "%v", err)
		}
	}
	records, err := j.admin(ctx, http.StatusOK, http.MethodGet, "/api/v1/audit", nil)
	if items, _ := records["items"].([]any); len(items) != 2 || err != nil {
		return at("the audit", "%v %v", records, err)
	}
	return nil
}

// plan works out what the live rules would change, which is nothing.
func (j *journey) plan(ctx context.Context) error {
	plan, err := j.admin(ctx, http.StatusAccepted, http.MethodPost, "/api/v1/plans", map[string]any{})
	if err != nil {
		return at("the plan", "%v", err)
	}
	return j.until("the plan", func() (bool, error) {
		read, err := j.admin(ctx, http.StatusOK, http.MethodGet, "/api/v1/plans/"+fmt.Sprint(plan["id"]), nil)
		return err == nil && read["state"] == "ready", nil
	})
}

// quiet waits until everybody has what the rules say.
func (j *journey) quiet(ctx context.Context) error {
	return j.until("quiet", func() (bool, error) {
		sync, err := j.admin(ctx, http.StatusOK, http.MethodGet, "/api/v1/sync", nil)
		return err == nil && sync["pending"] == float64(0), nil
	})
}

// provision pushes a person into a group for which the admin has made a rule.
func (j *journey) provision(ctx context.Context) error {
	for range 2 { // the answer to the first got lost
		product := map[string]any{"key": "meeting", "name": "Meeting", "seats": 1}
		if _, err := j.admin(ctx, http.StatusCreated, http.MethodPost, "/api/v1/products", product, "Idempotency-Key", "meeting"); err != nil {
			return at("the product", "%v", err)
		}
	}
	if _, err := j.admin(ctx, http.StatusOK, http.MethodPatch, "/api/v1/account/settings", map[string]any{"reviewRules": false, "notices": map[string]any{"addresses": []string{admins}, "language": "nl"}}); err != nil {
		return at("rules that go live at once", "%v", err)
	}
	rule := map[string]any{"enabled": true, "group": apptest.SampleGroup, "products": []any{map[string]any{"key": "meeting"}}}
	if _, err := j.admin(ctx, http.StatusCreated, http.MethodPost, "/api/v1/rules", rule); err != nil {
		return at("the rule", "%v", err)
	}
	if err := j.quiet(ctx); err != nil {
		return err
	}
	person := map[string]any{"userName": "new@example.com", "active": true, "emails": []any{map[string]any{"value": "new@example.com", "primary": true}}}
	user, err := j.scim(ctx, http.StatusCreated, http.MethodPost, "/Users", person)
	if err != nil {
		return at("the user", "%v", err)
	}
	id := user["id"].(string)
	join := map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": []any{map[string]any{"op": "add", "path": "members", "value": []any{map[string]any{"value": id}}}}}
	if _, err := j.scim(ctx, http.StatusNoContent, http.MethodPatch, "/Groups/"+apptest.SampleGroup, join); err != nil {
		return at("the group", "%v", err)
	}
	// one of those who were in the group before has the only seat: whoever comes later waits until they leave
	if err := j.state(ctx, "the line", id, "invited"); err != nil {
		return err
	}
	for _, n := range []int{3, 5, 6} {
		if _, err := j.scim(ctx, http.StatusNoContent, http.MethodDelete, "/Users/"+apptest.SampleUser(n), nil); err != nil {
			return at("the leaver", "%v", err)
		}
	}
	if err := j.state(ctx, "the seat", id, "active"); err != nil {
		return err
	}
	return j.until("the welcome mail", func() (bool, error) { return j.mailed(ctx, id) })
}

// comeBack erases one of those who left. Whoever comes under that name again is new, and the account is told that somebody came back.
func (j *journey) comeBack(ctx context.Context) error {
	erased := "/api/v1/users/" + apptest.SampleUser(3)
	if _, err := j.admin(ctx, http.StatusAccepted, http.MethodPost, erased+"/erase", map[string]any{"reason": "Asked for."}); err != nil {
		return at("the erasure", "%v", err)
	}
	user, err := j.scim(ctx, http.StatusCreated, http.MethodPost, "/Users", map[string]any{"userName": "person3@example.com", "active": true})
	if err != nil {
		return at("the returner", "%v", err)
	}
	return j.until("the note of the return", func() (bool, error) {
		fence, err := j.store.Fence(ctx, j.account, user["id"].(string))
		return fence.Exists && fence.Done == fence.Want, err
	})
}

func (j *journey) state(ctx context.Context, step, user, state string) error {
	return j.until(step, func() (bool, error) {
		u, err := j.admin(ctx, http.StatusOK, http.MethodGet, "/api/v1/users/"+user, nil)
		return err == nil && u["state"] == state && u["pending"] == false, nil
	})
}

// clock has a full sync that is due since last night, and then somebody whom the stream forgot.
func (j *journey) clock(ctx context.Context) error {
	if err := j.cloud.Tick(ctx); err != nil {
		return at("the first tick", "%v", err)
	}
	if err := j.until("the full sync", func() (bool, error) { return j.fullSyncs(ctx, 2) }); err != nil { // the sample's, and last night's
		return err
	}
	if err := j.until("the notice that all seats are taken", j.told); err != nil {
		return err
	}
	var forgotten string
	var failed error
	if err := j.cloud.Unseen(func() { forgotten, failed = j.forget(ctx) }); err != nil || failed != nil {
		return at("the forgotten user", "%v, %v", err, failed)
	}
	if err := j.cloud.Tick(ctx); err != nil {
		return at("the second tick", "%v", err)
	}
	return j.until("the forgotten user", func() (bool, error) {
		fence, err := j.store.Fence(ctx, j.account, forgotten)
		return fence.Done == fence.Want, err
	})
}

// admins is whom notices go to.
const admins = "ops@example.com"

// told asks whether the admins were told, by what the sweeper saw, that the only seat of a product is taken.
func (j *journey) told() (bool, error) {
	for _, m := range j.cloud.SES.Mails() {
		if strings.Contains(m.To, admins) && m.Subject == "Geen licenties meer vrij: Meeting" {
			return true, nil
		}
	}
	return false, nil
}

// fullSyncs asks whether so many full syncs are done.
func (j *journey) fullSyncs(ctx context.Context, want int) (bool, error) {
	runs, err := j.store.RunsBefore(ctx, j.account, "", "", 100)
	done := 0
	for _, r := range runs {
		if r.Kind == provision.FullRun && r.State == provision.RunDone {
			done++
		}
	}
	return done == want, err
}

// forget pushes a user ten minutes ago.
func (j *journey) forget(ctx context.Context) (string, error) {
	then := time.Now().Add(-10 * time.Minute)
	d := &directory.Service{
		Store: j.store, Now: func() time.Time { return then }, NewID: func() string { return ulid.Make().String() },
		Sleep: func(context.Context, time.Duration) error { return nil }, Rand: func() float64 { return 0.5 },
	}
	idp := access.Principal{Kind: access.SCIMToken, Account: j.account, Connection: apptest.SampleConnection, Scopes: []access.Scope{access.SCIM}}
	u, err := d.CreateUser(ctx, idp, scim.Object{"userName": "forgotten@example.com", "active": true})
	return u.ID, err
}

func TestTheJourney(t *testing.T) {
	if err := travel(t, load(t)); err != nil {
		t.Fatal(err)
	}
}
