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

// TestOnboardingSurvivesKills plays the same story while the server is killed at ten random moments and started again.
func TestOnboardingSurvivesKills(t *testing.T) {
	s := serve(t)
	killer := &killer{server: s, random: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)), left: 10}
	apptest.NewStory(t, s, apptest.NewCompany(2, 1000, 200)).Play(killer.during)
	if killer.left > 0 {
		t.Fatalf("the story ended with %d kills to go", killer.left)
	}
}

// killer kills the server with -9 at random moments of a chapter and starts it again.
type killer struct {
	server *apptest.Process
	random *rand.Rand
	left   int
}

func (k *killer) during(chapter func()) {
	done := make(chan struct{})
	go func() { defer close(done); chapter() }()
	for range 2 {
		select {
		case <-done:
		case <-time.After(time.Duration(20+k.random.IntN(400)) * time.Millisecond):
		}
		k.kill()
	}
	<-done
}

func (k *killer) kill() {
	if k.left == 0 {
		return
	}
	k.left--
	_ = k.server.Stop(syscall.SIGKILL)
	k.server.Start()
}
