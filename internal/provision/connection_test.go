package provision_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/scim"
)

func (h *house) newConnections() *provision.Connections {
	keys := &provision.Keys{Store: h.store, Now: h.now, Random: rand.Reader}
	return &provision.Connections{Store: h.store, Keys: keys, Now: h.now, NewID: h.newID}
}

// fails demands a failure of a kind and code.
func (h *house) fails(err error, kind fault.Kind, code string) {
	h.t.Helper()
	if !fault.Is(err, kind) || fault.Code(err) != code {
		h.t.Fatalf("got %v, want %v (%s)", err, kind, code)
	}
}

func named(name string) provision.ConnectionChange { return provision.ConnectionChange{Name: &name} }

func TestAConnectionFromBeginningToEnd(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	s := h.newConnections()
	made, err := s.Create(ctx, h.account, provision.ConnectionChange{Name: new("Okta"), Kind: new("okta"), PatchAnswer: new(provision.PatchNoBody)})
	h.must(err)
	read, err := s.Get(ctx, h.account, made.ID)
	h.must(err)
	if read.Name != "Okta" || read.Kind != "okta" || read.Version != 1 || read.Paused || read.SharedGroupNames || read.PatchAnswer != provision.PatchNoBody || read.Created.IsZero() {
		t.Errorf("made %+v, read %+v", made, read)
	}

	changed, err := s.Change(ctx, h.account, 1, made.ID, provision.ConnectionChange{
		Paused: new(true), SharedGroupNames: new(true), PatchAnswer: new(provision.PatchBody), UnknownMembers: new(provision.UnknownMembersIgnored),
	})
	h.must(err)
	if changed.Version != 2 || !changed.Paused || !changed.SharedGroupNames || changed.UnknownMembers != provision.UnknownMembersIgnored || changed.Name != "Okta" {
		t.Errorf("changed %+v", changed)
	}
	_, err = s.Change(ctx, h.account, 1, made.ID, named("Late"))
	h.fails(err, fault.Stale, "stale_if_match")
	_, err = s.Change(ctx, h.account, 0, made.ID, provision.ConnectionChange{
		Paused: new(false), SharedGroupNames: new(false), PatchAnswer: new(provision.PatchDefault), UnknownMembers: new(provision.UnknownMembersRefused),
	})
	h.must(err)
	if read, err = s.Get(ctx, h.account, made.ID); err != nil || read.UnknownMembers != provision.UnknownMembersRefused || read.Paused || read.SharedGroupNames || read.PatchAnswer != provision.PatchDefault || read.Version != 3 {
		t.Errorf("back to what is usual: %+v, %v", read, err)
	}

	h.fails(s.Delete(ctx, h.account, 2, made.ID), fault.Stale, "stale_if_match")
	h.must(s.Delete(ctx, h.account, 3, made.ID))
	h.fails(s.Delete(ctx, h.account, 0, made.ID), fault.NotFound, "connection_not_found")
	_, err = s.Change(ctx, h.account, 0, made.ID, named("x"))
	h.fails(err, fault.NotFound, "connection_not_found")
	_, err = s.Get(ctx, h.account, "")
	h.fails(err, fault.NotFound, "connection_not_found")
	list, err := s.List(ctx, h.account)
	h.must(err)
	if len(list) != 1 {
		t.Fatalf("connections %+v", list)
	}
	h.fails(s.Delete(ctx, h.account, 0, list[0].ID), fault.Conflict, "last_connection")
}

func TestWhetherSchemasAreTrimmed(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	s := h.newConnections()
	made, err := s.Create(ctx, h.account, provision.ConnectionChange{Name: new("Entra")})
	h.must(err)
	steps := []struct {
		change provision.ConnectionChange
		want   bool
	}{
		{provision.ConnectionChange{}, false},
		{provision.ConnectionChange{Kind: new("entra")}, true},
		{provision.ConnectionChange{TrimSchema: new(false)}, false},
		{provision.ConnectionChange{Name: new("Microsoft Entra")}, false},
		{provision.ConnectionChange{TrimSchema: new(true)}, true},
		{provision.ConnectionChange{Kind: new("okta")}, true},
	}
	for i, step := range steps {
		_, err := s.Change(ctx, h.account, 0, made.ID, step.change)
		h.must(err)
		read, err := s.Get(ctx, h.account, made.ID)
		h.must(err)
		if read.TrimsSchema() != step.want {
			t.Errorf("step %d: %t", i, read.TrimsSchema())
		}
	}
}

