package localcloud_test

import (
	"path/filepath"
	"testing"
	"time"

	"usersync/internal/apptest"
	"usersync/internal/scenario"
)

// stories are played on the template: together they come by every part of the product that a message, a right or a table of its own carries. Time cannot be moved here.
var stories = []string{
	"a_draft_changes_nothing",
	"additions_go_on_and_removals_wait",
	"admins_need_a_second_person",
	"apply_does_exactly_the_plan",
	"approved_and_applied",
	"dry_run_of_one_user",
	"give_a_role",
	"give_a_user_group",
	"group_of_a_condition_is_gone",
	"guard_mails",
	"hand_made_grants_sleep",
	"hold_approved_for_some",
	"hold_rejected",
	"last_admin_leaves_the_group",
	"moved_users_are_left_alone",
	"own_language_goes_first",
	"pinned_user_keeps",
	"plan_in_pages",
	"plan_of_numbers_alone",
	"prerequisite_takes_a_seat",
	"product_is_deleted",
	"restore_of_a_version",
	"results_of_a_run",
	"retry_by_cause",
	"retry_of_some",
	"save_goes_live_at_once",
	"saved_rule_is_held",
	"scarce_seats_as_planned",
	"suspended_by_hand",
	"switching_on_shows_a_plan",
	"sync_off_keeps_who_is_deleted",
}

// cloudStage is an account of the local cloud.
type cloudStage struct {
	*server
	before int // mails that went out before the story
}

var _ scenario.Stage = (*cloudStage)(nil)

func (s *cloudStage) Now() time.Time { return time.Now() }

// Pass does nothing for a moment: Settle takes longer than that.
func (s *cloudStage) Pass(d time.Duration) bool { return d <= look }

// Reports is true: SES says of every mail that it was delivered.
func (s *cloudStage) Reports() bool { return true }

func (s *cloudStage) Crash() bool { return false }

func (s *cloudStage) Mails() []apptest.Mail { return s.server.Mails()[s.before:] }

// Nothing must be under way as often as looks, with one look after the other, until it is believed.
const (
	looks = 8
	look  = 10 * time.Millisecond
)

// Settle waits until nothing is under way any more.
func (s *cloudStage) Settle() {
	s.t.Helper()
	idle := 0
	still := func() bool {
		if idle++; !s.Idle() {
			idle = 0
		}
		return idle >= looks
	}
	if !apptest.Soon(patience, look, still) {
		s.t.Fatalf("the cloud does not come to rest within %v", patience)
	}
}

// TestStoriesOnTheTemplate plays stories of the product on the functions, tables and queues of template.yaml, each with an account of its own.
func TestStoriesOnTheTemplate(t *testing.T) {
	c, err := deploy(t, load(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range stories {
		t.Run(name, func(t *testing.T) {
			story, err := scenario.Read(filepath.Join("..", "scenario", "testdata", "scenarios", name))
			if err != nil {
				t.Fatal(err)
			}
			account := found(t, c)
			scenario.Play(t, story, &cloudStage{account, len(account.Mails())})
			for _, broken := range append(c.Refused(), c.Failed()...) {
				t.Errorf("the template: %s", broken)
			}
		})
	}
}
