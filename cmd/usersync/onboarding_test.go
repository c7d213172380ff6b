package main_test

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"usersync/internal/apptest"
)

// TestOnboarding plays a company's whole way.
func TestOnboarding(t *testing.T) {
	s := serve(t)
	apptest.NewStory(t, s, apptest.NewCompany(1, 1000, 200)).Play(apptest.Undisturbed)
}

// TestOnboardingSurvivesKills plays the story with 5,000 people while the server is killed with -9 at fifty random moments and started again, most of them within the
// first sync and the pushes. Outcomes, seats and mails must be those of an unbroken run: a computation from the words of the domain says at every stop what they are.
func TestOnboardingSurvivesKills(t *testing.T) {
	s := serve(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("kills by the seed %d", seed)
	killer := &killer{server: s, random: rand.New(rand.NewPCG(seed, 1)), left: 50, each: 10}
	apptest.NewStory(t, s, apptest.NewCompany(2, 4200, 800)).Play(killer.during)
	if killer.left > 0 {
		t.Fatalf("the story ended with %d kills to go", killer.left)
	}
	t.Logf("%d of the kills met a chapter that was going on", killer.met)
	if killer.met < 25 {
		t.Errorf("only %d of the kills met a chapter that was going on", killer.met)
	}
}

// killer kills the server with -9 at random moments of a chapter and starts it again, so often in each.
type killer struct {
	server          *apptest.Process
	random          *rand.Rand
	left, each, met int
}

func (k *killer) during(chapter func()) {
	done := make(chan struct{})
	go func() { defer close(done); chapter() }()
	for range k.each {
		select {
		case <-done:
			k.kill(false)
		case <-time.After(time.Duration(20+k.random.IntN(200)) * time.Millisecond):
			k.kill(true)
		}
	}
	<-done
}

func (k *killer) kill(within bool) {
	if k.left == 0 {
		return
	}
	k.left--
	if within {
		k.met++
	}
	_ = k.server.Stop(syscall.SIGKILL)
	k.server.Start()
}
