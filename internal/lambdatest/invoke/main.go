// Command invoke runs the real bootstrap of one function on one event by hand, amid stand-ins that hold the sample account, and shows its answer, its log and
// what it did to queues and mails: `make invoke FN=scim EVENT=events/scim-user-create.json`.
//
// Nothing it does leaves this machine or outlives it.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/alecthomas/kong"

	"usersync/internal/job"
	"usersync/internal/lambdatest"
	"usersync/internal/localcloud"
)

type command struct {
	Function string `arg:"" help:"Which function: scim, admin, console, relay, resolver, mailer or tick."`
	Event    string `arg:"" type:"existingfile" help:"File of the event, as those in events/."`
}

func main() {
	var c command
	kong.Parse(&c, kong.Name("invoke"), kong.Description("Runs the real bootstrap of a function on an event, with stand-ins around it."))
	h := newHand()
	err := c.run(h, os.Stdout)
	h.finish()
	if err != nil {
		fmt.Fprintln(os.Stderr, "invoke:", err)
		os.Exit(1)
	}
}

// run invokes the function and shows what came of it. A failure of the function is shown, and is an error, too.
func (c *command) run(h *hand, out io.Writer) error {
	functions := []string{"scim", "admin", "console", "relay", "resolver", "mailer", "tick"}
	if !slices.Contains(functions, c.Function) {
		return fmt.Errorf("there is no function of this name; there are %v", functions)
	}
	event, err := os.ReadFile(c.Event)
	if err != nil {
		return err
	}
	folder := h.TempDir()
	if err := lambdatest.Build(folder, "./functions/"+c.Function); err != nil {
		return err
	}
	around := localcloud.Surround(h)
	s, err := lambdatest.Start(lambdatest.Function{Name: "usersync-dev-" + c.Function, Path: filepath.Join(folder, c.Function), Env: around.Env(c.Function), Timeout: 55 * time.Second})
	if err != nil {
		return err
	}
	answer, failed := s.Invoke(h.Context(), event)
	_ = s.Close()
	show(out, around, answer, s.Logs())
	return failed
}

func show(out io.Writer, around *localcloud.Surroundings, answer json.RawMessage, log string) {
	var pretty bytes.Buffer
	if json.Indent(&pretty, answer, "", "  ") != nil {
		pretty.Write(answer)
	}
	_, _ = fmt.Fprintf(out, "answer:\n%s\n\nlog:\n%s", pretty.String(), log)
	for _, name := range []job.Queue{job.Hot, job.Bulk, job.Mail} {
		for _, m := range around.Messages(name) {
			_, _ = fmt.Fprintf(out, "\nsent to %s: %+v", name, m)
		}
	}
	for _, m := range around.SES.Mails() {
		_, _ = fmt.Fprintf(out, "\nmail to %s: %s", m.To, m.Subject)
	}
	_, _ = fmt.Fprintln(out)
}
