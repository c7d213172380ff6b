package localcloud_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/apptest"
)

// TestTheStoryOnTheTemplateIsThatOfServe plays one company's onboarding twice: on the functions, tables, queues and schedules of template.yaml, and on `usersync serve`.
func TestTheStoryOnTheTemplateIsThatOfServe(t *testing.T) {
	c, err := deploy(t, load(t))
	if err != nil {
		t.Fatal(err)
	}
	cloud := found(t, c)
	onCloud, cloudMails := play(t, cloud, apptest.Undisturbed)
	for _, refused := range c.Refused() {
		t.Errorf("a right is missing in the template: %s", refused)
	}
	for _, id := range []string{"HotDead", "BulkDead", "MailDead", "RelayDead", "TickDead"} {
		if left := c.Queue(id).Messages(); len(left) > 0 {
			t.Errorf("%s holds %d messages", id, len(left))
		}
	}
	onServe, serveMails := play(t, apptest.Serve(t, serve), apptest.Undisturbed)
	if diff := cmp.Diff(onServe, onCloud); diff != "" {
		t.Errorf("outcomes differ (-serve +cloud):\n%s", diff)
	}
	if diff := cmp.Diff(serveMails, cloudMails); diff != "" {
		t.Errorf("mails differ (-serve +cloud):\n%s", diff)
	}
}

// play tells the story of 200 people and returns what came of it.
func play(t *testing.T, s apptest.Server, meanwhile apptest.During) (map[string]string, []apptest.Mail) {
	t.Helper()
	story := apptest.NewStory(t, s, apptest.NewCompany(3, 160, 40))
	began := time.Now()
	story.Play(meanwhile)
	t.Logf("played in %v", time.Since(began))
	return story.Outcomes(), story.Letters()
}
