package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"usersync/internal/apptest"
)

// soak is one long run.
type soak struct {
	t       *testing.T
	server  *apptest.Process
	permits chan struct{}
	groups  map[bool]map[string]string // ids by name, of either provider (true: Entra)

	mu       sync.Mutex
	requests int
	failed   []string
	departed []*person
	staff    []*worker
}

// TestSoak runs for SOAK (30 seconds unless it says otherwise) at RATE requests a second (50).
func TestSoak(t *testing.T) {
	length, rate := setting(t, "SOAK", 30*time.Second, time.ParseDuration), setting(t, "RATE", 50, strconv.Atoi)
	binary, err := apptest.Build(t.TempDir(), "usersync/cmd/usersync")
	if err != nil {
		t.Fatal(err)
	}
	s := &soak{t: t, server: apptest.Serve(t, binary), permits: make(chan struct{}, workers)}
	boss := s.found()
	memory := watch(s.server.PID(), length/200)
	s.run(length, rate, boss)
	memory.flat(t, 512*mib)

	apptest.Quiet(s.server, time.Minute)
	boss.approve()
	apptest.Quiet(s.server, time.Minute)
	s.judge(boss.rules)
	t.Logf("%d requests, %d plans, %d syncs, %d holds, %d people, of whom %d left", s.requests, boss.plans, boss.runs, boss.held, len(s.everybody()), len(s.departed))
	if err := s.server.Stop(syscall.SIGTERM); err != nil {
		s.wrong("the server ended with %v", err)
	}
	if log := s.server.Log.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, `"level":"ERROR"`) {
		s.wrong("the server's log has errors:\n%s", apptest.Tail(log, 20))
	}
	for _, failure := range s.failed {
		t.Error(failure)
	}
}

func setting[T any](t *testing.T, name string, usual T, parse func(string) (T, error)) T {
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	value, err := parse(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return value
}

// run keeps everybody busy: a permit for every request, at a steady rate, and an edit of the rules every second.
func (s *soak) run(length time.Duration, rate int, boss *admin) {
	ctx, cancel := context.WithTimeout(s.t.Context(), length)
	defer cancel()
	var busy sync.WaitGroup
	for _, w := range s.staff {
		busy.Go(w.work)
	}
	busy.Go(func() { every(ctx, time.Second, boss.edit) })
	every(ctx, time.Second/time.Duration(rate), func() { s.permits <- struct{}{} })
	close(s.permits)
	busy.Wait()
}

func every(ctx context.Context, gap time.Duration, do func()) {
	tick := time.NewTicker(gap)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			do()
		}
	}
}

// found makes the account ready: the guard wide open for plans, for here everything changes all the time, and narrow for who leaves; products; a second provider; groups; workers.
func (s *soak) found() *admin {
	boss := &admin{soak: s, client: s.server.Admin(), random: rand.New(rand.NewPCG(1, 0))}
	wide := map[string]any{"min": 1000, "percent": 50}
	boss.ask(http.MethodPatch, "/account/settings", map[string]any{"guard": map[string]any{"everything": wide, "product": wide, "hourly": map[string]any{"min": 20, "percent": 1}, "group": 0, "mails": 100_000}}, http.StatusOK)
	for _, key := range products {
		product := map[string]any{"key": key, "name": strings.ToUpper(key)}
		if key == scarce {
			product["seats"] = seats
		}
		if need := requires[key]; need != "" {
			product["requires"] = []string{need}
		}
		boss.ask(http.MethodPost, "/products", product, http.StatusCreated)
	}
	clients := map[bool]*apptest.Client{false: s.server.SCIM(), true: s.secondProvider(boss)}
	s.groups = map[bool]map[string]string{}
	for entra, client := range clients {
		s.groups[entra] = s.makeGroups(client)
	}
	for n := range workers {
		entra := n%2 == 1
		s.staff = append(s.staff, &worker{soak: s, n: n, entra: entra, client: clients[entra], random: rand.New(rand.NewPCG(uint64(n), 1)), groups: s.groups[entra]})
	}
	return boss
}

func (s *soak) secondProvider(boss *admin) *apptest.Client {
	connection := boss.ask(http.MethodPost, "/connections", map[string]any{"kind": "entra", "name": "Entra"}, http.StatusCreated)
	token := boss.ask(http.MethodPost, fmt.Sprintf("/connections/%v/tokens", connection.Body["id"]), map[string]any{"name": "soak"}, http.StatusCreated)
	client := s.server.SCIM()
	client.Key, _ = token.Body["token"].(string)
	return client
}

func (s *soak) makeGroups(client *apptest.Client) map[string]string {
	ids := map[string]string{}
	for _, name := range groupNames {
		group := map[string]any{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": name}
		ids[name], _ = s.request(client, http.MethodPost, "/Groups", group, http.StatusCreated).Body["id"].(string)
	}
	return ids
}

// request makes a request and notes any answer but those that are expected.
func (s *soak) request(c *apptest.Client, method, path string, body any, statuses ...int) apptest.Answer {
	answer, err := c.Try(method, path, body)
	s.mu.Lock()
	s.requests++
	s.mu.Unlock()
	if err != nil {
		s.wrong("%s %s: %v", method, path, err)
	} else if !slices.Contains(statuses, answer.Status) {
		s.wrong("%s %s: status %d, want %v: %s", method, path, answer.Status, statuses, answer.Raw)
	}
	return answer
}

func (s *soak) wrong(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.failed) < 20 {
		s.failed = append(s.failed, fmt.Sprintf(format, args...))
	}
}

func (s *soak) depart(p *person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.departed = append(s.departed, p)
}

func (s *soak) everybody() []*person {
	all := slices.Clone(s.departed)
	for _, w := range s.staff {
		all = append(all, w.people...)
	}
	return all
}
