package app_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/standin"
	"usersync/internal/table"
)

// witness knows every item that was ever written, in every table, and can refuse one write.
type witness struct {
	table.Table

	keys  map[table.Key]bool
	until int // writes that are carried out before one is refused; below 0: all
	lost  bool
	died  bool
}

func (w *witness) Transact(ctx context.Context, actions []table.Action) error {
	if w.until == 0 {
		w.until, w.died = -1, true
		err := error(&table.ThrottledError{Cause: errors.New("the process died")})
		if w.lost {
			err = errors.Join(w.Table.Transact(ctx, actions), err)
		}
		return err
	}
	w.until--
	for _, a := range actions {
		w.keys[a.Key] = true
	}
	return w.Table.Transact(ctx, actions)
}

// holdings is all that is stored, readable, one item a line.
func (w *witness) holdings(t *testing.T) []string {
	t.Helper()
	var lines []string
	for key := range w.keys {
		item, ok, err := w.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			continue
		}
		line := fmt.Sprintf("%s %s %s", key.Table, key.P, key.S)
		for _, name := range slices.Sorted(maps.Keys(item.Attrs)) {
			v := item.Attrs[name]
			line += fmt.Sprintf(" %s=%s%s%s", name, v.Str(), opened(v.Raw()), unpositioned(v.Str()))
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// opened is bytes as text, compressed ones too.
func opened(body []byte) string {
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return string(body)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return string(body)
	}
	return string(text)
}

// unpositioned is a position in a list as text.
func unpositioned(text string) string {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(raw)
}

// traces are the lines that name the person.
func traces(lines []string, needles ...string) []string {
	var found []string
	for _, line := range lines {
		for _, needle := range needles {
			if strings.Contains(strings.ToLower(line), strings.ToLower(needle)) {
				found = append(found, fmt.Sprintf("%s: %.300s", needle, line))
			}
		}
	}
	return found
}

// left is what may say the id of somebody who was erased: the fence, and records of ids.
var left = regexp.MustCompile(`^[^:]*: (core T#\w+#U#\w+ SYNC |audit T#\w+#AUDIT \w+ json=)`)

// biography is a person who left a trace everywhere.
type biography struct {
	w           *world
	seen        *witness
	scim, admin caller
	id, account string
	peer        string
	needles     []string
}

func lived(t *testing.T, engine table.Table, groups int) *biography {
	t.Helper()
	seen := &witness{Table: engine, keys: map[table.Key]bool{}, until: -1}
	w := newWorldOn(t, seen)
	w.db, _ = engine.(*local.DB)
	b := &biography{w: w, seen: seen, needles: []string{"zelda", "sayre", "fitzgerald", "ext-4711", "old-mail", "montgomery"}}
	b.scim, b.admin, b.account = w.found()
	b.id = b.scim.call(http.StatusCreated, "POST", "/Users", map[string]any{
		"userName": "Zelda@example.com", "active": true, "externalId": "ext-4711", "displayName": "Zelda Sayre", "title": "Montgomery",
		"name":   map[string]any{"givenName": "Zelda", "familyName": "Fitzgerald"},
		"emails": []any{map[string]any{"value": "old-mail@example.com", "primary": true}},
	})["id"].(string)
	b.peer = b.scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "peer@example.com", "active": true})["id"].(string)
	members := []any{map[string]any{"value": b.id}, map[string]any{"value": b.peer}}
	for n := range groups {
		b.scim.call(http.StatusCreated, "POST", "/Groups", map[string]any{"displayName": fmt.Sprint("More ", n), "members": members[:1]})
	}
	sales := b.scim.call(http.StatusCreated, "POST", "/Groups", map[string]any{"displayName": "Sales", "members": members[:1]})
	b.admin.call(http.StatusCreated, "POST", "/products", map[string]any{"key": "meeting", "name": "Meeting", "seats": 1})
	b.admin.call(http.StatusCreated, "POST", "/products", map[string]any{"key": "webinar", "name": "Webinar", "seats": 0})
	b.admin.call(http.StatusCreated, "POST", "/rules", map[string]any{"group": sales["id"], "products": []any{map[string]any{"key": "meeting"}, map[string]any{"key": "webinar"}}})
	b.settle()
	b.live(sales["id"].(string), members)
	return b
}

func (b *biography) settle() {
	b.w.t.Helper()
	if b.w.db == nil {
		b.w.sweep()
	}
	b.w.settle()
}

