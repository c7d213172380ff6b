package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// doctorCommand is `usersync doctor`.
type doctorCommand struct{ Flags }

// Help says how it ends.
func (doctorCommand) Help() string {
	return `Changes nothing. Ends with 1 when something is wrong, and with 0 when there are but warnings.

    usersync doctor
    usersync doctor --output json`
}

// What a check finds.
const (
	fine    = "ok"
	warning = "warning"
	wrong   = "wrong"
	unknown = "unknown"
)

// finding is what one check found.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`
}

// Run checks one thing after the other. Where the deployment cannot be reached the others are left out.
func (doctorCommand) Run(ctx context.Context, s *Session) error {
	d := &doctor{Session: s}
	d.examine(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	text, err := json.Marshal(map[string]any{"checks": d.found})
	if err != nil {
		return err
	}
	t := printer.Table{Columns: []string{"CHECK", "STATE", "WHAT", "WHAT TO DO"}}
	bad := 0
	for _, f := range d.found {
		t.Rows = append(t.Rows, []string{f.Check, f.State, f.Detail, f.Remedy})
		if f.State == wrong {
			bad++
		}
	}
	if err := s.show(printer.Document{JSON: text, Parts: []printer.Part{t}}); err != nil {
		return err
	}
	if bad > 0 {
		return &exit{ExitFailed, count(bad, "thing is wrong.", "things are wrong.")}
	}
	return nil
}

// doctor gathers findings.
type doctor struct {
	*Session
	found []finding
}

func (d *doctor) add(check, state, detail, remedy string) {
	if state == fine {
		remedy = ""
	}
	d.found = append(d.found, finding{check, state, detail, remedy})
}

// failed notes that a check could not be made, for the server's reason.
func (d *doctor) failed(check string, err error) {
	_, why := Ended(err)
	state := wrong
	var p *client.Problem
	if errors.As(err, &p) && (p.Status == http.StatusForbidden || p.Status == http.StatusNotFound) {
		state = unknown
	}
	d.add(check, state, why, "")
}

func (d *doctor) examine(ctx context.Context) {
	if !d.reach(ctx) || !d.checkKey(ctx) {
		return
	}
	d.checkScopes(ctx)
	d.checkSync(ctx)
	d.checkFailures(ctx)
	d.checkHolds(ctx)
	d.checkCredentials(ctx)
	d.checkRules(ctx)
}

// reach reads the description of the API, which needs no key, and looks at the clocks.
func (d *doctor) reach(ctx context.Context) bool {
	answer, o, err := d.get(ctx, "/openapi.json", nil)
	if err != nil {
		_, why := Ended(err)
		d.add("reachable", wrong, why, "Look at the address, at proxies, and at the deployment's log.")
		return false
	}
	d.add("reachable", fine, d.Root(), "")
	server := o.text("info.version")
	d.add("version", fine, "API "+or(server, "unknown")+", this program "+d.Version, "")
	d.checkClock(answer)
	return true
}

// How far clocks may be apart, in seconds: the answer is on its way for some of them.
const (
	clockWarning = 30
	clockWrong   = 300
)

func (d *doctor) checkClock(answer client.Answer) {
	at, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		d.add("clock", unknown, "The answer has no date.", "")
		return
	}
	apart := int(d.Now().Sub(at).Seconds())
	state := fine
	switch {
	case max(apart, -apart) > clockWrong:
		state = wrong
	case max(apart, -apart) > clockWarning:
		state = warning
	}
	d.add("clock", state, clocks(apart), "Set the clock by a time server: keys, schedules and signatures go by it.")
}

func clocks(apart int) string {
	switch {
	case apart > 1:
		return "This machine is " + strconv.Itoa(apart) + " s ahead of the deployment."
	case apart < -1:
		return "This machine is " + strconv.Itoa(-apart) + " s behind the deployment."
	}
	return "They agree."
}

func (d *doctor) checkKey(ctx context.Context) bool {
	if !d.HasKey() {
		d.add("key", wrong, "There is no key.", "Give one with --key-file or USERSYNC_KEY, or make a profile: usersync login.")
		return false
	}
	_, o, err := d.get(ctx, "/account", nil)
	if err != nil {
		d.failed("key", err)
		d.found[len(d.found)-1].State = wrong
		return false
	}
	d.add("key", fine, "It opens the account "+o.text("name")+".", "")
	return true
}
