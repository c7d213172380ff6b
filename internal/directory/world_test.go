package directory_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/store"
	"usersync/internal/table"
)

// world is the real use cases on the real store over the memory engine, with a clock and ids of its own.
type world struct {
	*testing.T
	db  *faulty
	dir *directory.Service
	okta, entra,
	stranger access.Principal // two connections of one account, and one of another account
	ticks, ids atomic.Int64
}

func newWorld(t *testing.T) *world {
	t.Helper()
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	w := &world{T: t, db: &faulty{Table: db}}
	mine, other := access.FromTrigger("01MINE"), access.FromTrigger("01OTHER")
	w.okta = access.Principal{Kind: access.SCIMToken, Account: mine, Connection: "okta"}
	w.entra = access.Principal{Kind: access.SCIMToken, Account: mine, Connection: "entra"}
	w.stranger = access.Principal{Kind: access.SCIMToken, Account: other, Connection: "okta"}
	w.dir = &directory.Service{
		Now:   func() time.Time { return epoch.Add(time.Duration(w.ticks.Add(1)) * time.Millisecond) },
		NewID: func() string { return fmt.Sprintf("%026d", w.ids.Add(1)) },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Rand:  func() float64 { return 0.5 },
		Store: store.New(w.db),
	}
	return w
}

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

var errCrash = errors.New("the process died")

// faulty is a table whose n-th transaction fails: before it happened, or after, so that nobody hears of it.
type faulty struct {
	table.Table
	calls     atomic.Int64
	failAt    int64                        // 0: never; from this transaction on, all fail until it is 0 again
	after     bool                         // the transaction failAt happens and its answer is lost
	contended func() bool                  // whether the next transaction meets another one on its items
	noReads   bool                         // all reads fail
	before    func(actions []table.Action) // called before every transaction
}

func (f *faulty) Transact(ctx context.Context, actions []table.Action) error {
	n := f.calls.Add(1)
	if f.before != nil {
		f.before(actions)
	}
	switch {
	case f.contended != nil && f.contended():
		return &table.CanceledError{Reasons: slices.Repeat([]table.Reason{{Code: table.Conflicted}}, len(actions))}
	case f.failAt == 0 || n < f.failAt:
		return f.Table.Transact(ctx, actions)
	case n == f.failAt && f.after:
		if err := f.Table.Transact(ctx, actions); err != nil {
			return err
		}
		return &table.AmbiguousError{Cause: errCrash}
	default:
		return &table.ThrottledError{Cause: errCrash}
	}
}

// writes counts the transactions of do.
func (w *world) writes(do func()) int64 {
	before := w.db.calls.Load()
	do()
	return w.db.calls.Load() - before
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatalf("unexpected failure: %v", err)
	}
}

// fails demands a failure of a kind and code.
func (w *world) fails(err error, kind fault.Kind, code string) {
	w.Helper()
	if !fault.Is(err, kind) || fault.Code(err) != code {
		w.Fatalf("got %v, want %v (%s)", err, kind, code)
	}
}

// user makes a user of a name and returns its id.
func (w *world) user(name string) string {
	w.Helper()
	u, err := w.dir.CreateUser(w.Context(), w.okta, scim.Object{"userName": name})
	w.must(err)
	return u.ID
}

func (w *world) users(n int) []string {
	w.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = w.user(fmt.Sprintf("user%04d@example.com", i))
	}
	return ids
}

// group makes a group with members and returns its id.
func (w *world) group(name string, members ...string) string {
	w.Helper()
	g, err := w.dir.CreateGroup(w.Context(), w.okta, scim.Object{"displayName": name}, members)
	w.must(err)
	return g.ID
}

func (w *world) readUser(id string) directory.User {
	w.Helper()
	u, err := w.dir.User(w.Context(), w.okta.Account, id, true)
	w.must(err)
	return u
}

func (w *world) readGroup(id string) directory.Group {
	w.Helper()
	g, err := w.dir.Group(w.Context(), w.okta.Account, id, true)
	w.must(err)
	return g
}

// membersOf is the ids of a group's members, in order.
func (w *world) membersOf(group string) []string {
	w.Helper()
	ids := []string{}
	for _, m := range w.readGroup(group).Members {
		ids = append(ids, m.ID)
	}
	return ids
}

// groupsOf is the ids of a user's groups, in order.
func (w *world) groupsOf(user string) []string {
	w.Helper()
	ids := []string{}
	for _, g := range w.readUser(user).Groups {
		ids = append(ids, g.ID)
	}
	return ids
}

// want is a user's counter of changes; 0 when it is gone.
func (w *world) want(user string) int64 {
	w.Helper()
	wants, err := w.dir.Store.Wants(w.Context(), w.okta.Account, []string{user})
	w.must(err)
	return wants[user]
}

func (w *world) patchGroup(id string, ops ...patch.Op) error {
	_, err := w.dir.PatchGroup(w.Context(), w.okta, id, ops, 0)
	return err
}

func (w *world) search(text string, rt *schema.ResourceType) directory.Query {
	w.Helper()
	q := directory.Query{Count: 100}
	if text == "" {
		return q
	}
	e, err := filter.Parse(text)
	w.must(err)
	q.Filter, err = filter.Compile(e, rt)
	w.must(err)
	return q
}

func addMembers(ids ...string) patch.Op { return memberOp(patch.Add, ids) }

func removeMembers(ids ...string) patch.Op { return memberOp(patch.Remove, ids) }

func replaceMembers(ids ...string) patch.Op { return memberOp(patch.Replace, ids) }

func memberOp(kind patch.Kind, ids []string) patch.Op {
	list := []any{}
	for _, id := range ids {
		list = append(list, map[string]any{"value": id})
	}
	return patch.Op{Kind: kind, Path: &filter.Path{Attr: "members"}, Value: list, HasValue: true}
}

func set(path string, value any) patch.Op {
	return patch.Op{Kind: patch.Replace, Path: &filter.Path{Attr: path}, Value: value, HasValue: true}
}

// rival lets somebody else act before each write of the next use case, as long as act returns true, and counts those writes.
func (w *world) rival(act func() bool, ours *int64) {
	var hook func([]table.Action)
	hook = func([]table.Action) {
		*ours++
		w.db.before = func([]table.Action) {}
		if again := act(); again {
			w.db.before = hook
		} else {
			w.db.before = func([]table.Action) { *ours++ }
		}
	}
	w.db.before = hook
}

// isCommit reports whether a transaction commits a journal: it moves a head, and something else with it.
func isCommit(actions []table.Action) bool {
	return len(actions) > 1 && slices.ContainsFunc(actions, func(a table.Action) bool {
		return a.Verb == table.UpdateVerb && strings.HasSuffix(a.Key.P, "#J")
	})
}

// hurried is the context of a caller who has less time left than it takes to answer.
func (w *world) hurried() (context.Context, context.CancelFunc) {
	w.ticks.Store(time.Now().Add(time.Hour - time.Second).Sub(epoch).Milliseconds())
	return context.WithDeadline(w.Context(), time.Now().Add(time.Hour))
}

func (f *faulty) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if f.noReads {
		return table.Item{}, false, &table.ThrottledError{Cause: errCrash}
	}
	return f.Table.Get(ctx, key)
}

func (f *faulty) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if f.noReads {
		return nil, &table.ThrottledError{Cause: errCrash}
	}
	return f.Table.BatchGet(ctx, keys)
}

func (f *faulty) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if f.noReads {
		return table.Page{}, &table.ThrottledError{Cause: errCrash}
	}
	return f.Table.Query(ctx, q)
}