// live is what happens to the person later on.
func (b *biography) live(sales string, members []any) {
	b.w.t.Helper()
	user := "/users/" + b.id
	b.scim.call(http.StatusOK, "PATCH", "/Users/"+b.id, patch(map[string]any{"op": "replace", "path": "emails[primary eq true].value", "value": "zelda@example.com"}))
	b.scim.call(http.StatusNoContent, "PATCH", "/Groups/"+sales, patch(map[string]any{"op": "add", "path": "members", "value": members[1:]}))
	connection := b.admin.call(http.StatusOK, "GET", "/connections", nil)["items"].([]any)[0].(map[string]any)["id"].(string)
	b.admin.call(http.StatusOK, "PATCH", "/connections/"+connection, map[string]any{"settings": map[string]any{"me": b.id}})
	b.admin.call(http.StatusCreated, "POST", "/users/"+b.peer+"/grants", map[string]any{"role": map[string]any{"kind": "admin"}})
	b.admin.call(http.StatusCreated, "POST", user+"/grants", map[string]any{"role": map[string]any{"kind": "admin"}, "note": "Zelda asked", "until": "2030-01-01T00:00:00Z"})
	b.admin.once(http.StatusCreated, "POST", user+"/grants", map[string]any{"product": "webinar", "note": "once"})
	b.admin.once(http.StatusOK, "POST", user+"/what-if", map[string]any{})
	b.admin.call(http.StatusOK, "PUT", user+"/language", map[string]any{"language": "de"})
	b.admin.call(http.StatusOK, "PUT", user+"/pin", map[string]any{"note": "Zelda stays"})
	b.admin.call(http.StatusOK, "PATCH", "/account/settings", map[string]any{"mails": map[string]any{"testAddresses": []any{"tests@example.com"}}})
	for _, shown := range []string{b.id, ""} {
		b.admin.call(http.StatusAccepted, "POST", "/email-templates/default/test", map[string]any{"user": shown})
	}
	b.settle()
	b.admin.call(http.StatusAccepted, "POST", "/sync/runs", nil)
	b.settle()
	b.admin.call(http.StatusAccepted, "POST", "/sync/failures/retry", nil)
	b.admin.call(http.StatusAccepted, "POST", "/sync/failures/out_of_seats/retry", nil)
	b.admin.call(http.StatusAccepted, "POST", "/plans", map[string]any{"change": map[string]any{"product": map[string]any{"key": "webinar", "name": "Webinar", "seats": 1}}})
	b.settle()
	b.scim.call(http.StatusOK, "PATCH", "/Users/"+b.id, patch(map[string]any{"op": "replace", "path": "active", "value": false}))
}

func patch(op map[string]any) map[string]any {
	return map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": []any{op}}
}

// erase has the person erased, and waits until it is over.
func (b *biography) erase() {
	b.w.t.Helper()
	b.admin.call(http.StatusAccepted, "POST", "/users/"+b.id+"/erase", map[string]any{"reason": "Ticket 7", "removeFromDirectory": true})
	b.finish()
}

func (b *biography) finish() {
	b.w.t.Helper()
	b.settle()
	for range 4 {
		b.w.sweep()
	}
}

// forgotten demands that nothing names the person, but what may name the id.
func (b *biography) forgotten() {
	b.w.t.Helper()
	lines := b.seen.holdings(b.w.t)
	for _, trace := range traces(lines, b.needles...) {
		b.w.t.Errorf("it is still told %s", trace)
	}
	for _, trace := range traces(lines, b.id) {
		if !left.MatchString(trace) {
			b.w.t.Errorf("the id is still in %s", trace)
		}
	}
	mails, err := b.w.mailbox.Items(b.w.t.Context(), inproc.AccountOf(b.account))
	if found := traces([]string{fmt.Sprint(mails)}, b.needles...); err != nil || len(found) > 0 || !strings.Contains(fmt.Sprint(mails), "tests@example.com") {
		b.w.t.Errorf("mails: %v, %v, and the test mail of a sample person should stay: %v", found, err, mails)
	}
}

func TestWhoeverIsErasedLeavesNothing(t *testing.T) {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	b := lived(t, db, 31)
	if found := traces(b.seen.holdings(t), append(b.needles, b.id)...); len(found) < 60 {
		t.Errorf("the person left only %d traces, so that the test shows little", len(found))
	}
	b.erase()
	b.forgotten()

	user := "/users/" + b.id
	if got := b.admin.call(http.StatusOK, "GET", user, nil); got["state"] != "erased" || got["userName"] != "" || got["erasedAt"] == nil {
		t.Errorf("the account user is %v", got)
	} else if role, _ := got["role"].(map[string]any); role["kind"] != "member" {
		t.Errorf("a role that the document does not know: %v", role)
	}
	for _, path := range []string{user + "/timeline", user + "/explain", user + "/grants", "/directory" + user} {
		b.admin.call(http.StatusNotFound, "GET", path, nil)
	}
	b.admin.call(http.StatusNotFound, "POST", user+"/sync", nil)
	b.admin.call(http.StatusNotFound, "POST", user+"/what-if", map[string]any{})
	b.admin.call(http.StatusNotFound, "PUT", user+"/pin", map[string]any{})
	b.admin.call(http.StatusAccepted, "POST", user+"/erase", map[string]any{"reason": "Again"})
	b.scim.call(http.StatusNotFound, "GET", "/Users/"+b.id, nil)
	b.scim.call(http.StatusNotFound, "PATCH", "/Users/"+b.id, patch(map[string]any{"op": "replace", "path": "active", "value": true}))
	if peer := b.admin.call(http.StatusOK, "GET", "/users/"+b.peer, nil); !strings.Contains(fmt.Sprint(peer["products"]), "meeting") || peer["state"] != "active" {
		t.Errorf("the seat went to nobody: %v", peer)
	}
}

