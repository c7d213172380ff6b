package cli

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// syncCommand is `usersync sync`.
type syncCommand struct {
	Flags

	Show     syncShowCommand     `cmd:"" default:"withargs" help:"Show where syncing stands, and what keeps users from what the rules give."`
	On       syncOnCommand       `cmd:"" help:"Switch syncing on."`
	Off      syncOffCommand      `cmd:"" help:"Switch syncing off: directory changes are recorded, and nothing is given, taken or mailed."`
	Mail     syncMailCommand     `cmd:"" help:"Switch welcome mails on or off."`
	Schedule syncScheduleCommand `cmd:"" help:"Say when full syncs start by themselves."`
}

type syncShowCommand struct {
	Wait bool `help:"Wait until nobody is pending and no mail is on its way."`
}

// Run shows where syncing stands.
func (c *syncShowCommand) Run(ctx context.Context, s *Session) error {
	if c.Wait {
		return s.showQuiet(ctx)
	}
	answer, o, err := s.get(ctx, "/sync", nil)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: syncParts(o)})
}

// showQuiet waits until nobody is pending and no mail is on its way, and shows where syncing stands then.
func (s *Session) showQuiet(ctx context.Context) error {
	answer, o, err := s.await(ctx, waiting{
		path: "/sync", what: "Waiting until nobody is pending", over: func(o object) bool { return o.number("pending")+o.number("mailPending") == 0 },
		leave: "Syncing goes on by itself",
	})
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: syncParts(o)})
}

// syncing says whether syncing is on, or how far it is on its way there.
func syncing(o object) string {
	switch on := o.object("switching"); {
	case !o.has("switching"):
		return onOff(o.is("enabled"))
	case on.has("stopped"):
		return "off; switching on has stopped: " + on.text("stopped.detail")
	default:
		return "off; it is being switched on"
	}
}

func syncParts(o object) []printer.Part {
	parts := []printer.Part{printer.Facts{
		{Name: "syncing", Value: syncing(o)},
		{Name: "welcome mails", Value: onOff(o.is("mail"))},
		{Name: "schedule", Value: scheduleOf(o)},
		{Name: "next full sync", Value: o.text("nextRunAt")},
		{Name: "directory users", Value: o.text("users")},
		{Name: "pending", Value: o.text("pending")},
		{Name: "mails pending", Value: o.text("mailPending")},
		{Name: "draft of the rules", Value: o.text("draft")},
		{Name: "run going on", Value: o.text("current.id")},
		{Name: "open holds", Value: nonZero(len(o.list("holds")))},
	}}
	if failures := o.list("failures"); len(failures) > 0 {
		parts = append(parts, printer.Heading("Failures"), table("", failures, failureColumns))
	}
	return parts
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func scheduleOf(o object) string {
	if !o.has("schedule") {
		return "none"
	}
	return strings.TrimSpace(o.text("schedule.cron") + " " + o.text("schedule.timeZone"))
}

// patchSync changes something about syncing, and shows where it stands then.
func (s *Session) patchSync(ctx context.Context, body map[string]any) error {
	answer, o, err := s.send(ctx, http.MethodPatch, "/sync", body)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: syncParts(o)})
}

type syncOnCommand struct {
	Plan string `placeholder:"ID" help:"By this plan of switching it on: what happens is then exactly what the plan says. usersync plan create --sync on makes one."`
	Yes  bool   `help:"Do not ask."`
}

// Help says what it does about plans.
func (syncOnCommand) Help() string {
	return `While rules are reviewed switching on takes a plan. Without --plan one is made and shown; on a terminal you are asked before it comes about. What the guard holds ends with 2.

    usersync sync on
    usersync sync on --plan ID`
}

// Run switches syncing on.
func (c *syncOnCommand) Run(ctx context.Context, s *Session) error {
	if c.Plan != "" {
		return s.patchSync(ctx, map[string]any{"enabled": true, "planId": c.Plan})
	}
	err := s.patchSync(ctx, map[string]any{"enabled": true})
	var p *client.Problem
	if errors.As(err, &p) && p.Code == "plan_required" {
		return c.planned(ctx, s)
	}
	return err
}

// planned makes the plan that is required, shows it, and switches on by it.
func (c *syncOnCommand) planned(ctx context.Context, s *Session) error {
	id, err := s.createPlan(ctx, map[string]any{"change": map[string]any{"syncOn": true}})
	if err != nil {
		return err
	}
	answer, plan, err := s.awaitPlan(ctx, id)
	if err != nil {
		return err
	}
	stop := held(plan)
	if stop != nil || s.forPeople() {
		if err := s.show(printer.Document{JSON: answer.Body, Parts: s.planParts(plan)}); err != nil {
			return err
		}
	}
	if stop != nil {
		return stop
	}
	yes := c.Yes
	if !yes {
		if yes, err = s.confirm("Switch syncing on by this plan?", true); err != nil {
			return err
		}
	}
	if !yes {
		return &exit{ExitFailed, "Nothing was changed."}
	}
	return s.patchSync(ctx, map[string]any{"enabled": true, "planId": id})
}

type syncOffCommand struct{}

// Run switches syncing off.
func (syncOffCommand) Run(ctx context.Context, s *Session) error {
	return s.patchSync(ctx, map[string]any{"enabled": false})
}

type syncMailCommand struct {
	Switch string `arg:"" enum:"on,off" help:"on or off."`
}

// Run switches mails on or off.
func (c *syncMailCommand) Run(ctx context.Context, s *Session) error {
	return s.patchSync(ctx, map[string]any{"mail": c.Switch == "on"})
}

type syncScheduleCommand struct {
	Cron     string `arg:"" help:"Five fields in quotes: minute, hour, day of month, month, day of week; or the word none."`
	TimeZone string `placeholder:"ZONE" help:"An IANA name, such as Europe/Zurich. Default: UTC."`
}

// Help has the examples.
func (syncScheduleCommand) Help() string {
	return `    usersync sync schedule "0 2 * * *" --time-zone Europe/Zurich
    usersync sync schedule none`
}

// Run sets the schedule.
func (c *syncScheduleCommand) Run(ctx context.Context, s *Session) error {
	if c.Cron == "none" {
		return s.patchSync(ctx, map[string]any{"schedule": nil})
	}
	if n := len(strings.Fields(c.Cron)); n != 5 {
		return usage("A schedule has five fields, and this has %d. Put it in quotes: \"0 2 * * *\".", n)
	}
	schedule := map[string]string{"cron": c.Cron}
	if c.TimeZone != "" {
		schedule["timeZone"] = c.TimeZone
	}
	return s.patchSync(ctx, map[string]any{"schedule": schedule})
}
