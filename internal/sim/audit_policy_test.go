package sim

import (
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// seePolicy checks what an account has one of: a live policy, whose version goes up one by one; full runs, one at a time; allowances, which have an end.
func (a *audit) seePolicy(c table.Change) {
	parts := strings.Split(c.Key.P, "#")
	if len(parts) < 3 || parts[0] != "T" {
		return
	}
	switch account := parts[1]; parts[2] {
	case "RULES":
		if c.Key.S == "HEAD" {
			a.seeLive(account, c.New["version"].Int())
		}
	case "NEST":
		a.nested[account] = true
	case "GUARD":
		if n := c.New["n"].Int(); n > c.Old["n"].Int() {
			a.claims++
			a.deeds["loss counted by an allowance"]++
			if n > c.New["limit"].Int() {
				a.wrong("of an allowance for %d %d are used", c.New["limit"].Int(), n)
			}
		}
	case "RUN":
		if c.Key.S == "HEAD" && c.New["kind"].Str() == "full" {
			a.seeFullRun(account, parts[3], c)
		}
	}
}

func (a *audit) seeLive(account string, version int64) {
	was := a.live[account]
	if version != was && version != was+1 {
		a.wrong("the live version of %s went from %d to %d", account, was, version)
	}
	a.live[account] = version
	if version != was && a.acting != nil && a.acting.applies.ID != "" {
		a.promise(account, version, a.acting.applies)
	}
}

// seeFullRun checks that full runs do not overlap, and that the schedule starts no more of them than there are times on it.
func (a *audit) seeFullRun(account, id string, c table.Change) {
	open := a.runs[account]
	if open == nil {
		open = map[string]bool{}
		a.runs[account] = open
	}
	switch c.New["state"].Str() {
	case "done", "canceled", "superseded":
		delete(open, id)
	default:
		open[id] = true
	}
	if len(open) > 1 {
		a.wrong("%d full runs go on at once", len(open))
	}
	if c.Old == nil && a.acting != nil && a.acting.name == tickName {
		a.started[account]++
		a.deeds["scheduled run started"]++
		if times := int(a.clock.Sub(dawn)/every) + 2; a.started[account] > times {
			a.wrong("the schedule named %d times, %d runs were started", times, a.started[account])
		}
	}
}

// policy is a version of an account's policy.
func (a *audit) policy(account string, version int64) *rule.Policy {
	key := policyKey{account, version}
	if known := a.policies[key]; known != nil {
		return known
	}
	p, err := a.store.Policy(calm, access.FromTrigger(account), version)
	if err != nil {
		a.wrong("policy %d of %s: %v", version, account, err)
		return &rule.Policy{}
	}
	a.policies[key] = p
	return p
}

// every is how long it is from one time of the schedule to the next.
const every = 4 * time.Minute