// Sync off is a freeze of what rules give; an erasure is not the rules' doing.
func TestErasureGoesOnWhileSyncIsOff(t *testing.T) {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	b := lived(t, db, 0)
	b.admin.call(http.StatusOK, "PATCH", "/sync", map[string]any{"enabled": false})
	b.settle()
	b.erase()
	b.forgotten()
}

func TestWhoeverComesBackIsNewAndNoted(t *testing.T) {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	b := lived(t, db, 0)
	b.erase()
	create := func() string {
		b.w.t.Helper()
		id := b.scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "ZELDA@example.com", "active": true})["id"].(string)
		b.settle()
		return id
	}
	returned := func(id string) int {
		n := 0
		for _, record := range b.admin.call(http.StatusOK, "GET", "/audit", nil)["items"].([]any) {
			if r := record.(map[string]any); r["action"] == "user.returned" && r["subject"] == id {
				n++
			}
		}
		return n
	}
	again := create()
	if again == b.id || returned(again) != 1 {
		t.Errorf("the new person is %s, noted %d times; the one erased was %s", again, returned(again), b.id)
	}
	b.scim.call(http.StatusNoContent, "DELETE", "/Users/"+again, nil)
	b.w.now = b.w.now.Add(31 * 24 * time.Hour)
	if last := create(); returned(last) != 0 {
		t.Error("after 30 days it is still known")
	}
}

func TestAnErasureEndsWhereverTheProcessDies(t *testing.T) {
	for _, lost := range []bool{false, true} {
		for write := 0; ; write++ {
			db := local.Memory()
			b := lived(t, db, 0)
			b.scim.call(http.StatusNoContent, "DELETE", "/Users/"+b.id, nil)
			b.settle()
			b.seen.until, b.seen.lost = write, lost
			b.attempt()
			died := b.seen.died
			b.seen.until = -1
			b.admin.call(http.StatusAccepted, "POST", "/users/"+b.id+"/erase", map[string]any{"reason": "Ticket 7"})
			b.w.queue = nil // and with the process go its messages
			b.finish()
			b.forgotten()
			_ = db.Close()
			if t.Failed() {
				t.Fatalf("the process died at write %d (lost answer: %v)", write, lost)
			}
			if !died {
				break
			}
		}
	}
}

// attempt asks for the erasure and works, until something is refused.
func (b *biography) attempt() {
	b.w.t.Helper()
	if b.admin.try("POST", "/users/"+b.id+"/erase", map[string]any{"reason": "Ticket 7"}) != http.StatusAccepted {
		return
	}
	for !b.seen.died {
		changes := b.w.changes()
		if b.w.app.Relay(b.w.t.Context(), changes) != nil || len(changes)+len(b.w.queue) == 0 {
			return
		}
		batch := b.w.queue
		b.w.queue = nil
		for _, m := range batch {
			if !b.seen.died {
				b.w.app.Handle(b.w.t.Context(), inproc.AccountOf(m.Account), m)
			}
		}
	}
}

func TestWhoeverIsErasedLeavesNothingOnDynamoDB(t *testing.T) {
	b := lived(t, standin.Dynoxide(t).Open(t), 0)
	b.erase()
	b.forgotten()
}

func TestWhoMayNotBeErasedYet(t *testing.T) {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	b := lived(t, db, 0)
	for name, body := range map[string]map[string]any{
		"without a reason":             {"removeFromDirectory": true},
		"with one that names them":     {"reason": "ZELDA left", "removeFromDirectory": true},
		"with one that has their id's": {"reason": "ext-4711", "removeFromDirectory": true},
	} {
		if got := b.admin.try("POST", "/users/"+b.id+"/erase", body); got != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, got)
		}
	}
	erase := func(user string, remove bool) string {
		return b.admin.call(http.StatusConflict, "POST", "/users/"+user+"/erase", map[string]any{"reason": "Ticket 7", "removeFromDirectory": remove})["code"].(string)
	}
	active := b.scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "active@example.com", "active": true})["id"].(string)
	b.settle()
	for _, code := range []string{erase(b.id, false), erase(b.peer, false), erase(active, true)} {
		if code != "still_in_directory" {
			t.Errorf("the code is %s", code)
		}
	}
	if code := erase(b.peer, true); code != "last_admin" {
		t.Errorf("of the last admin: %s", code)
	}
	b.admin.call(http.StatusNotFound, "POST", "/users/01J00000000000000000000000/erase", map[string]any{"reason": "Ticket 7"})
	b.scim.call(http.StatusOK, "GET", "/Users/"+b.id, nil)
}
