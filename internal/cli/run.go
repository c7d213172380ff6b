package cli

import (
	"context"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// runCommand is `usersync run`.
type runCommand struct {
	Flags

	Start   runStartCommand   `cmd:"" default:"withargs" help:"Sync everybody now, and wait for the end."`
	List    runListCommand    `cmd:"" help:"List runs, newest first."`
	Show    runShowCommand    `cmd:"" help:"Show a run."`
	Watch   runWatchCommand   `cmd:"" help:"Show how far a run is until it has ended."`
	Results runResultsCommand `cmd:"" help:"List what a run found of each user."`
	Cancel  runCancelCommand  `cmd:"" help:"Have a run end early: what is begun goes on, the rest is skipped."`
	Retry   runRetryCommand   `cmd:"" help:"Sync users of a run once more: those named, or all whom it left with a failure."`
}

type runStartCommand struct {
	NoWait bool `help:"Do not wait for the end."`
}

// Help has the examples.
func (runStartCommand) Help() string {
	return `Ctrl-C ends the waiting; the run goes on.

    usersync run
    usersync run start --no-wait --output json`
}

// Run starts a full sync.
func (c *runStartCommand) Run(ctx context.Context, s *Session) error {
	return s.startRun(ctx, "/sync/runs", nil, c.NoWait)
}

// startRun asks for a run of whatever kind, and waits for it.
func (s *Session) startRun(ctx context.Context, path string, body any, noWait bool) error {
	answer, o, err := s.post(ctx, path, body)
	if err != nil {
		return err
	}
	if !noWait {
		if answer, o, err = s.awaitRun(ctx, o.text("id")); err != nil {
			return err
		}
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{runFacts(o)}})
}

// awaitRun waits for the end of a run.
func (s *Session) awaitRun(ctx context.Context, id string) (client.Answer, object, error) {
	return s.await(ctx, waiting{
		path: client.Path("sync", "runs", id), what: "Run " + id, over: func(o object) bool { return o.has("finishedAt") },
		leave: "The run goes on by itself: usersync run watch " + id,
	})
}

func runFacts(o object) printer.Facts {
	return printer.Facts{
		{Name: "run", Value: o.text("id")},
		{Name: "kind", Value: o.text("kind")},
		{Name: "state", Value: o.text("state")},
		{Name: "of rules version", Value: o.text("rulesVersion")},
		{Name: "started", Value: o.text("startedAt")},
		{Name: "finished", Value: o.text("finishedAt")},
		{Name: "users", Value: strings.TrimPrefix(o.text("done")+" of "+o.text("planned"), " of ")},
		{Name: "changed", Value: o.text("changed")},
		{Name: "failed", Value: o.text("failed")},
		{Name: "waiting for a seat", Value: o.text("waiting")},
		{Name: "skipped", Value: nonZero(o.number("skipped"))},
		{Name: "withheld", Value: nonZero(o.number("withheld"))},
		{Name: "drifted", Value: nonZero(o.number("drift"))},
		{Name: "hold", Value: o.text("hold")},
		{Name: "retry of", Value: o.text("retryOf")},
		{Name: "cause", Value: o.text("cause")},
	}
}

type runListCommand struct {
	Paging
	Kind string `placeholder:"KIND" help:"Only runs of this kind: full, publish, retry or plan."`
}

// Run lists runs.
func (c *runListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{path: "/sync/runs", query: query("kind", c.Kind), empty: "There are no runs.", columns: []column{
		col("ID", "id"), col("KIND", "kind"), col("STATE", "state"), col("STARTED", "startedAt"), col("FINISHED", "finishedAt"), col("USERS", "done"), col("OF", "planned"),
		col("CHANGED", "changed"), col("FAILED", "failed"), col("WAITING", "waiting"),
	}})
}

type runShowCommand struct {
	ID string `arg:"" name:"run" help:"Its id."`
}

// Run shows a run.
func (c *runShowCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.get(ctx, client.Path("sync", "runs", c.ID), nil)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{runFacts(o)}})
}

type runWatchCommand struct {
	ID string `arg:"" optional:"" name:"run" help:"Its id; else the run that is going on."`
}

// Run waits for the end of a run.
func (c *runWatchCommand) Run(ctx context.Context, s *Session) error {
	id := c.ID
	if id == "" {
		_, o, err := s.get(ctx, "/sync", nil)
		if err != nil {
			return err
		}
		if id = o.text("current.id"); id == "" {
			return s.show(printer.Document{JSON: []byte("null"), Parts: []printer.Part{printer.Note("No run is going on. usersync run list shows those that have ended.")}})
		}
	}
	answer, o, err := s.awaitRun(ctx, id)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{runFacts(o)}})
}

type runResultsCommand struct {
	Paging
	ID      string `arg:"" name:"run" help:"Its id."`
	Verdict string `placeholder:"VERDICT" help:"Only users with this verdict: changed, unchanged, failed, waiting, withheld or skipped."`
	Drift   bool   `help:"Only users who had something else than was worked out, though nothing had changed."`
}

// Run lists what a run found.
func (c *runResultsCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{
		path: client.Path("sync", "runs", c.ID, "results"), query: query("verdict", c.Verdict, "drift", ifTrue(c.Drift)), empty: "Nobody.",
		columns: []column{col("USER", "userName"), col("ID", "userId"), col("VERDICTS", "verdicts"), {"DRIFT", func(o object) string { return yesIf(o.is("drift")) }}, col("FAILURES", "failures")},
	})
}

type runCancelCommand struct {
	ID string `arg:"" name:"run" help:"Its id."`
}

// Run cancels a run.
func (c *runCancelCommand) Run(ctx context.Context, s *Session) error {
	answer, o, err := s.post(ctx, client.Path("sync", "runs", c.ID, "cancel"), nil)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{runFacts(o)}})
}

type runRetryCommand struct {
	ID     string   `arg:"" name:"run" help:"Its id."`
	Users  []string `arg:"" optional:"" name:"user" help:"Users, by id, userName or e-mail address; else all whom the run left with a failure."`
	NoWait bool     `help:"Do not wait for the end."`
}

// Run retries users of a run.
func (c *runRetryCommand) Run(ctx context.Context, s *Session) error {
	body := map[string]any{}
	if len(c.Users) > 0 {
		ids, err := s.userIDs(ctx, c.Users)
		if err != nil {
			return err
		}
		body["users"] = ids
	}
	return s.startRun(ctx, client.Path("sync", "runs", c.ID, "retry"), body, c.NoWait)
}

// ifTrue is the value of a switch in a query, which is left out when it is off.
func ifTrue(on bool) string {
	if on {
		return "true"
	}
	return ""
}
