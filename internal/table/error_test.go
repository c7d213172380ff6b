package table_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"usersync/internal/table"
)

func TestCanceledError(t *testing.T) {
	canceled := &table.CanceledError{Reasons: []table.Reason{{}, {Code: table.ConditionFailed}, {Code: table.Conflicted}}}
	if got, want := canceled.Error(), "transaction canceled: action 1: condition failed; action 2: conflict"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	found := table.Canceled(fmt.Errorf("write: %w", canceled))
	if found != canceled || found.Failed(0) || !found.Failed(1) || found.Failed(2) || found.Failed(3) {
		t.Errorf("found %+v", found)
	}
	if none := table.Canceled(errors.New("other")); none != nil || none.Failed(0) {
		t.Errorf("found %+v in another error", none)
	}
}

func TestOtherErrors(t *testing.T) {
	cause := errors.New("cause")
	for want, err := range map[string]error{
		"throttled: cause":       &table.ThrottledError{Cause: cause},
		"outcome unknown: cause": &table.AmbiguousError{Cause: cause},
	} {
		if err.Error() != want || !errors.Is(err, cause) {
			t.Errorf("%q, want %q with its cause", err, want)
		}
	}
	if got, want := (&table.LimitError{What: "what"}).Error(), "over a table limit: what"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestMeter(t *testing.T) {
	var m table.Meter
	ctx := table.WithMeter(t.Context(), &m)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() { table.Charge(ctx, 0.5, 2) })
	}
	group.Wait()
	table.Charge(context.Background(), 100, 100) // nobody asks
	if got, want := m.Usage(), (table.Usage{Calls: 20, Read: 10, Write: 40}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
