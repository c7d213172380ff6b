package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/table"
)

// must fails a test that cannot go on.
func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// Of two processes that find the time of a probe come, one has it; and who knows an older circuit changes nothing.
func TestTheMailCircuitIsMovedAsItWasRead(t *testing.T) {
	s, ctx := New(local.Memory()), t.Context()
	closed := notify.Circuit{}
	open := notify.Circuit{Reason: notify.BlockedQuota, Since: rowTime, NextTry: rowTime.Add(time.Minute)}
	later := open
	later.NextTry = rowTime.Add(time.Hour)
	must(t, s.SetMailCircuit(ctx, closed, open))
	if err := s.SetMailCircuit(ctx, closed, later); !errors.Is(err, notify.ErrMoved) {
		t.Errorf("opened twice: %v", err)
	}
	must(t, s.SetMailCircuit(ctx, open, later))
	for name, is := range map[string]notify.Circuit{"a second probe": later, "an old probe closes it": closed} {
		if err := s.SetMailCircuit(ctx, open, is); !errors.Is(err, notify.ErrMoved) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := s.MailCircuit(ctx); err != nil || !got.NextTry.Equal(later.NextTry) {
		t.Errorf("it is %+v, %v", got, err)
	}
}

// A hold ends by who has seen its newest edition, and while it is open.
func TestAHoldEndsAsItWasRead(t *testing.T) {
	s, a, ctx := New(local.Memory()), access.FromTrigger("A"), t.Context()
	must(t, s.OpenHold(ctx, a, provision.Hold{ID: "H", Kind: provision.HoldConnection, Since: rowTime}))
	end := func(edition int64) error {
		return s.EndHold(ctx, a, provision.Hold{ID: "H", Kind: provision.HoldConnection, Since: rowTime, State: provision.HoldRejected, Edition: edition})
	}
	if err := end(2); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("another edition: %v", err)
	}
	must(t, end(1))
	if err := end(2); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("the edition that is decided: %v", err)
	}
}

// A draft is replaced by who has read it, open or not; how far one is that is gone is of no interest.
func TestADraftIsReplacedAsItWasRead(t *testing.T) {
	s, a, ctx := New(local.Memory()), access.FromTrigger("A"), t.Context()
	draft := provision.Draft{Revision: 1, Open: true, Base: 1, Rules: []rule.Rule{}, Modified: rowTime}
	must(t, s.SaveDraft(ctx, a, draft, provision.Draft{}))
	next := draft
	next.Revision = 2
	for name, was := range map[string]provision.Draft{"none": {}, "closed": {Revision: 1}, "another": {Revision: 3, Open: true}} {
		if err := s.SaveDraft(ctx, a, next, was); !errors.Is(err, provision.ErrMoved) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.SaveAuto(ctx, a, provision.AutoDraft{Revision: 1, Plan: "p"}); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("of a draft that does not go live by itself: %v", err)
	}
}

// Whoever closes or moves the counters of a product has seen all of them as they are.
func TestCountersAreMovedAsTheyWereRead(t *testing.T) {
	s, a, ctx := New(local.Memory()), access.FromTrigger("A"), t.Context()
	now := []provision.Shard{{N: 0, Cap: 5}, {N: 1, Cap: 5}}
	must(t, s.Resize(ctx, a, "meeting", nil, now))
	must(t, s.transact(ctx, a, []table.Action{takeSeats(shardKey(a, "meeting", 1), now[1], 3)}))
	old := []provision.Shard{{N: 0, Cap: 4}, {N: 1, Cap: 5}}
	for name, err := range map[string]error{
		"closed":                          s.Gather(ctx, a, "meeting", old, rowTime),
		"one stays, and is another":       s.Resize(ctx, a, "meeting", old, []provision.Shard{{N: 0, Cap: 4}, {N: 1, Cap: 6}}),
		"smaller than what is in use":     s.Resize(ctx, a, "meeting", now, []provision.Shard{{N: 0, Cap: 5}, {N: 1, Cap: 2}}),
		"more than there is room for":     s.commitUnmoved(ctx, a, []table.Action{takeSeats(shardKey(a, "meeting", 1), now[1], 3)}),
		"taken at a capacity that is old": s.commitUnmoved(ctx, a, []table.Action{takeSeats(shardKey(a, "meeting", 0), old[0], 1)}),
	} {
		if !errors.Is(err, provision.ErrMoved) {
			t.Errorf("%s: %v", name, err)
		}
	}
	shards, err := s.Shards(ctx, a, "meeting")
	if err != nil || len(shards) != 2 || shards[0].Cap != 5 || shards[1].Used != 3 || !shards[0].Gathering.IsZero() {
		t.Errorf("they are %+v, %v", shards, err)
	}
}

