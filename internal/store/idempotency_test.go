package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/store"
	"usersync/internal/table"
	"usersync/internal/web"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func attempt(id string) web.Attempt {
	return web.Attempt{Credential: "c1", Key: "k", ID: id, Print: sha256.Sum256([]byte("body")), Begun: noon, Expires: noon.Add(24 * time.Hour)}
}

// answered is the attempt when it is done.
func answered(t web.Attempt) web.Attempt {
	t.Done = true
	t.Answer = &web.Answer{Status: 201, Location: "/x/1", ETag: `"1"`, ContentType: "application/json", Body: []byte(`{"id":"1"}`)}
	return t
}

// receipts is a store of attempts that a story writes to.
type receipts struct {
	*testing.T
	*store.Store
	account access.Account
}

func newReceipts(t *testing.T) *receipts {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	return &receipts{t, store.New(db), access.FromTrigger("01J00000000000000000000001")}
}

// claims demands that an attempt is entered.
func (r *receipts) claims(mine web.Attempt, instead string) {
	r.Helper()
	if _, ok, err := r.ClaimAttempt(r.Context(), r.account, mine, instead); !ok || err != nil {
		r.Fatalf("attempt %s was not entered: %v", mine.ID, err)
	}
}

// meets demands that another attempt is in the way.
func (r *receipts) meets(mine web.Attempt, instead string, want web.Attempt) {
	r.Helper()
	got, ok, err := r.ClaimAttempt(r.Context(), r.account, mine, instead)
	if ok || err != nil || !cmp.Equal(got, want) {
		r.Fatalf("attempt %s: entered %v, %v: %s", mine.ID, ok, err, cmp.Diff(want, got))
	}
}

func (r *receipts) settle(mine web.Attempt) {
	r.Helper()
	if err := r.SettleAttempt(r.Context(), r.account, mine); err != nil {
		r.Fatal(err)
	}
}

func (r *receipts) forget(mine web.Attempt) {
	r.Helper()
	if err := r.ForgetAttempt(r.Context(), r.account, mine); err != nil {
		r.Fatal(err)
	}
}

func TestAnAttemptIsEnteredOnceAndAnswered(t *testing.T) {
	r := newReceipts(t)
	first, second := attempt("1"), attempt("2")
	r.claims(first, "")
	r.meets(second, "", first)
	r.settle(answered(first))
	r.meets(second, "", answered(first))
	done := first
	done.Done = true
	r.settle(done) // the answer is not kept
	r.meets(second, "", done)
	r.forget(first)
	r.claims(second, "")
}

func TestAnAttemptTakesThePlaceOfExactlyTheOneItNames(t *testing.T) {
	r := newReceipts(t)
	first, second, third := attempt("1"), attempt("2"), attempt("3")
	r.claims(first, "")
	r.claims(second, first.ID)
	r.meets(third, first.ID, second)
	r.settle(answered(first)) // too late: its place is taken
	r.forget(first)
	r.meets(third, "", second)
	r.settle(answered(second))
	r.meets(third, "", answered(second))
}

func TestKeysOfOthersAreOtherKeys(t *testing.T) {
	r := newReceipts(t)
	mine := attempt("1")
	r.claims(mine, "")
	other, longer, colleague := mine, mine, mine
	other.Key, longer.Key, colleague.Credential = "K", strings.Repeat("k", 200), "c2"
	for _, a := range []web.Attempt{other, longer, colleague} {
		r.claims(a, "")
	}
	r.account = access.FromTrigger("01J00000000000000000000002")
	r.claims(mine, "")
	r.account = access.Account{} // the operator has none
	r.claims(mine, "")
	r.settle(answered(mine))
	r.meets(attempt("2"), "", answered(mine))
}

// refusing is an engine whose transactions all end in one way.
type refusing struct {
	table.Table
	err error
}

func (r refusing) Transact(context.Context, []table.Action) error { return r.err }

func TestAttemptsOnAStorageThatRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		kind   fault.Kind
		settle bool // settling fails, too
	}{
		{"somebody is at the same key", &table.CanceledError{Reasons: []table.Reason{{Code: table.Conflicted}}}, fault.Unavailable, true},
		{"what was to be replaced has gone", &table.CanceledError{Reasons: []table.Reason{{Code: table.ConditionFailed}}}, fault.Unavailable, false},
		{"too hot", &table.ThrottledError{Cause: errors.New("hot")}, fault.Unavailable, true},
		{"broken", errors.New("broken"), fault.Internal, true},
	} {
		r := newReceipts(t)
		r.Store = store.New(refusing{err: c.err})
		if _, ok, err := r.ClaimAttempt(t.Context(), r.account, attempt("1"), ""); ok || !fault.Is(err, c.kind) {
			t.Errorf("%s: entered %v, %v", c.name, ok, err)
		}
		settled := r.SettleAttempt(t.Context(), r.account, attempt("1"))
		if forgotten := r.ForgetAttempt(t.Context(), r.account, attempt("1")); (settled != nil) != c.settle || (forgotten != nil) != c.settle {
			t.Errorf("%s: settled %v, forgotten %v", c.name, settled, forgotten)
		}
	}
}
