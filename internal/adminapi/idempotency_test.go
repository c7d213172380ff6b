package adminapi_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/fault"
	"usersync/internal/table"
	"usersync/internal/web"
)

func (r *request) under(key string) *request { return r.with("Idempotency-Key", key) }

// rules says how many rules there are.
func (w *world) rules() int {
	w.t.Helper()
	return len(w.as("GET /rules").ok().get("items").([]any))
}

func TestARequestSentAgainIsAnsweredAsTheFirstTimeAndDoesNothing(t *testing.T) {
	w := newWorld(t)
	group := w.group("Sales")
	for line, body := range map[string]string{
		"POST /rules":              fmt.Sprintf(`{"group":%q}`, group),
		"POST /products":           `{"key":"p","name":"P"}`,
		"POST /user-groups":        `{"name":"G"}`,
		"POST /settings-templates": `{"name":"S"}`,
		"POST /schema-extensions":  badge,
		"POST /sync/runs":          ``,
	} {
		send := func() answer {
			if body == "" {
				return w.as(line).under("key of " + line).ok()
			}
			return w.as(line, body).under("key of " + line).ok()
		}
		first := send()
		w.unchanged(func() {
			again := send()
			if again.status != first.status || again.text != first.text || again.header.Get("Idempotent-Replayed") != "true" {
				t.Errorf("%s: first %d %s, then %d %s %v", line, first.status, first.text, again.status, again.text, again.header)
			}
			for _, name := range []string{"Location", "ETag", "Content-Type"} {
				if again.header.Get(name) != first.header.Get(name) {
					t.Errorf("%s: %s was %q and is %q", line, name, first.header.Get(name), again.header.Get(name))
				}
			}
			if first.header.Get("Idempotent-Replayed") != "" || again.header.Get("X-Request-Id") == first.header.Get("X-Request-Id") {
				t.Errorf("%s: the first answer %v, the second %v", line, first.header, again.header)
			}
		})
	}
	if len(w.runs.started) != 1 {
		t.Errorf("%d runs were started", len(w.runs.started))
	}
	w.as("POST /rules", fmt.Sprintf(`{"group":%q}`, group)).ok()
	w.as("POST /rules", fmt.Sprintf(`{"group":%q}`, group)).under("another").ok()
	if n := w.rules(); n != 3 {
		t.Errorf("%d rules: without a key and under another one a request is a new one", n)
	}
}

func TestAKeyBelongsToOneRequestOfOneSender(t *testing.T) {
	w := newWorld(t)
	w.as("POST /user-groups", `{"name":"A"}`).under("k").ok()
	w.unchanged(func() {
		w.as("POST /user-groups", `{"name":"B"}`).under("k").fails(422, "idempotency_key_reused", "Idempotency-Key")
		w.as("POST /user-groups", `{"name":"A" }`).under("k").fails(422, "idempotency_key_reused")
		w.as("POST /settings-templates", `{"name":"A"}`).under("k").fails(422, "idempotency_key_reused")
		reader := w.newKey(access.AdminKey, access.Read)
		w.as("POST /user-groups", `{"name":"A"}`).under("k").with("Authorization", "Bearer "+reader).fails(403, "missing_scope")
	})
	writer := w.newKey(access.AdminKey, access.Write)
	w.as("POST /user-groups", `{"name":"B"}`).under("k").with("Authorization", "Bearer "+writer).ok().has(`{"name":"B"}`)
	w.as("POST /user-groups", `{"name":"A"}`).under("K").ok()
	w.as("GET /user-groups").under("k").ok().has(`{"total":3}`)
	w.as("PATCH /account", `{"name":"One"}`).under("k").ok()
	w.as("PATCH /account", `{"name":"Two"}`).under("k").ok().has(`{"name":"Two"}`)
}

func TestKeysThatAreNone(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{" ", strings.Repeat("k", 200), `"8e03978e-40d5-43dd-bc93-6894a57f9324"`, "~!#"} {
		first := w.as("POST /user-groups", `{"name":"A"}`).under(key).ok().str("id")
		if again := w.as("POST /user-groups", `{"name":"A"}`).under(key).ok().str("id"); again != first {
			t.Errorf("the key %q did not count", key)
		}
	}
	w.unchanged(func() {
		for _, values := range [][]string{{""}, {strings.Repeat("k", 201)}, {"a\tb"}, {"ä"}, {"a\x7f"}, {"a\xff"}, {"a", "a"}, {}} {
			r := w.as("POST /user-groups", `{"name":"A"}`)
			r.header["Idempotency-Key"] = values
			r.fails(400, "invalid_idempotency_key", "Idempotency-Key")
		}
	})
}

