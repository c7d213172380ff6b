package store_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

var (
	policyAccount = access.FromTrigger("POLICIES")
	policyDay     = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

// founded is a store with one account whose first policy is live.
func founded(t *testing.T) (*store.Store, *local.DB) {
	t.Helper()
	db := local.Memory()
	s := store.New(db)
	first := &rule.Policy{Version: 1, DefaultLanguage: "en"}
	account := provision.Account{Name: "Acme", Created: policyDay}
	if err := s.FoundAccount(t.Context(), policyAccount, account, first, provision.Connection{ID: "C1", Name: "IdP", Kind: "okta"}); err != nil {
		t.Fatal(err)
	}
	return s, db
}

func run(id string, version int64) provision.Run {
	return provision.Run{ID: id, Kind: provision.PublishRun, State: provision.RunPlanning, Version: version, Started: policyDay}
}

// large is a policy of n rules whose texts do not compress away.
func large(version int64, n int) *rule.Policy {
	p := &rule.Policy{Version: version, DefaultLanguage: "en"}
	for i := range n {
		noise := strings.Builder{}
		for x := uint64(i + 1); noise.Len() < 1000; x = x*6364136223846793005 + 1442695040888963407 {
			fmt.Fprintf(&noise, "%016x", x)
		}
		p.Rules = append(p.Rules, rule.Rule{ID: fmt.Sprint(i), Enabled: true, Group: "g", Description: noise.String()})
	}
	return p
}

func TestAPolicyComesBackAsItWas(t *testing.T) {
	s, db := founded(t)
	seats := int64(5)
	small := &rule.Policy{
		Version: 2, SyncOn: true, DefaultLanguage: "de", AssignableRoles: []rule.RoleKind{rule.Member},
		Products: []rule.Product{{Key: "p", Seats: &seats}, {Key: "q"}}, UserGroups: []rule.UserGroup{{ID: "u", Name: "U"}},
		Rollout: &rule.Rollout{ID: "ro", Percent: 5, BaseVersion: 1, Base: []rule.Rule{{ID: "s", Group: "g"}}},
		Rules:   []rule.Rule{{ID: "r", Role: &rule.Role{Kind: rule.Manager, Managed: rule.GroupList{All: true}}, UserGroup: rule.None}},
	}
	for _, want := range []*rule.Policy{small, large(3, rule.MaxRules)} {
		if err := s.PublishPolicy(t.Context(), policyAccount, want, run(fmt.Sprint("RUN", want.Version), want.Version)); err != nil {
			t.Fatal(err)
		}
		got, err := s.Policy(t.Context(), policyAccount, want.Version)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("version %d differs:\n%s", want.Version, diff)
		}
	}
	page, err := db.Query(t.Context(), table.Query{P: "T#POLICIES#RULESNAP#3"})
	if err != nil || len(page.Items) < 2 {
		t.Fatalf("a large policy is one chunk: %d, %v", len(page.Items), err)
	}
	for _, item := range page.Items {
		if item.Size() > 360<<10 {
			t.Errorf("a chunk of %d bytes", item.Size())
		}
	}
	if _, err := s.Policy(t.Context(), policyAccount, 4); !fault.Is(err, fault.NotFound) {
		t.Errorf("a version that never was: %v", err)
	}
}

func TestAPublicationIsOneTransaction(t *testing.T) {
	s, db := founded(t)
	if err := s.PublishPolicy(t.Context(), policyAccount, &rule.Policy{Version: 2}, run("RUN1", 2)); err != nil {
		t.Fatal(err)
	}
	for name, next := range map[string]*rule.Policy{
		"published already": {Version: 2, DefaultLanguage: "fr"},
		"too far":           {Version: 9},
		"going back":        {Version: 1},
	} {
		t.Run(name, func(t *testing.T) {
			if err := s.PublishPolicy(t.Context(), policyAccount, next, run("RUN2", next.Version)); !fault.Is(err, fault.Stale) {
				t.Errorf("got %v", err)
			}
		})
	}
	live, err := s.LiveVersion(t.Context(), policyAccount)
	if err != nil || live != 2 {
		t.Errorf("live %d, %v", live, err)
	}
	if p, err := s.Policy(t.Context(), policyAccount, 2); err != nil || p.DefaultLanguage != "" {
		t.Errorf("a snapshot changed: %+v, %v", p, err)
	}
	head, ok, err := db.Get(t.Context(), table.Key{P: "T#POLICIES#RUN#RUN1", S: "HEAD"})
	want := table.Attrs{
		"kind": table.S("publish"), "state": table.S("planning"), "version": table.N(2), "started": table.S("2026-03-02T09:00:00.000Z"),
	}
	if err != nil || !ok || !head.Attrs.Equal(want) {
		t.Errorf("the run's head: %+v, %v", head, err)
	}
	runs, err := db.Query(t.Context(), table.Query{P: "T#POLICIES#RUNS"})
	if err != nil || len(runs.Items) != 1 || runs.Items[0].Key.S != "RUN1" {
		t.Errorf("the list of runs: %+v, %v", runs.Items, err)
	}
}

