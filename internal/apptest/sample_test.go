package apptest_test

import (
	"testing"

	"usersync/internal/apptest"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/store"
)

func TestTheSampleIsWhatTheEventsSpeakOf(t *testing.T) {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	if err := apptest.Sample(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	s, a := store.New(db), inproc.AccountOf(apptest.SampleAccount)
	if version, err := s.LiveVersion(t.Context(), a); version != apptest.SampleVersion || err != nil {
		t.Errorf("live policy %d, %v", version, err)
	}
	for n, due := range map[int]bool{1: true, 3: true, 4: false} {
		if _, err := s.MailIntent(t.Context(), a, apptest.SampleUser(n), "welcome#1"); (err == nil) != due {
			t.Errorf("user %d's mail: %v", n, err)
		}
	}
	journals, err := s.Journals(t.Context(), a)
	if err != nil || len(journals) != 1 || journals[0].ID != apptest.SampleJournal {
		t.Errorf("journals %+v, %v", journals, err)
	}
	runs, err := s.OpenRuns(t.Context(), a)
	if err != nil || len(runs) != 1 || runs[0].ID != apptest.SampleRun {
		t.Errorf("runs %+v, %v", runs, err)
	}
}
