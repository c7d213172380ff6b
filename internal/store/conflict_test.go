package store_test

import (
	"context"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/notice"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

// crowded is a table in which others are at work on every item that is to be written. Nothing is known of what is stored.
type crowded struct{ table.Table }

func (crowded) Transact(_ context.Context, actions []table.Action) error {
	reasons := make([]table.Reason, len(actions))
	reasons[0].Code = table.Conflicted
	return &table.CanceledError{Reasons: reasons}
}

// A write that did not happen because others were at work is never taken for one that happened before, or for something that is not there.
func TestAConflictSaysNothingOfWhatIsStored(t *testing.T) {
	db, a, now := local.Memory(), access.FromTrigger("ACCOUNT1"), time.Now()
	if err := store.New(db).AddPlan(t.Context(), a, provision.Plan{ID: "P", State: provision.PlanPlanning, Created: now}, &rule.Policy{Version: 1}); err != nil {
		t.Fatal(err)
	}
	s := store.New(crowded{db})
	for name, write := range map[string]func() error{
		"revoke a key": func() error { return s.RevokeCredential(t.Context(), a, "abcdefghij", now) },
		"save a key": func() error {
			return s.SaveCredential(t.Context(), a, access.Credential{ID: "abcdefghij", Account: a.ID()})
		},
		"start a run": func() error {
			return s.AddRun(t.Context(), a, provision.Run{ID: "R", Kind: provision.FullRun, Started: now})
		},
		"note a use": func() error {
			return s.NoteUse(t.Context(), access.Principal{Account: a, Credential: "abcdefghij"}, now)
		},
		"save a plan": func() error {
			return s.SavePlan(t.Context(), a, provision.Plan{ID: "P", State: provision.PlanReady}, provision.PlanPlanning)
		},
		"save how far a draft is": func() error { return s.SaveAuto(t.Context(), a, provision.AutoDraft{Revision: 1}) },
		"end a run": func() error {
			return s.MoveRun(t.Context(), a, provision.Run{ID: "R", Kind: provision.FullRun, State: provision.RunRunning}, provision.RunDone, 0, now)
		},
		"close a chunk": func() error {
			return s.CloseChunk(t.Context(), a, "R", provision.Chunk{}, provision.Tally{})
		},
		"close a chunk of a plan": func() error {
			return s.CloseDiff(t.Context(), a, "P", provision.Chunk{}, provision.ChunkDiff{})
		},
		"end a hold": func() error { return s.EndHold(t.Context(), a, provision.Hold{ID: "H", State: provision.HoldVoid}) },
		"approve a hold": func() error {
			return s.EndHoldRinging(t.Context(), a, provision.Hold{ID: "H", State: provision.HoldApproved})
		},
		"publish a template": func() error { return s.PublishTemplate(t.Context(), a, nil, provision.EmailTemplates, "T", 2) },
		"publish what is built in": func() error {
			return s.PublishTemplate(t.Context(), a, nil, provision.EmailTemplates, provision.DefaultTemplate, 0)
		},
		"decide a notice": func() error {
			return s.DecideNotice(t.Context(), a, notice.Notice{ID: "N", Kind: notice.RunHeld, At: now})
		},
		"send a welcome mail anew": func() error {
			return s.WelcomeAgain(t.Context(), a, "U", provision.WelcomeAgain{Last: provision.WelcomeMail{Number: 1, State: "sent"}, At: now, Record: audit.Record{ID: "R", At: now}})
		},
		"settle a policy": func() error { return s.Settle(t.Context(), a, 1) },
		"keep access tokens": func() error {
			return s.SaveAccessToken(t.Context(), access.Credential{ID: "abcdefghij", Account: a.ID()}, nil)
		},
	} {
		if err := write(); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v, want fault.Unavailable", name, err)
		}
	}
}