func TestPoliciesOfNobody(t *testing.T) {
	s, _ := founded(t)
	if _, err := s.LiveVersion(t.Context(), access.FromTrigger("OTHER")); !fault.Is(err, fault.NotFound) {
		t.Errorf("another account: %v", err)
	}
	if _, err := s.LiveVersion(t.Context(), access.Account{}); !fault.Is(err, fault.Internal) {
		t.Errorf("no account: %v", err)
	}
	if _, err := s.Policy(t.Context(), access.FromTrigger("OTHER"), 1); !fault.Is(err, fault.NotFound) {
		t.Errorf("another account's policy: %v", err)
	}
}

func TestTemplatesKeepEveryVersion(t *testing.T) {
	s, db := founded(t)
	ctx := context.Background()
	mail := provision.Template{
		Kind: provision.EmailTemplates, ID: "T", Name: "Warm", Version: 1, Modified: policyDay,
		Variants: map[string]provision.MailVariant{"en": {Subject: "Hi", Text: "Hello", HTML: "<p>Hello</p>"}},
	}
	if _, ok, err := s.Template(ctx, policyAccount, mail.Kind, "T"); ok || err != nil {
		t.Fatalf("before: %v, %v", ok, err)
	}
	if err := s.SaveTemplate(ctx, policyAccount, mail); err != nil {
		t.Fatal(err)
	}
	got, ok, err := s.Template(ctx, policyAccount, mail.Kind, "T")
	want := mail
	want.Live = 1
	if diff := cmp.Diff(want, got); err != nil || !ok || diff != "" {
		t.Errorf("%v, %v: %s", ok, err, diff)
	}
	first, _, _ := db.Get(ctx, table.Key{P: "T#POLICIES#ET#T", S: "V#1"})
	for _, version := range []int64{1, 3} {
		again := mail
		again.Version, again.Name = version, "Other"
		if err := s.SaveTemplate(ctx, policyAccount, again); !fault.Is(err, fault.Stale) {
			t.Errorf("version %d after 1: %v", version, err)
		}
	}
	next := mail
	next.Version, next.Variants = 2, map[string]provision.MailVariant{"de": {Subject: "Hallo", Text: "Hallo"}}
	if err := s.SaveTemplate(ctx, policyAccount, next); err != nil {
		t.Fatal(err)
	}
	if after, _, _ := db.Get(ctx, first.Key); !bytes.Equal(after.Attrs["json"].Raw(), first.Attrs["json"].Raw()) {
		t.Error("a saved version changed")
	}
	variants, err := s.EmailTemplate(ctx, policyAccount, "T")
	if diff := cmp.Diff(map[string]notify.Variant{"de": {Subject: "Hallo", Text: "Hallo"}}, variants); err != nil || diff != "" {
		t.Errorf("for the mailer: %v %s", err, diff)
	}
	if variants, err := s.EmailTemplate(ctx, policyAccount, "default"); err != nil || len(variants) != 0 {
		t.Errorf("never saved: %v, %v", variants, err)
	}
	settings := provision.Template{Kind: provision.SettingsTemplates, ID: "T", Version: 1, Settings: map[string]map[string]any{"p": {"a": true, "b": 1.5, "c": "x"}}}
	if err := s.SaveTemplate(ctx, policyAccount, settings); err != nil {
		t.Fatal(err)
	}
	if got, _, err := s.Template(ctx, policyAccount, settings.Kind, "T"); err != nil || cmp.Diff(settings.Settings, got.Settings) != "" {
		t.Errorf("settings: %+v, %v", got, err)
	}
}

func TestAnAccountComesBackAsItWas(t *testing.T) {
	s, _ := founded(t)
	change := func(a *provision.Account) error {
		a.ReviewRules, a.Schedule = true, provision.Schedule{Cron: "0 2 * * *", TimeZone: "UTC"}
		return nil
	}
	changed, err := s.ChangeAccount(t.Context(), policyAccount, change)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Account(t.Context(), policyAccount)
	want := provision.Account{ID: "POLICIES", Name: "Acme", Created: policyDay, ReviewRules: true, Schedule: provision.Schedule{Cron: "0 2 * * *", TimeZone: "UTC"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" || cmp.Diff(want, changed) != "" {
		t.Errorf("%v: %s", err, diff)
	}
	if _, err := s.ChangeAccount(t.Context(), policyAccount, func(a *provision.Account) error { a.Schedule = provision.Schedule{}; return nil }); err != nil {
		t.Fatal(err)
	}
	if got, err = s.Account(t.Context(), policyAccount); err != nil || got.Schedule != (provision.Schedule{}) {
		t.Errorf("never: %+v, %v", got, err)
	}
	list, err := s.Connections(t.Context(), policyAccount)
	if err != nil || len(list) != 1 || list[0].Kind != "okta" {
		t.Errorf("connections %+v, %v", list, err)
	}
	if _, err := s.Account(t.Context(), access.FromTrigger("OTHER")); !fault.Is(err, fault.NotFound) {
		t.Errorf("another account: %v", err)
	}
	if ok, err := s.HasGroup(t.Context(), policyAccount, "nothing"); ok || err != nil {
		t.Errorf("a group that is not there: %v, %v", ok, err)
	}
}
