package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/provision"
	"usersync/internal/scale"
	"usersync/internal/table"
)

// The size of the company whose syncs are measured, and of that whose plans are.
const (
	companyPeople = 100_000
	companyRules  = 1_000
	planPeople    = 10_000
)

// companyStep is what one step of the life of a company took, in a process of its own.
type companyStep struct {
	Name    string
	Seconds float64 // on the wall
	CPU     float64 // seconds
	Memory  uint64  // most held so far, bytes
	Reads   float64 // units for each person
	Writes  float64
	Mails   int64
	Changed int // people whom a sync changed
}

// companySteps measures a company in a process of its own.
func companySteps(ctx context.Context, people int) ([]companyStep, error) {
	log.Printf("a company of %d people", people)
	folder, err := os.MkdirTemp("", "usersync-company-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	process := exec.CommandContext(ctx, os.Args[0], "company", folder, fmt.Sprint(people))
	process.Stderr = os.Stderr
	out, err := process.Output()
	if err != nil {
		return nil, fmt.Errorf("company of %d people: %w", people, err)
	}
	var steps []companyStep
	return steps, json.Unmarshal(out, &steps)
}

// company is the other side of companySteps: it lives in the folder and prints its steps.
func company(ctx context.Context, folder string, people int) error {
	inproc.RoomyHeap() // as in `usersync serve`
	db, err := local.Open(filepath.Join(folder, "company.db"))
	if err != nil {
		return err
	}
	c, err := scale.NewCompany(ctx, db)
	if err != nil {
		return err
	}
	if err := c.Fill(ctx, people, companyRules); err != nil {
		return err
	}
	if err := c.Start(ctx); err != nil {
		return err
	}
	if err := c.Publish(ctx, c.Rules); err != nil {
		return err
	}
	runtime.GC()
	l := &life{Company: c, people: float64(people), memory: scale.WatchMemory(time.Millisecond)}
	if err := l.live(ctx); err != nil {
		return err
	}
	c.Close()
	if err := db.Close(); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(l.steps)
}

// life is a company while its steps are measured.
type life struct {
	*scale.Company
	people float64
	memory *scale.MemoryWatch
	steps  []companyStep
}

func (l *life) live(ctx context.Context) error {
	for _, step := range []struct {
		name string
		do   func() (changed int, err error)
	}{
		{"plan", func() (int, error) {
			p, err := l.Plan(ctx, provision.PlanChange{SyncOn: new(true)}, false)
			return p.Totals.Changed, err
		}},
		{"first sync", func() (int, error) { return int(l.people), l.Publish(ctx, l.SyncOn) }},
		{"mails", func() (int, error) { return 0, l.Mailed(ctx) }},
		{"unchanged sync", func() (int, error) {
			run, err := l.Sync(ctx)
			return run.Changed, err
		}},
		{"impact", func() (int, error) {
			p, err := l.Plan(ctx, provision.PlanChange{DeleteRule: "R0000"}, true)
			return p.Totals.Changed, err
		}},
	} {
		began, spent, used, mails := time.Now(), cpu(), l.Used(), l.Mails.Load()
		changed, err := step.do()
		if err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		l.note(step.name, began, spent, used, mails, changed)
	}
	return nil
}

func (l *life) note(name string, began time.Time, spent float64, used table.Usage, mails int64, changed int) {
	now := l.Used()
	l.steps = append(l.steps, companyStep{
		Name: name, Seconds: time.Since(began).Seconds(), CPU: (cpu() - spent) / 1e9, Memory: l.memory.Peak(),
		Reads: (now.Read - used.Read) / l.people, Writes: (now.Write - used.Write) / l.people, Mails: l.Mails.Load() - mails, Changed: changed,
	})
	log.Printf("  %s: %.1f s", name, l.steps[len(l.steps)-1].Seconds)
}

// companies is what was measured of both companies, by people.
type companies map[int][]companyStep

func measureCompanies(ctx context.Context) (companies, error) {
	all := companies{}
	for _, people := range []int{planPeople, companyPeople} {
		steps, err := companySteps(ctx, people)
		if err != nil {
			return nil, err
		}
		all[people] = steps
	}
	return all, nil
}

func (c companies) step(people int, name string) companyStep {
	for _, s := range c[people] {
		if s.Name == name {
			return s
		}
	}
	return companyStep{}
}

// goals are those of syncs and plans of everybody: seconds on the wall of this machine.
func (c companies) goals() []verdict {
	seconds := func(id, what string, people int, name string, most float64) verdict {
		s := c.step(people, name)
		return verdict{id: id, what: what, ours: fmt.Sprintf("%.1f s (processor %.1f s)", s.Seconds, s.CPU), goal: fmt.Sprintf("%.0f s", most), reached: s.Seconds > 0 && s.Seconds <= most}
	}
	again := c.step(companyPeople, "unchanged sync")
	peak := c.step(companyPeople, "impact").Memory
	return []verdict{
		seconds("P9", "100,000 people, 1,000 rules: first sync, everybody changes", companyPeople, "first sync", 120),
		seconds("P9", "the same: unchanged sync", companyPeople, "unchanged sync", 30),
		{id: "P9", what: "the same: mails of an unchanged sync", ours: fmt.Sprint(again.Mails), goal: "0", reached: again.Mails == 0},
		{id: "P9", what: "the same: write units for a person, all of them the bookkeeping of chunks", ours: fmt.Sprintf("%.2f", again.Writes), goal: "0 for the person", reached: again.Writes < 0.25},
		{id: "P9", what: "memory held at most, plans included", ours: fmt.Sprintf("%d MiB", peak>>20), goal: "512 MiB", reached: peak < 512<<20},
		seconds("plan", "10,000 people: impact of a change in numbers", planPeople, "impact", 1),
	}
}

// write adds the companies to the page.
func (c companies) write(p *page) {
	p.text("\n## Companies\n\nThe whole product on its file engine, which waits for the disk, in one process as `usersync serve` runs it: people in two groups each, 1,000 rules of as many groups. Seconds are those on the wall, and so those of a machine that may have had other work to do; " +
		"the processor's seconds are beside them. Memory is what the process held at most until then, without pages of its file. `plan` is what switching sync on would do, everybody changing; `impact` the numbers alone of deleting a rule. `TestAnUnchangedSyncWritesNothingForAPerson` and `TestAPlanOfEverybodyNeedsLittleMemory` in `internal/scale` are the tests of it.")
	p.row("people", "what", "seconds", "processor", "memory", "read units", "write units", "mails", "changed")
	p.rule("--:", "---", "--:", "--:", "--:", "--:", "--:", "--:", "--:")
	for _, people := range []int{planPeople, companyPeople} {
		for _, s := range c[people] {
			p.row(fmt.Sprint(people), s.Name, fmt.Sprintf("%.1f", s.Seconds), fmt.Sprintf("%.1f", s.CPU), fmt.Sprintf("%d MiB", s.Memory>>20), fmt.Sprintf("%.2f", s.Reads), fmt.Sprintf("%.2f", s.Writes), fmt.Sprint(s.Mails), fmt.Sprint(s.Changed))
		}
	}
}
