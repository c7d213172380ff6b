package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/inspect"
	"usersync/internal/store"
	"usersync/internal/table"
)

// recorders are processes that keep requests on one engine.
type recorders struct {
	t      *testing.T
	db     *local.DB
	now    time.Time
	caller inspect.Caller
}

func newRecorders(t *testing.T) *recorders {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	return &recorders{t, db, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), inspect.Caller{Account: access.FromTrigger("01ACC"), Connection: "01CON", Credential: "abc"}}
}

func (r *recorders) process(name string) *store.Exchanges {
	return store.NewExchanges(r.db, name, func() time.Time { return r.now })
}

func (r *recorders) record(x *store.Exchanges, id string, status int) {
	r.t.Helper()
	e := inspect.Exchange{ID: id, At: r.now, Took: time.Millisecond, Status: status, Path: "/Users/" + id}
	if err := x.Record(r.t.Context(), r.caller, e); err != nil {
		r.t.Fatal(err)
	}
	r.now = r.now.Add(time.Second)
}

// shows checks what a query finds, as ids.
func (r *recorders) shows(x *store.Exchanges, q inspect.Query, want string) {
	r.t.Helper()
	list, err := x.Recent(r.t.Context(), r.caller, q)
	var got []string
	for _, e := range list {
		got = append(got, e.ID)
	}
	if strings.Join(got, " ") != want || err != nil {
		r.t.Errorf("%+v: %v, %v, want %s", q, got, err, want)
	}
}

func TestARequestReadsBackAsItWasKept(t *testing.T) {
	r := newRecorders(t)
	e := inspect.Exchange{
		ID: "01REQ", At: r.now, Took: 1500 * time.Microsecond, Method: "POST", Path: "/scim/v2/Users", Query: "a=b", Status: 409, ScimType: "uniqueness", Detail: "Taken.",
		Credential: "abc", UserAgent: "Okta", Headers: []inspect.Header{{Name: "Accept", Value: "*/*"}},
		Request: inspect.Body{Text: "{}", Size: 2, Cut: true}, Answer: inspect.Body{Hidden: true, Size: 1},
	}
	x := r.process("P")
	if err := x.Record(t.Context(), r.caller, e); err != nil {
		t.Fatal(err)
	}
	list, err := x.Recent(t.Context(), r.caller, inspect.Query{Limit: 9})
	if diff := cmp.Diff([]inspect.Exchange{e}, list); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	stranger := r.caller
	stranger.Account = access.FromTrigger("01OTHER")
	if list, err := x.Recent(t.Context(), stranger, inspect.Query{Limit: 9}); len(list) != 0 || err != nil {
		t.Errorf("another account: %v %v", list, err)
	}
	stranger.Account = access.Account{}
	if err := x.Record(t.Context(), stranger, e); !fault.Is(err, fault.Internal) {
		t.Errorf("nobody's: %v", err)
	}
	if _, err := x.Newest(t.Context(), stranger); !fault.Is(err, fault.Internal) {
		t.Errorf("nobody's: %v", err)
	}
}

func TestRequestsOfSeveralProcessesAreInTheOrderOfTime(t *testing.T) {
	r := newRecorders(t)
	a, b := r.process("A"), r.process("B")
	r.record(a, "1", 200)
	r.record(b, "2", 404)
	r.record(a, "3", 404)
	r.record(b, "4", 200)
	r.shows(a, inspect.Query{Limit: 9}, "4 3 2 1")
	r.shows(b, inspect.Query{Limit: 2, Before: "4"}, "3 2")
	r.shows(b, inspect.Query{Limit: 9, After: "2"}, "4 3")
	r.shows(b, inspect.Query{Limit: 1, Class: 4}, "3")
	r.shows(b, inspect.Query{Limit: 9, Path: "/users/2"}, "2")
	if id, err := b.Newest(t.Context(), r.caller); id != "4" || err != nil {
		t.Errorf("newest %s, %v", id, err)
	}
	r.now = r.now.Add(inspect.Keep - 3*time.Second)
	r.shows(a, inspect.Query{Limit: 9}, "4 3 2")
	if n, err := r.db.Expire(t.Context(), r.now); n != 1 || err != nil {
		t.Errorf("expired %d, %v", n, err)
	}
	r.now = r.now.Add(time.Hour)
	if id, err := b.Newest(t.Context(), r.caller); id != "" || err != nil {
		t.Errorf("newest %s, %v", id, err)
	}
}

func TestAProcessWritesAroundARing(t *testing.T) {
	r := newRecorders(t)
	x, other := r.process("A"), r.process("B")
	r.record(other, "old", 200)
	for i := range inspect.Kept + 5 {
		r.record(x, fmt.Sprint(i), 200)
	}
	r.shows(x, inspect.Query{Limit: 2}, "204 203")
	list, err := x.Recent(t.Context(), r.caller, inspect.Query{Limit: 999})
	if len(list) != inspect.Kept || list[inspect.Kept-1].ID != "5" || err != nil {
		t.Errorf("%d are kept, %v", len(list), err)
	}
	page, err := r.db.Query(t.Context(), table.Query{Table: table.Work, P: "T#01ACC#REQ#01CON"})
	if len(page.Items) != inspect.Kept+1 || err != nil {
		t.Errorf("%d items, %v", len(page.Items), err)
	}
}

// What the inspector costs on DynamoDB: each request once, and each look.
func TestWhatTheInspectorCosts(t *testing.T) {
	r := newRecorders(t)
	x := r.process("A")
	cost := func(do func(m *table.Meter)) table.Usage {
		m := &table.Meter{}
		do(m)
		return m.Usage()
	}
	record := func(size int) table.Usage {
		return cost(func(m *table.Meter) {
			e := inspect.Exchange{ID: "01JTEST0000000000000000000", At: r.now, Path: "/scim/v2/Users", Request: inspect.Body{Text: strings.Repeat("x", size)}, Answer: inspect.Body{Text: strings.Repeat("x", size)}}
			if err := x.Record(table.WithMeter(t.Context(), m), r.caller, e); err != nil {
				t.Fatal(err)
			}
			r.now = r.now.Add(time.Second)
		})
	}
	if got := record(400); got.Calls != 1 || got.Write != 3 {
		t.Errorf("a small request: %+v", got)
	}
	if got := record(inspect.MaxBody); got.Calls != 1 || got.Write != 10 {
		t.Errorf("a large request: %+v", got)
	}
	look := cost(func(m *table.Meter) { _, _ = x.Newest(table.WithMeter(t.Context(), m), r.caller) })
	if look.Calls != 1 || look.Read > 0.5 {
		t.Errorf("a look whether there is a newer one: %+v", look)
	}
}