func TestConnectionsThatAreRefused(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	s := h.newConnections()
	for name, tt := range map[string]struct {
		want  provision.ConnectionChange
		field string
	}{
		"no name":                 {provision.ConnectionChange{}, "name"},
		"a name that is no name":  {named(" "), "name"},
		"an unknown kind":         {provision.ConnectionChange{Name: new("x"), Kind: new("abacus")}, "kind"},
		"a rate that is too low":  {provision.ConnectionChange{Name: new("x"), RequestsPerSecond: new(99)}, "settings.requestsPerSecond"},
		"a rate that is too high": {provision.ConnectionChange{Name: new("x"), RequestsPerSecond: new(1001)}, "settings.requestsPerSecond"},
		"a rate below nothing":    {provision.ConnectionChange{Name: new("x"), RequestsPerSecond: new(-1)}, "settings.requestsPerSecond"},
		"an unknown answer":       {provision.ConnectionChange{Name: new("x"), PatchAnswer: new(provision.PatchAnswer("201"))}, "settings.patchAnswer"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Create(ctx, h.account, tt.want)
			if !fault.Is(err, fault.Invalid) || len(fault.As(err).Fields) != 1 || fault.As(err).Fields[0].Path != tt.field {
				t.Errorf("got %v, want %s", err, tt.field)
			}
		})
	}
	for i := range provision.MaxConnections - 1 {
		_, err := s.Create(ctx, h.account, named(fmt.Sprint("c", i)))
		h.must(err)
	}
	_, err := s.Create(ctx, h.account, named("one too many"))
	h.fails(err, fault.Invalid, "limit")
	list, err := s.List(ctx, h.account)
	h.must(err)
	_, err = s.Change(ctx, h.account, 0, list[0].ID, named(""))
	h.fails(err, fault.Invalid, "invalid_value")
}

