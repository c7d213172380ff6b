package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"

	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// errNoMatch and errUnchanged say that something was measured that does not do its work.
var (
	errNoMatch   = errors.New("the filter does not match the user")
	errUnchanged = errors.New("the patch changes nothing")
)

// functions measures filters, PATCH of a user and the members of groups, ours and the libraries' in turns.
func functions(ctx context.Context, o options, in inputs, r results) error {
	for round := range o.rounds {
		log.Printf("functions, round %d of %d", round+1, o.rounds)
		if err := ourFunctions(in, r); err != nil {
			return err
		}
		if err := peerFunctions(ctx, o, r); err != nil {
			return err
		}
	}
	groups, err := newGroups(ctx, in.Groups) // after that there is much in memory, which would tell on what is small
	for round := range o.rounds {
		if err == nil {
			log.Printf("groups, round %d of %d", round+1, o.rounds)
			err = groups.measure(ctx, r)
		}
	}
	return err
}

func ourFunctions(in inputs, r results) error {
	user, err := decoded(in.User)
	if err != nil {
		return err
	}
	for _, f := range in.Filters {
		if err := timed(r, "parse/"+f.Name, func() error { _, err := filter.Parse(f.Text); return err }); err != nil {
			return err
		}
		expr, err := filter.Parse(f.Text)
		if err != nil {
			return err
		}
		bound, err := filter.Compile(expr, schema.Users())
		if err != nil {
			return err
		}
		matches := func() error {
			if !bound.Match(user) {
				return errNoMatch
			}
			return nil
		}
		if err := timed(r, "evaluate/"+f.Name, matches); err != nil {
			return fmt.Errorf("filter %s: %w", f.Name, err)
		}
	}
	for _, p := range in.Patches {
		message, err := decoded(map[string]any{"Operations": p.Operations})
		if err != nil {
			return err
		}
		if err := timed(r, "patch/"+p.Name, func() error { return applied(user, message) }); err != nil {
			return fmt.Errorf("patch %s: %w", p.Name, err)
		}
	}
	return nil
}

func timed(r results, name string, do func() error) error {
	ns, err := measure(do)
	r.add(ours, name, ns)
	return err
}

// decoded is JSON as it comes out of our own decoder.
func decoded(v any) (scim.Object, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return scim.Decode(text)
}

// applied does all that a request's PATCH takes, from the decoded message to the new user.
func applied(user, message scim.Object) error {
	ops, err := patch.Decode(message)
	if err != nil {
		return err
	}
	_, changed, err := patch.Apply(schema.Users(), user, ops)
	if err == nil && !changed {
		err = errUnchanged
	}
	return err
}

// peerFunctions runs the libraries once in a process of their own.
func peerFunctions(ctx context.Context, o options, r results) error {
	script := exec.CommandContext(ctx, o.node, "tools/bench/functions.mjs")
	script.Stderr = os.Stderr
	out, err := script.Output()
	if err != nil {
		return fmt.Errorf("the libraries of other people: %w", err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var line struct {
			Name string  `json:"name"`
			NS   float64 `json:"ns"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return fmt.Errorf("the libraries of other people: %w", err)
		}
		r.add(parser, line.Name, line.NS)
	}
	return nil
}
