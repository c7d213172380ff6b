package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/store"
	"usersync/internal/table"
)

var bellTime = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// newcomers creates so many users in each of three accounts and returns "account/user" of each.
func newcomers(t *testing.T, s *store.Store, each int) []string {
	t.Helper()
	id := 0
	service := directory.Service{
		Now: func() time.Time { return bellTime }, Rand: func() float64 { return 0 },
		NewID: func() string { id++; return fmt.Sprintf("ID%04d", id) },
		Sleep: func(context.Context, time.Duration) error { return nil }, Store: s,
	}
	var all []string
	for _, account := range []string{"A1", "A2", "A3"} {
		idp := access.Principal{Kind: access.SCIMToken, Account: access.FromTrigger(account), Connection: "C1"}
		for i := range each {
			u, err := service.CreateUser(context.Background(), idp, scim.Object{"userName": fmt.Sprint("u", i)})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, account+"/"+u.ID)
		}
	}
	return all
}

// allBells reads every shard by pages.
func allBells(t *testing.T, list func(context.Context, int, string, int) ([]provision.Bell, string, error)) []provision.Bell {
	t.Helper()
	var all []provision.Bell
	for shard := range provision.BellShards {
		for after, more := "", true; more; more = after != "" {
			found, next, err := list(context.Background(), shard, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			all, after = append(all, found...), next
		}
	}
	return all
}

func TestBellsFindsEveryDirtyUserOfEveryAccountOnce(t *testing.T) {
	db := local.Memory()
	want := newcomers(t, store.New(db), 9)
	var got []string
	for _, b := range allBells(t, store.NewBells(db, access.FromTrigger).Ringing) {
		if !b.Since.Equal(bellTime) || b.ID != "" {
			t.Errorf("bell %+v", b)
		}
		got = append(got, b.Account.ID()+"/"+b.User)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestBellsFindsUnsettledMailsAlone(t *testing.T) {
	db := local.Memory()
	account := access.FromTrigger("A1")
	s := store.New(db)
	user := newcomers(t, s, 1)[0][len("A1/"):]
	commitMail(t, s, account, user)
	mails := allBells(t, store.NewBells(db, access.FromTrigger).Unsettled)
	want := provision.Bell{Account: account, User: user, ID: "welcome#1", Since: bellTime}
	if len(mails) != 1 || mails[0] != want {
		t.Errorf("got %+v", mails)
	}
	if left := allBells(t, store.NewBells(db, access.FromTrigger).Ringing); len(left) != 2 {
		t.Errorf("%d users still ring", len(left))
	}
}

func TestBellsReportFailures(t *testing.T) {
	bells := store.NewBells(brokenTable{local.Memory()}, access.FromTrigger)
	if _, _, err := bells.Ringing(context.Background(), 0, "", 10); err == nil {
		t.Error("a failed read went unnoticed")
	}
	if _, _, err := bells.Ringing(context.Background(), 0, "not a position", 10); err == nil {
		t.Error("a bad position went unnoticed")
	}
}

// brokenTable fails every query.
type brokenTable struct{ table.Table }

func (brokenTable) Query(context.Context, table.Query) (table.Page, error) {
	return table.Page{}, &table.ThrottledError{Cause: errors.New("down")}
}
