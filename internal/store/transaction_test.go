package store

import (
	"context"
	"errors"
	"testing"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/table"
)

// refusing is an engine that refuses every transaction in a certain way.
type refusing struct {
	table.Table
	err error
}

func (r refusing) Transact(context.Context, []table.Action) error { return r.err }

func TestWhatARefusalMeans(t *testing.T) {
	a := access.FromTrigger("A")
	name := errors.New("the name is taken")
	failed, conflict, fine := table.Reason{Code: table.ConditionFailed}, table.Reason{Code: table.Conflicted}, table.Reason{}
	tests := []struct {
		name string
		err  error
		want error
	}{
		{"done", nil, nil},
		{"a name", &table.CanceledError{Reasons: []table.Reason{failed, fine, fine}}, name},
		{"a lost race", &table.CanceledError{Reasons: []table.Reason{fine, failed, fine}}, directory.ErrLost},
		{"both: what was read is old", &table.CanceledError{Reasons: []table.Reason{failed, failed, fine}}, directory.ErrLost},
		{"a finished journal", &table.CanceledError{Reasons: []table.Reason{fine, fine, failed}}, directory.ErrFinished},
		{"the first of two meanings", &table.CanceledError{Reasons: []table.Reason{failed, fine, failed}}, name},
		{"a conflict", &table.CanceledError{Reasons: []table.Reason{conflict, fine, fine}}, directory.ErrLost},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var tx transaction
			tx.add(name, table.Check(metaKey(a, "1"), table.Exists()))
			tx.add(directory.ErrLost, table.Check(metaKey(a, "2"), table.Exists()))
			tx.add(directory.ErrFinished, table.Check(metaKey(a, "3"), table.Exists()))
			if err := New(refusing{err: tt.err}).commit(t.Context(), a, &tx); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	err := New(refusing{err: &table.AmbiguousError{Cause: name}}).commit(t.Context(), a, &transaction{})
	if !fault.Is(err, fault.Unavailable) || !errors.Is(err, name) {
		t.Errorf("an unknown outcome: %v, want fault.Unavailable with its cause", err)
	}
}

func TestNoTransactionLeavesItsAccount(t *testing.T) {
	mine, theirs := access.FromTrigger("A"), access.FromTrigger("B")
	for name, key := range map[string]table.Key{
		"another account's":         metaKey(theirs, "ACCOUNT"),
		"one that begins like ours": metaKey(access.FromTrigger("AB"), "ACCOUNT"),
		"a key of no account":       credentialKey("x"),
	} {
		var tx transaction
		tx.add(nil, table.Delete(key))
		if err := New(refusing{}).commit(t.Context(), mine, &tx); fault.Code(err) != "cross_tenant" {
			t.Errorf("%s item: %v, want it refused", name, err)
		}
	}
	if _, _, err := New(refusing{}).DirectoryUser(t.Context(), access.Account{}, "u"); fault.Code(err) != "no_account" {
		t.Errorf("no account: %v, want it refused", err)
	}
}