// A name that is somebody else's by now is not given up with a user.
func TestANameIsGivenUpByItsOwner(t *testing.T) {
	s, a, _, m := shelf(t)
	ctx := t.Context()
	ann, _, err := s.DirectoryUser(ctx, a, "ann")
	must(t, err)
	key := uniqueKey(a, uniqueUserName, "ann")
	must(t, s.transact(ctx, a, []table.Action{table.Put(table.Item{Key: key, Attrs: table.Attrs{attrOwner: table.S("bob")}})}))
	after := ann
	after.Version, after.Attrs = ann.Version+1, scim.Object{"userName": "anna"}
	if err := s.SaveUser(ctx, a, ann, after, m); !errors.Is(err, directory.ErrLost) {
		t.Errorf("got %v, want a lost race", err)
	}
}

// A group that became a member of another one since it was read is another: its version does not say so.
func TestAGroupThatWasNestedSinceItWasRead(t *testing.T) {
	s, a, g, m := shelf(t)
	ctx := t.Context()
	must(t, s.transact(ctx, a, []table.Action{table.Update(groupKey(a, g.ID), []table.Edit{table.Set(attrNested, table.Bool(true))})}))
	after := g
	after.Version++
	for name, err := range map[string]error{
		"save":   s.SaveGroup(ctx, a, g, after, directory.Change{}, m),
		"remove": s.RemoveGroup(ctx, a, g, directory.Change{}, m),
	} {
		if !errors.Is(err, directory.ErrLost) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An account revokes its own credentials, whatever its list says.
func TestACredentialOfAnotherAccountIsNotRevoked(t *testing.T) {
	s, ours, theirs := New(local.Memory()), access.FromTrigger("A"), access.FromTrigger("B")
	ctx := context.Background()
	must(t, s.SaveCredential(ctx, theirs, access.Credential{ID: "abcdefghij", Account: "B", Created: rowTime}),
		s.transact(ctx, ours, []table.Action{table.Put(table.Item{Key: metaKey(ours, prefixCredential+"abcdefghij")})}))
	if err := s.RevokeCredential(ctx, ours, "abcdefghij", rowTime); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
	if c, ok, err := s.Credential(ctx, "abcdefghij"); err != nil || !ok || c.Revoked {
		t.Errorf("it is %+v, %t, %v", c, ok, err)
	}
}

// Two processes that apply the same part of a mass change add nobody twice.
func TestAPartIsAddedOnce(t *testing.T) {
	s, a, g, m := shelf(t)
	ctx := t.Context()
	must(t, s.AddUser(ctx, a, directory.User{ID: "cat", Connection: "okta", Version: 1, Attrs: scim.Object{"userName": "cat"}}, m))
	j := directory.Journal{ID: "j1", Group: g.ID, At: rowTime, Parts: 1, State: directory.JournalOpen}
	part, after := directory.Delta{Add: []string{"cat"}}, g
	after.Version++
	must(t, s.PrepareJournal(ctx, a, j, []directory.Delta{part}), s.SaveGroup(ctx, a, g, after, directory.Change{Journal: j.ID}, m), s.ApplyPart(ctx, a, j, part, m))
	if err := s.ApplyPart(ctx, a, j, part, m); !errors.Is(err, directory.ErrLost) {
		t.Errorf("a part that is done was done again: %v", err)
	}
}

// A group that knows its size has one member less when a user goes.
func TestAUserWhoGoesIsNotCounted(t *testing.T) {
	s, a, g, m := shelf(t)
	ctx := t.Context()
	must(t, s.transact(ctx, a, []table.Action{table.Update(groupKey(a, g.ID), []table.Edit{table.Set(attrSize, table.N(2))})}))
	ann, _, err := s.DirectoryUser(ctx, a, "ann")
	must(t, err, s.RemoveUser(ctx, a, ann, 2, directory.Leave{Groups: []string{g.ID}}, m))
	if attrs, _, err := s.get(ctx, a, groupKey(a, g.ID)); err != nil || attrs[attrSize].Int() != 1 {
		t.Errorf("the size is %d, %v", attrs[attrSize].Int(), err)
	}
}