func TestARefusedRequestLeavesItsKeyFree(t *testing.T) {
	w := newWorld(t)
	w.as("POST /products", `{"key":"no way","name":"P"}`).under("k").fails(422, "invalid_product")
	w.as("POST /products", `{"key":`).under("k").fails(400, "invalid_json")
	w.as("POST /products", `{"key":"p","names":"P"}`).under("k").fails(422, "unknown_member")
	w.as("POST /products", `{"key":"p","name":"P"}`).under("k").ok()
	w.as("POST /products", `{"key":"p","name":"P"}`).fails(409, "product_exists")
	w.as("POST /products", `{"key":"p","name":"P"}`).under("other").fails(409, "product_exists")
	w.as("DELETE /products/p").ok()
	w.as("POST /products", `{"key":"p","name":"P"}`).under("other").ok()
}

func TestAKeyIsRememberedForADay(t *testing.T) {
	w := newWorld(t)
	first := w.as("POST /user-groups", `{"name":"A"}`).under("k").ok().str("id")
	w.now = w.now.Add(24*time.Hour - time.Second)
	if again := w.as("POST /user-groups", `{"name":"A"}`).under("k").ok().str("id"); again != first {
		t.Error("forgotten before its time")
	}
	w.now = w.now.Add(time.Second)
	w.as("POST /user-groups", `{"name":"B"}`).under("k").ok().has(`{"name":"B"}`)
	w.as("POST /user-groups", `{"name":"A"}`).under("k").fails(422, "idempotency_key_reused")
}

func TestTheSameRequestWhileTheFirstIsAtWork(t *testing.T) {
	w := newWorld(t)
	send := func() *request { return w.as("POST /sync/runs").under("k") }
	w.runs.onStart = func() {
		w.runs.onStart = nil
		if a := send().fails(409, "in_progress"); a.header.Get("Retry-After") != "60" {
			t.Errorf("come back after %s s", a.header.Get("Retry-After"))
		}
		w.now = w.now.Add(45500 * time.Millisecond)
		if a := send().fails(409, "in_progress"); a.header.Get("Retry-After") != "15" {
			t.Errorf("come back after %s s", a.header.Get("Retry-After"))
		}
		w.now = w.now.Add(14500 * time.Millisecond)
		w.as("POST /users/x/sync").under("k").fails(422, "idempotency_key_reused")
		send().ok().has(`{"id":"run-2"}`) // whoever began is taken for dead
	}
	send().ok().has(`{"id":"run-1"}`) // and was only slow
	send().ok().has(`{"id":"run-2"}`)
}

func TestAnAttemptThatBrokeOff(t *testing.T) {
	w := newWorld(t)
	w.runs.onStart = func() { panic("a bug") }
	w.as("POST /sync/runs").under("k").fails(500, "internal")
	w.runs.onStart = nil
	w.now = w.now.Add(59999 * time.Millisecond)
	if a := w.as("POST /sync/runs").under("k").fails(409, "in_progress"); a.header.Get("Retry-After") != "1" {
		t.Errorf("come back after %s s", a.header.Get("Retry-After"))
	}
	w.now = w.now.Add(time.Millisecond)
	a := w.as("POST /sync/runs").under("k").ok()
	w.as("POST /sync/runs").under("k").ok().has(fmt.Sprintf(`{"id":%q}`, a.str("id")))
}

func TestASecretIsNotKept(t *testing.T) {
	w := newWorld(t)
	made := w.as("POST /keys", `{"name":"robot","scopes":["read"]}`).under("k").ok()
	w.as("POST /keys", `{"name":"robot","scopes":["read"]}`).under("k").fails(409, "already_done")
	w.as("GET /keys").ok().has(`{"total":2}`)

	p, err := w.config.Gate.Authenticate(t.Context(), w.key)
	must(t, err)
	item, ok, err := w.db.Get(t.Context(), table.Key{Table: table.Work, P: "T#" + w.account.ID() + "#IDEM#" + p.Credential, S: "k"})
	must(t, err)
	if !ok || item.Attrs[table.TTL].Int() != w.now.Add(24*time.Hour).Unix() {
		t.Fatalf("what is kept: %v %+v", ok, item)
	}
	if names := slices.Sorted(maps.Keys(item.Attrs)); strings.Join(names, " ") != "begun done id print ttl" {
		t.Errorf("more is kept than that it was done: %v", names)
	}
	if strings.Contains(fmt.Sprintf("%+v", item), made.str("key")) {
		t.Error("the secret is kept")
	}
}

