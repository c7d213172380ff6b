package sim

import (
	"context"
	"testing"

	"usersync/internal/job"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// directed are schedules that catch rare mutants surely: who goes on, and how far, in the one order that matters.
var directed = map[string]func(s *scene){
	// Two users want the only seat, and both resolvers have looked at the counter.
	"seats_counted_by_reading_and_writing": claimAtOnce,
	"claims_without_a_look_at_the_counter": claimAtOnce,
	// Somebody presses "sync now" while the schedule has looked whether a run goes on.
	"timed_full_runs_side_by_side": func(s *scene) {
		start := func(ctx context.Context) error {
			_, err := s.plant.desk.runner.StartRun(ctx, s.account, provision.FullRun)
			return err
		}
		one, two := s.begin("one", start), s.begin("two", start)
		s.until(one, "transact")
		s.finish(two)
		s.finish(one)
	},
	// Of two people one approves and one rejects, and both have read that the hold is open.
	"guarded_a_decision_can_be_taken_back": func(s *scene) {
		id := s.hold()
		word := provision.Word{By: "decides", Reason: "It is meant."}
		yes := s.begin("yes", func(ctx context.Context) error {
			_, err := s.plant.desk.holds.Approve(ctx, s.account, id, word)
			return err
		})
		no := s.begin("no", func(ctx context.Context) error {
			_, err := s.plant.desk.holds.Reject(ctx, s.account, id, word)
			return err
		})
		s.until(yes, "transact")
		s.finish(no)
		s.finish(yes)
	},
	// A process knows the policy of a second ago. The newer one has been brought to everybody, and the second listing has seen everybody, when somebody is born;
	// the process gets the message of the birth.
	"births_only_messages_of_runs_carry_the_version": func(s *scene) {
		old, other := s.plant.workers[0], s.plant.workers[1]
		s.plant.lag = -2 * maxSkew // as in one process, where nobody waits for the list
		s.plant.restart(old)
		s.plant.restart(other)
		s.join(s.users[0])
		s.finish(s.resolve(old, s.users[0]))
		s.publish(func(p *rule.Policy) { p.Rules[0].Products[0].Key = "plenty" })
		s.deliver(other, job.PlanRun, job.PlanShard, job.RunChunk, job.ResolveUser)
		check := s.begin("second listing", func(ctx context.Context) error {
			other.runner.Handle(ctx, s.account, job.Message{Kind: job.CheckRun, Account: s.account.ID(), Version: s.livePolicy().Version})
			return nil
		})
		s.until(check, "transact")
		s.must(s.createUser(calm, s.raw, 3))
		s.join(s.users[len(s.users)-1])
		s.deliver(old, job.ResolveUser)
		s.finish(check)
	},
}

func claimAtOnce(s *scene) {
	s.join(s.users...)
	one, two := s.resolve(s.plant.workers[0], s.users[0]), s.resolve(s.plant.workers[1], s.users[1])
	s.until(one, "transact")
	s.until(two, "transact")
	s.finish(two)
	s.finish(one)
}

// stage plays a directed schedule, and what comes after it.
func stage(t *testing.T, script func(s *scene), change func(p *plant)) []string {
	s := newScene(t, change)
	script(s)
	s.rest()
	s.world.judge([]*company{s.company})
	return s.failed
}

// The right protocol survives the directed schedules.
func TestDirectedSchedulesAreFair(t *testing.T) {
	for name, script := range directed {
		for _, problem := range stage(t, script, nil) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}
