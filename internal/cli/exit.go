package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// What a command ends with.
const (
	ExitFailed      = 1   // it did not work
	ExitHeld        = 2   // a plan is held, or the rules have errors: somebody has to decide
	ExitUsage       = 64  // the arguments are wrong
	ExitInterrupted = 130 // Ctrl-C
)

// exit is the end of a command that is not 0. Everything was said already where it has no text.
type exit struct {
	code int
	text string
}

func (e *exit) Error() string { return e.text }

// usage is a mistake in the arguments.
func usage(format string, args ...any) error {
	return &exit{ExitUsage, fmt.Sprintf(format, args...)}
}

// Ended says with which code a command ends that failed, and what there is to say about it: who, what, why and what to do, free of control characters.
func Ended(err error) (code int, text string) {
	var own *exit
	var parse *kong.ParseError
	var problem *client.Problem
	var address *client.AddressError
	var key *client.KeyError
	switch {
	case err == nil:
		return 0, ""
	case errors.As(err, &own):
		code, text = own.code, own.text
	case errors.As(err, &parse):
		code, text = ExitUsage, err.Error()+" ("+helpOf(parse)+" says what there is)"
	case errors.As(err, &address), errors.As(err, &key):
		code, text = ExitUsage, err.Error()
	case errors.As(err, &problem):
		code, text = problemCode(problem), problemText(problem)
	case errors.Is(err, context.Canceled):
		code, text = ExitInterrupted, "Interrupted. "+strings.TrimSuffix(err.Error(), context.Canceled.Error())
	default:
		code, text = ExitFailed, err.Error()
	}
	return code, strings.TrimSpace(printer.CleanLines(text))
}

func helpOf(e *kong.ParseError) string {
	if e.Context != nil {
		if node := e.Context.Selected(); node != nil {
			return node.FullPath() + " --help"
		}
	}
	return "usersync --help"
}

func problemCode(p *client.Problem) int {
	if p.Code == "plan_held" {
		return ExitHeld
	}
	return ExitFailed
}

// problemText is a refusal with its fields, what helps against it, and how it is named.
func problemText(p *client.Problem) string {
	var b strings.Builder
	b.WriteString(p.Error())
	if remedy := remedies[p.Code]; remedy != "" {
		b.WriteString("\n" + remedy)
	}
	if p.RetryAfter > 0 {
		fmt.Fprintf(&b, "\nTry again in %v.", p.RetryAfter)
	}
	fmt.Fprintf(&b, "\n(%d", p.Status)
	if p.Code != "" {
		b.WriteString(" " + p.Code)
	}
	if p.RequestID != "" {
		b.WriteString(", request " + p.RequestID)
	}
	b.WriteString(")")
	return b.String()
}

// remedies say what to do here, on the command line, about refusals.
var remedies = map[string]string{ //nolint:gosec // codes of refusals and sentences: no credentials
	"invalid_token":    "The key is not known there: is it the key of this deployment and account? usersync login keeps another.",
	"wrong_credential": "This verb wants another kind of key: accounts wants the operator's (opr_), everything else an admin key (adm_).",
	"missing_scope":    "The key lacks a scope. usersync keys create makes one that has it, with a key that has the scope owner.",
	"plan_held":        "Look at it with: usersync plan show ID. Somebody may approve it with: usersync plan approve ID --reason WHY.",
	"plan_stale":       "Make a new plan with: usersync plan create.",
	"draft_open":       "There is a draft: usersync rules draft shows it, usersync plan create tries it, usersync rules draft discard throws it away.",
}