func TestOfManyConnectionsAtOnceThereIsRoomForTwenty(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	var made, refused atomic.Int64
	var all sync.WaitGroup
	for range 60 {
		s := &provision.Connections{Store: h.store, Keys: &provision.Keys{}, Now: func() time.Time { return noon }, NewID: rand.Text}
		all.Go(func() {
			switch _, err := s.Create(ctx, h.account, named("Okta")); {
			case err == nil:
				made.Add(1)
			case fault.Code(err) == "limit":
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	list, err := h.store.Connections(ctx, h.account)
	h.must(err)
	if len(list) != provision.MaxConnections || made.Load() != provision.MaxConnections-1 || refused.Load() != 60-made.Load() {
		t.Errorf("%d connections, %d made, %d refused", len(list), made.Load(), refused.Load())
	}
}

func TestOfManyDeletionsAtOnceOneConnectionStays(t *testing.T) {
	for range 20 {
		h, ctx := newHouse(t), t.Context()
		s := h.newConnections()
		for range 4 {
			_, err := s.Create(ctx, h.account, named("Okta"))
			h.must(err)
		}
		list, err := h.store.Connections(ctx, h.account)
		h.must(err)
		var kept atomic.Int64
		var all sync.WaitGroup
		for _, c := range list {
			s := &provision.Connections{Store: h.store, Keys: &provision.Keys{Store: h.store}, Now: func() time.Time { return noon }, NewID: rand.Text}
			all.Go(func() {
				switch err := s.Delete(ctx, h.account, 0, c.ID); {
				case fault.Code(err) == "last_connection":
					kept.Add(1)
				case err != nil:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if list, err = h.store.Connections(ctx, h.account); err != nil || len(list) != 1 || kept.Load() != 1 {
			t.Fatalf("%d connections are left, %d were kept, %v", len(list), kept.Load(), err)
		}
	}
}

// Of two deletions that have both seen two connections, one sees itself refused.
func TestTheLastTwoConnectionsAreNotBothDeleted(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	other := h.newConnections()
	race := &between{ConnectionStore: h.store}
	s := h.newConnections()
	s.Store = race
	c, err := s.Create(ctx, h.account, named("Okta"))
	h.must(err)
	list, err := h.store.Connections(ctx, h.account)
	h.must(err)
	race.act = func() {
		for _, one := range list {
			if one.ID != c.ID {
				h.must(other.Delete(ctx, h.account, 0, one.ID))
			}
		}
	}
	h.fails(s.Delete(ctx, h.account, 0, c.ID), fault.Conflict, "last_connection")
	race.act = func() {
		_, err := other.Create(ctx, h.account, named("Another"))
		h.must(err)
	}
	_, err = other.Create(ctx, h.account, named("Entra"))
	h.must(err)
	h.must(s.Delete(ctx, h.account, 0, c.ID))
}

func TestAConnectionIsKeptWhileItOwnsSomething(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	s := h.newConnections()
	c, err := s.Create(ctx, h.account, named("Entra"))
	h.must(err)
	token, _, err := s.CreateToken(ctx, h.account, c.ID, provision.NewToken{})
	h.must(err)
	entra := access.Principal{Kind: access.SCIMToken, Account: h.account, Connection: c.ID}
	u, err := h.directory.CreateUser(ctx, entra, scim.Object{"userName": "ann"})
	h.must(err)
	h.fails(s.Delete(ctx, h.account, 0, c.ID), fault.Conflict, "in_use")
	g, err := h.directory.CreateGroup(ctx, entra, scim.Object{"displayName": "Sales"}, nil)
	h.must(err)
	h.must(h.directory.DeleteUser(ctx, entra, u.ID, 0))
	h.fails(s.Delete(ctx, h.account, 0, c.ID), fault.Conflict, "in_use")
	h.must(h.directory.DeleteGroup(ctx, entra, g.ID, 0))

	h.must(s.Delete(ctx, h.account, 0, c.ID))
	if kept, ok, err := h.store.Credential(ctx, token.ID); err != nil || !ok || !kept.Revoked {
		t.Errorf("its token: %+v, %v, %v", kept, ok, err)
	}
	for i := range 20 { // whatever shard counts it
		_, err = h.directory.CreateUser(ctx, entra, scim.Object{"userName": fmt.Sprint("late", i)})
		h.fails(err, fault.Forbidden, "connection_removed")
	}
	_, err = h.directory.CreateGroup(ctx, entra, scim.Object{"displayName": "Late"}, nil)
	h.fails(err, fault.Forbidden, "connection_removed")
	_, err = h.directory.CreateUser(ctx, h.idp, scim.Object{"userName": "late0"})
	h.must(err)
}

// between is a store in which something happens between the reads of a use case and its write.
type between struct {
	provision.ConnectionStore
	act func()
}

func (b *between) strike() {
	if act := b.act; act != nil {
		b.act = nil
		act()
	}
}

func (b *between) RemoveConnection(ctx context.Context, a access.Account, c provision.Connection, all provision.ConnectionRemoval, now time.Time) error {
	b.strike()
	return b.ConnectionStore.RemoveConnection(ctx, a, c, all, now)
}

func (b *between) SaveConnection(ctx context.Context, a access.Account, c provision.Connection) error {
	b.strike()
	return b.ConnectionStore.SaveConnection(ctx, a, c)
}

func (b *between) SaveToken(ctx context.Context, a access.Account, c access.Credential, minted int64) error {
	b.strike()
	return b.ConnectionStore.SaveToken(ctx, a, c, minted)
}

func TestTwoWhoChangeAConnectionAtATime(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	other := h.newConnections()
	race := &between{ConnectionStore: h.store}
	s := h.newConnections()
	s.Store = race
	c, err := s.Create(ctx, h.account, named("Okta"))
	h.must(err)
	mint := func() {
		_, _, err := other.CreateToken(ctx, h.account, c.ID, provision.NewToken{})
		h.must(err)
	}

	race.act = func() {
		_, err := other.Change(ctx, h.account, 0, c.ID, named("First"))
		h.must(err)
	}
	_, err = s.Change(ctx, h.account, 0, c.ID, named("Second"))
	h.fails(err, fault.Stale, "stale_if_match")

	race.act = mint
	h.fails(s.Delete(ctx, h.account, 0, c.ID), fault.Stale, "stale_if_match")

	race.act = mint // the second one: there is no room for a third
	_, _, err = s.CreateToken(ctx, h.account, c.ID, provision.NewToken{})
	h.fails(err, fault.Conflict, "too_many_tokens")

	race.act = func() {
		_, err := h.directory.CreateUser(ctx, access.Principal{Account: h.account, Connection: c.ID}, scim.Object{"userName": "ann"})
		h.must(err)
	}
	h.fails(s.Delete(ctx, h.account, 0, c.ID), fault.Conflict, "in_use")
	if read, err := s.Get(ctx, h.account, c.ID); err != nil || read.Name != "First" || read.Minted != 2 {
		t.Errorf("after all that: %+v, %v", read, err)
	}
}

func TestTwoTokensLiveAtATime(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	s := h.newConnections()
	c, err := s.Create(ctx, h.account, named("Okta"))
	h.must(err)
	first, secret, err := s.CreateToken(ctx, h.account, c.ID, provision.NewToken{})
	h.must(err)
	if first.Name != "Token" || first.Expires.Sub(h.clock).Round(24*time.Hour) != 365*24*time.Hour {
		t.Errorf("token %+v", first)
	}
	gate := access.Gate{Credentials: h.store, Uses: h.store, Now: h.now}
	p, err := gate.Authenticate(ctx, secret.Reveal())
	h.must(err)
	if p.Connection != c.ID || p.Account != h.account || !p.May(access.SCIM) {
		t.Errorf("principal %+v", p)
	}
	second, _, err := s.CreateToken(ctx, h.account, c.ID, provision.NewToken{Name: "New", Days: 30})
	h.must(err)
	_, _, err = s.CreateToken(ctx, h.account, c.ID, provision.NewToken{})
	h.fails(err, fault.Conflict, "too_many_tokens")

	list, err := s.Tokens(ctx, h.account, c.ID)
	h.must(err)
	if len(list) != 2 || list[0].ID != first.ID || list[0].LastUse.IsZero() || list[1].Name != "New" || !list[1].LastUse.IsZero() {
		t.Errorf("tokens %+v", list)
	}
	h.must(s.RevokeToken(ctx, h.account, c.ID, first.ID))
	_, err = gate.Authenticate(ctx, secret.Reveal())
	h.fails(err, fault.Unauthenticated, "invalid_token")
	h.fails(s.RevokeToken(ctx, h.account, c.ID, first.ID), fault.NotFound, "token_not_found")

	h.clock = h.clock.Add(31 * 24 * time.Hour) // the second one has run out
	for range 2 {
		_, _, err = s.CreateToken(ctx, h.account, c.ID, provision.NewToken{Days: provision.MaxTokenDays})
		h.must(err)
	}
	if list, err = s.Tokens(ctx, h.account, c.ID); err != nil || len(list) != 2 || list[0].ID == second.ID {
		t.Errorf("tokens %+v, %v", list, err)
	}
}

func TestTokensThatAreRefused(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	s := h.newConnections()
	c, err := s.Create(ctx, h.account, named("Okta"))
	h.must(err)
	for _, want := range []provision.NewToken{{Days: -1}, {Days: provision.MaxTokenDays + 1}, {Name: strings.Repeat("x", 201)}, {Name: "\x00"}} {
		_, _, err := s.CreateToken(ctx, h.account, c.ID, want)
		h.fails(err, fault.Invalid, "invalid_value")
	}
	_, _, err = s.CreateToken(ctx, h.account, "01NOTHING", provision.NewToken{})
	h.fails(err, fault.NotFound, "connection_not_found")
	_, err = s.Tokens(ctx, h.account, "01NOTHING")
	h.fails(err, fault.NotFound, "connection_not_found")
	h.fails(s.RevokeToken(ctx, h.account, "01NOTHING", "x"), fault.NotFound, "connection_not_found")

	token, _, err := s.CreateToken(ctx, h.account, c.ID, provision.NewToken{})
	h.must(err)
	other, err := s.Create(ctx, h.account, named("Entra"))
	h.must(err)
	h.fails(s.RevokeToken(ctx, h.account, other.ID, token.ID), fault.NotFound, "token_not_found")
	stranger := access.FromTrigger("OTHER")
	h.fails(s.RevokeToken(ctx, stranger, c.ID, token.ID), fault.NotFound, "connection_not_found")
	_, _, err = s.CreateToken(ctx, stranger, c.ID, provision.NewToken{})
	h.fails(err, fault.NotFound, "connection_not_found")
	h.fails(s.Delete(ctx, stranger, 0, c.ID), fault.NotFound, "connection_not_found")
	h.must(h.store.NoteUse(ctx, access.Principal{Account: h.account, Connection: c.ID, Credential: "aaaaaaaaaa"}, h.clock))
	if _, there, err := h.store.Credential(ctx, "aaaaaaaaaa"); err != nil || there {
		t.Errorf("a note made a credential: %v", err)
	}
}

func TestSettingsAreReadOnceIn30Seconds(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	here, elsewhere := h.newConnections(), h.newConnections()
	c, err := here.Create(ctx, h.account, named("Okta"))
	h.must(err)
	unique := func(s *provision.Connections) bool {
		ok, err := s.UniqueGroupNames(ctx, h.account, c.ID)
		h.must(err)
		return ok
	}
	if !unique(here) || !unique(elsewhere) {
		t.Error("names are not unique by default")
	}
	_, err = here.Change(ctx, h.account, 0, c.ID, provision.ConnectionChange{SharedGroupNames: new(true)})
	h.must(err)
	if unique(here) {
		t.Error("a change has no effect in its own process")
	}
	if !unique(elsewhere) {
		t.Error("another process reads the settings for every request")
	}
	h.clock = h.clock.Add(provision.SettingsAge)
	if unique(elsewhere) {
		t.Error("after 30 seconds another process has not heard of it")
	}
	_, err = here.Recent(ctx, h.account, "01NOTHING")
	h.fails(err, fault.NotFound, "connection_not_found")
	_, err = elsewhere.Recent(ctx, access.FromTrigger("OTHER"), c.ID)
	h.fails(err, fault.NotFound, "connection_not_found")
}

var _ directory.GroupSettings = (*provision.Connections)(nil)