func TestAnAnswerThatIsTooLongToKeep(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("\u2028", 14_000) // three bytes on the way in, six on the way out
	send := func() *request {
		return w.as("POST /email-templates", fmt.Sprintf(`{"name":"T","variants":{"en":{"subject":"s","text":"%[1]s","html":"%[1]s"},"de":{"subject":"s","text":"%[1]s","html":"%[1]s"}}}`, long)).under("k")
	}
	if a := send().ok(); len(a.text) <= 300<<10 {
		t.Fatalf("an answer of %d bytes", len(a.text))
	}
	w.unchanged(func() { send().fails(409, "already_done") })
}

// Whatever the storage refuses: a rule exists at most once, and an answer that says so is no lie.
func TestKeysOnAStorageThatRefuses(t *testing.T) {
	for calls := 0; ; calls++ {
		w := newWorld(t)
		body := fmt.Sprintf(`{"group":%q}`, w.group("Sales"))
		w.db.left = calls
		first := w.as("POST /rules", body).under("k").send()
		fired := w.db.fired
		w.db.left = -1
		if !fired {
			return
		}
		exists := w.rules()
		if (first.status == http.StatusCreated) != (exists == 1) {
			t.Fatalf("after %d calls: %d %s, and %d rules", calls, first.status, first.text, exists)
		}
		if first.status == http.StatusCreated { // only the record is missing, and the log has it
			if !strings.Contains(w.log.String(), "idempotency key not settled") {
				t.Errorf("after %d calls nobody knows that the key was not settled", calls)
			}
			w.as("POST /rules", body).under("k").fails(409, "in_progress")
			continue
		}
		if a := w.as("POST /rules", body).under("k").send(); a.status != http.StatusCreated {
			w.now = w.now.Add(time.Minute)
			w.as("POST /rules", body).under("k").ok()
		}
		w.as("POST /rules", body).under("k").ok()
		if n := w.rules(); n != 1 {
			t.Errorf("after %d calls: %d rules", calls, n)
		}
	}
}

// reluctant is a memory that fails some times before it takes anything in.
type reluctant struct {
	adminapi.Idempotency
	fails int
}

func (r *reluctant) SettleAttempt(ctx context.Context, a access.Account, mine web.Attempt) error {
	if r.fails--; r.fails >= 0 {
		return fault.New(fault.Unavailable, "busy", "Try again.")
	}
	return r.Idempotency.SettleAttempt(ctx, a, mine)
}

func TestAnAnswerIsKeptThroughAConflict(t *testing.T) {
	for fails, want := range map[int]int{4: http.StatusCreated, 5: http.StatusConflict} {
		w := newWorld(t)
		w.config.Attempts = &reluctant{w.store, fails}
		w.handler = adminapi.New(w.config)
		w.as("POST /user-groups", `{"name":"A"}`).under("k").ok()
		if a := w.as("POST /user-groups", `{"name":"A"}`).under("k").send(); a.status != want {
			t.Errorf("after %d failures: %d %s", fails, a.status, a.text)
		}
	}
}

func TestAnAnswerIsKeptThoughItsReaderHasGone(t *testing.T) {
	w := newWorld(t)
	ctx, leave := context.WithCancel(t.Context())
	w.runs.onStart = leave
	w.as("POST /sync/runs").under("k").during(ctx).ok()
	w.as("POST /sync/runs").under("k").ok().has(`{"id":"run-1"}`)
}

func TestTheSameRequestManyTimesAtOnce(t *testing.T) {
	w := newWorld(t)
	body := fmt.Sprintf(`{"group":%q}`, w.group("Sales"))
	answers := make([]answer, 16)
	w.grounded = true // what goes live by itself would move the engine's counter of failures meanwhile
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = w.as("POST /rules", body).under("k").send() })
	}
	all.Wait()
	w.grounded = false
	w.fly()
	ids := map[string]bool{}
	for _, a := range answers {
		switch {
		case a.status == http.StatusCreated:
			ids[a.str("id")] = true
		case a.status != http.StatusConflict || a.body["code"] != "in_progress":
			t.Errorf("%d %s", a.status, a.text)
		}
	}
	if n := w.rules(); n != 1 || len(ids) != 1 {
		t.Errorf("%d rules, %d ids", n, len(ids))
	}
}
