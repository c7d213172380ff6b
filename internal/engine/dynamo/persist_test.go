package dynamo_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"usersync/internal/engine/dynamo"
	"usersync/internal/standin"
	"usersync/internal/table"
)

// verdict names the kind of an error.
func verdict(err error) string {
	var (
		limit     *table.LimitError
		throttled *table.ThrottledError
		ambiguous *table.AmbiguousError
	)
	switch {
	case err == nil:
		return "done"
	case errors.As(err, &ambiguous):
		return "ambiguous"
	case errors.As(err, &throttled):
		return "throttled"
	case errors.As(err, &limit):
		return "limit"
	}
	return canceledWord(err)
}

func canceledWord(err error) string {
	canceled := table.Canceled(err)
	if canceled == nil {
		return "other"
	}
	for i := range canceled.Reasons {
		if canceled.Failed(i) {
			return "condition"
		}
	}
	return "conflict"
}

// trial is a script of faults, and how a call comes out of it.
type trial struct {
	name    string
	script  []fault
	want    string
	sent    int
	applied int64 // how often a write was carried out
}

const (
	tries  = 8
	doubts = 3
)

var (
	conflict   = answers(400, "TransactionConflictException", "")
	inProgress = answers(400, "TransactionInProgressException", "")
	refused    = answers(400, "ConditionalCheckFailedException", "")
	invalid    = answers(400, "ValidationException", "")
)

var reads = []trial{
	{name: "nothing", want: "done", sent: 1},
	{name: "throttled in three ways", script: []fault{throttled("ThrottlingException"), throttled("ProvisionedThroughputExceededException"), throttled("RequestLimitExceeded"), through}, want: "done", sent: 4},
	{name: "failed", script: []fault{failed, through}, want: "done", sent: 2},
	{name: "no answer", script: []fault{lostBefore, lostAfter, through}, want: "done", sent: 3},
	{name: "half an answer", script: []fault{garbled, through}, want: "done", sent: 2},
	{name: "no connection", script: []fault{notConnected, notConnected, notConnected, through}, want: "done", sent: 4},
	{name: "throttled for good", script: []fault{throttled("ThrottlingException")}, want: "throttled", sent: tries},
	{name: "no connection for good", script: []fault{notConnected}, want: "throttled", sent: tries},
	{name: "failed for good", script: []fault{failed}, want: "throttled", sent: doubts},
	{name: "no answer for good", script: []fault{lostAfter}, want: "throttled", sent: doubts},
	{name: "not allowed", script: []fault{denied}, want: "other", sent: 1},
	{name: "invalid", script: []fault{invalid}, want: "limit", sent: 1},
}

func TestReadsUnderFaults(t *testing.T) {
	l := newLine(t, standin.Dynoxide(t))
	key := table.Key{P: "p", S: "s"}
	do(t, l, table.Put(table.Item{Key: key}))
	calls := map[string]func(context.Context) (int, error){
		"get": func(ctx context.Context) (int, error) {
			_, ok, err := l.Get(ctx, key)
			return found(ok), err
		},
		"batch": func(ctx context.Context) (int, error) {
			items, err := l.BatchGet(ctx, []table.Key{key})
			return len(items), err
		},
		"query": func(ctx context.Context) (int, error) {
			page, err := l.Query(ctx, table.Query{P: key.P})
			return len(page.Items), err
		},
	}
	for name, call := range calls {
		for _, row := range reads {
			t.Run(name+"/"+row.name, func(t *testing.T) {
				l.play(row.script...)
				n, err := call(t.Context())
				if got := verdict(err); got != row.want || l.wire.sent != row.sent {
					t.Errorf("%s after %d requests (%v), want %s after %d", got, l.wire.sent, err, row.want, row.sent)
				}
				if (n == 1) != (row.want == "done") {
					t.Errorf("%d items", n)
				}
			})
		}
	}
}

