package sim

import (
	"context"
	"slices"
	"strings"
	"testing"

	"usersync/internal/job"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// scene is a world without mishaps in which a script says who goes on, and how far.
type scene struct {
	*world
	*company
	t *testing.T
}

// newScene has a company with one rule: group 0 gives a product, of which there is one seat, to two users who are in it.
func newScene(t *testing.T, change func(p *plant)) *scene {
	w := newWorld(1)
	w.calm = true
	c := found(w, shape{users: 4, groups: 2, flat: true}, "ACCOUNT1")
	s := &scene{w, c, t}
	w.plant = newPlant(w, unsure{w})
	if change != nil {
		change(w.plant)
	}
	w.plant.start()
	t.Cleanup(w.close)
	s.publish(func(p *rule.Policy) {
		p.Products[2].Seats = c.seats("scarce", 1)
		p.Rules = []rule.Rule{{ID: c.newID(), Enabled: true, Group: c.groups[0], Products: []rule.ProductGrant{{Key: "scarce"}}}}
	})
	s.rest()
	return s
}

// publish changes the policy without a mishap.
func (s *scene) publish(change func(p *rule.Policy)) {
	_, err := s.publisher(s.raw).Publish(calm, s.account, 0, func(p *rule.Policy) error {
		change(p)
		return nil
	})
	s.must(err)
	s.audit.look()
}

// join puts users into the group that the rule is about.
func (s *scene) join(users ...string) {
	s.must(s.patchGroup(s.raw, s.groups[0], "add", "members", idsOf(users))(calm))
	s.audit.look()
}

func idsOf(users []string) (list []any) {
	for _, u := range users {
		list = append(list, obj{"value": u})
	}
	return list
}

// begin starts somebody, who then waits to be told to go on.
func (s *scene) begin(name string, body func(ctx context.Context) error) *actor {
	return s.spawn(name, func(ctx context.Context) { _ = body(ctx) }, nil)
}

// until has somebody go on to the point just before a call; it fails when that never comes.
func (s *scene) until(a *actor, call string) {
	s.t.Helper()
	for n := 0; !strings.HasPrefix(a.before, call); n++ {
		if n == 1000 || !slices.Contains(s.actors, a) {
			s.t.Fatalf("%s never comes to %s", a.name, call)
		}
		s.goOn(a)
	}
}

// finish has somebody go on to the end.
func (s *scene) finish(a *actor) {
	for slices.Contains(s.actors, a) {
		s.goOn(a)
	}
}

func (s *scene) goOn(a *actor) {
	if s.clock.Before(a.wake) {
		s.clock = a.wake
	}
	s.run(a)
}

// relayAll sends messages for everything that was written.
func (s *scene) relayAll() {
	for s.plant.delivered < len(s.audit.stream) {
		s.plant.startRelay()
		s.finish(s.actors[len(s.actors)-1])
	}
}

// deliver has a worker do the work of all messages of some kinds, and of all that come of it.
func (s *scene) deliver(w *worker, kinds ...job.Kind) {
	for {
		s.relayAll()
		at := slices.IndexFunc(s.queue.waiting, func(l *letter) bool { return slices.Contains(kinds, l.content.Kind) })
		if at < 0 {
			return
		}
		l := s.queue.waiting[at]
		s.queue.waiting = slices.Delete(s.queue.waiting, at, at+1)
		s.finish(s.begin("worker", func(ctx context.Context) error {
			s.plant.handle(ctx, w, l)
			return nil
		}))
	}
}

// resolve has a worker look at a user.
func (s *scene) resolve(w *worker, user string) *actor {
	return s.begin("resolver of "+user, func(ctx context.Context) error {
		_, err := w.resolver.Resolve(ctx, s.account, user, 0)
		return err
	})
}

// hold opens a hold that nobody is in.
func (s *scene) hold() string {
	id := provision.HoldID(s.clock, "scene")
	s.must(s.raw.store.OpenHold(calm, s.account, provision.Hold{ID: id, Kind: provision.HoldConnection, State: provision.HoldOpen, Since: s.clock}))
	s.audit.look()
	return id
}