func found(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

var plainWrites = []trial{
	{name: "nothing", want: "done", sent: 1, applied: 1},
	{name: "throttled", script: []fault{throttled("ThrottlingException"), through}, want: "done", sent: 2, applied: 1},
	{name: "no connection", script: []fault{notConnected, through}, want: "done", sent: 2, applied: 1},
	{name: "conflict", script: []fault{conflict, conflict, through}, want: "done", sent: 3, applied: 1},
	{name: "conflict for good", script: []fault{conflict}, want: "conflict", sent: tries},
	{name: "throttled for good", script: []fault{throttled("ThrottlingException")}, want: "throttled", sent: tries},
	{name: "lost before", script: []fault{lostBefore, through}, want: "ambiguous", sent: 1},
	{name: "lost after", script: []fault{lostAfter, through}, want: "ambiguous", sent: 1, applied: 1},
	{name: "failed before", script: []fault{failed, through}, want: "ambiguous", sent: 1},
	{name: "failed after", script: []fault{failedAfter, through}, want: "ambiguous", sent: 1, applied: 1},
	{name: "half an answer", script: []fault{garbled, through}, want: "ambiguous", sent: 1, applied: 1},
	{name: "throttled, then lost", script: []fault{throttled("ThrottlingException"), lostAfter, through}, want: "ambiguous", sent: 2, applied: 1},
	{name: "refused", script: []fault{refused}, want: "condition", sent: 1},
	{name: "invalid", script: []fault{invalid}, want: "limit", sent: 1},
	{name: "not allowed", script: []fault{denied}, want: "other", sent: 1},
}

var transactions = []trial{
	{name: "nothing", want: "done", sent: 1, applied: 1},
	{name: "conflict", script: []fault{canceled("None", "TransactionConflict"), canceled("TransactionConflict", "None"), through}, want: "done", sent: 3, applied: 1},
	{name: "throttled within", script: []fault{canceled("ThrottlingError", "None"), canceled("None", "ProvisionedThroughputExceeded"), through}, want: "done", sent: 3, applied: 1},
	{name: "throttled", script: []fault{throttled("ProvisionedThroughputExceededException"), through}, want: "done", sent: 2, applied: 1},
	{name: "lost before", script: []fault{lostBefore, through}, want: "done", sent: 2, applied: 1},
	{name: "lost after", script: []fault{lostAfter, through}, want: "done", sent: 2, applied: 1},
	{name: "failed after, twice", script: []fault{failedAfter, failedAfter, through}, want: "done", sent: 3, applied: 1},
	{name: "lost, then still at work", script: []fault{lostAfter, inProgress, through}, want: "done", sent: 3, applied: 1},
	{name: "lost, then throttled", script: []fault{lostAfter, throttled("ThrottlingException"), through}, want: "done", sent: 3, applied: 1},
	{name: "conflict for good", script: []fault{canceled("None", "TransactionConflict")}, want: "conflict", sent: tries},
	{name: "throttled for good", script: []fault{canceled("None", "ThrottlingError")}, want: "throttled", sent: tries},
	{name: "lost for good", script: []fault{lostAfter}, want: "ambiguous", sent: doubts, applied: 1},
	{name: "lost, then throttled for good", script: []fault{lostAfter, throttled("ThrottlingException")}, want: "ambiguous", sent: tries, applied: 1},
	{name: "lost, then conflict for good", script: []fault{lostBefore, canceled("None", "TransactionConflict")}, want: "ambiguous", sent: tries},
	{name: "lost, then not allowed", script: []fault{lostAfter, denied}, want: "ambiguous", sent: 2, applied: 1},
	{name: "lost, then refused", script: []fault{lostBefore, canceled("ConditionalCheckFailed", "None")}, want: "condition", sent: 2},
	{name: "a condition goes before a conflict", script: []fault{canceled("TransactionConflict", "ConditionalCheckFailed")}, want: "condition", sent: 1},
	{name: "a limit goes before the load", script: []fault{canceled("ThrottlingError", "ValidationError")}, want: "limit", sent: 1},
	{name: "an unknown reason", script: []fault{canceled("None", "Whim")}, want: "other", sent: 1},
	{name: "a reason is missing", script: []fault{canceled("TransactionConflict")}, want: "other", sent: 1},
	{name: "not allowed", script: []fault{denied}, want: "other", sent: 1},
}

// TestWritesUnderFaults adds to a number under each script, so that a repeated write shows.
func TestWritesUnderFaults(t *testing.T) {
	database := standin.Dynoxide(t)
	add := table.Update(table.Key{P: "p", S: "n"}, []table.Edit{table.Add("n", 1)})
	other := table.Put(table.Item{Key: table.Key{P: "p", S: "other"}})
	for name, group := range map[string]struct {
		trials  []trial
		actions []table.Action
	}{
		"plain": {plainWrites, []table.Action{add}}, "transaction": {transactions, []table.Action{add, other}},
	} {
		for _, row := range group.trials {
			t.Run(name+"/"+row.name, func(t *testing.T) {
				l := newLine(t, database)
				l.play(row.script...)
				err := l.Transact(t.Context(), group.actions)
				if got := verdict(err); got != row.want || l.wire.sent != row.sent {
					t.Errorf("%s after %d requests (%v), want %s after %d", got, l.wire.sent, err, row.want, row.sent)
				}
				l.play()
				item, _, err := l.Get(t.Context(), add.Key)
				if n := item.Attrs["n"].Int(); err != nil || n != row.applied {
					t.Errorf("carried out %d times, want %d (%v)", n, row.applied, err)
				}
			})
		}
	}
}

func TestATransactionKeepsItsTokenWhileInDoubt(t *testing.T) {
	l := newLine(t, standin.Dynoxide(t))
	l.play(canceled("TransactionConflict", "None"), lostAfter, throttled("ThrottlingException"), through)
	do(t, l, table.Put(table.Item{Key: table.Key{P: "p", S: "a"}}), table.Put(table.Item{Key: table.Key{P: "p", S: "b"}}))
	tokens := l.wire.tokens
	if len(tokens) != 4 || tokens[0] == tokens[1] || tokens[1] != tokens[2] || tokens[2] != tokens[3] {
		t.Errorf("tokens %q, want a fresh one after the conflict, which then stays", tokens)
	}
}

// TestAReplayHasOnlyRead: what the second attempt consumes is no write.
func TestAReplayHasOnlyRead(t *testing.T) {
	l := newLine(t, standin.Dynoxide(t))
	l.play(lostAfter, answeredBy(`{"ConsumedCapacity":[{"TableName":"x","CapacityUnits":4,"ReadCapacityUnits":4}]}`))
	got := consumed(t, twoWrites(l))
	if want := (table.Usage{Calls: 1, Read: 4}); got != want {
		t.Errorf("consumed %+v, want %+v", got, want)
	}
}

func TestWaitsGrowAndAreDrawn(t *testing.T) {
	l := newLine(t, standin.Dynoxide(t))
	l.play(throttled("ThrottlingException"))
	if _, _, err := l.Get(t.Context(), table.Key{P: "p", S: "s"}); err == nil {
		t.Fatal("no error")
	}
	ms := time.Millisecond / 2 // half of the ceiling, as is drawn
	if want := []time.Duration{25 * ms, 50 * ms, 100 * ms, 200 * ms, 400 * ms, 800 * ms, 1000 * ms}; !slices.Equal(l.waits, want) {
		t.Errorf("waits %v, want %v", l.waits, want)
	}
}

// TestAContextThatEnds: a read says so, a write that was under way does not know.
func TestAContextThatEnds(t *testing.T) {
	l := newLine(t, standin.Dynoxide(t))
	key := table.Key{P: "p", S: "s"}
	for name, row := range map[string]struct {
		call      func(context.Context) error
		ambiguous bool
	}{
		"read":        {func(ctx context.Context) error { _, _, err := l.Get(ctx, key); return err }, false},
		"write":       {func(ctx context.Context) error { return l.Transact(ctx, []table.Action{table.Delete(key)}) }, true},
		"transaction": {twoWrites(l), true},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			l.play(endedBy(cancel))
			err := row.call(ctx)
			if !errors.Is(err, context.Canceled) || (verdict(err) == "ambiguous") != row.ambiguous || l.wire.sent != 1 {
				t.Errorf("%v after %d requests", err, l.wire.sent)
			}
		})
	}
}

// TestTheClockOfTheMachineIsUsedByDefault: without another Sleep a wait is real, and ends with its context.
func TestTheClockOfTheMachineIsUsedByDefault(t *testing.T) {
	sleep := dynamo.New(nil, dynamo.Names{}).Sleep
	if err := sleep(t.Context(), time.Microsecond); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want the context's error", err)
	}
}
