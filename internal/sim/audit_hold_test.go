package sim

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// holding is what is stored of a hold.
type holding struct {
	account string
	kind    provision.HoldKind
	state   provision.HoldState
	base    int64 // the policy whose rules come back when it is rejected; 0: none do
	users   map[string]bool
	counts  map[string]int64
}

// seeHold checks that a decision is final.
func (a *audit) seeHold(c table.Change) {
	id, ok := holdOf(c.Key)
	if !ok {
		return
	}
	h := a.holds[id]
	if h == nil {
		h = &holding{account: strings.Split(c.Key.P, "#")[1], users: map[string]bool{}, counts: map[string]int64{}}
		a.holds[id] = h
	}
	switch user, isUser := strings.CutPrefix(c.Key.S, "U#"); {
	case isUser && c.New != nil:
		h.users[user] = true
	case isUser:
		delete(h.users, user)
	case c.Key.S == "COUNT":
		h.counts[c.Key.P] = c.New["n"].Int()
	default:
		state := provision.HoldState(c.New["state"].Str())
		if h.state != "" && h.state != provision.HoldOpen && h.state != state {
			a.wrong("hold %s was %s, and is %s", id, h.state, state)
		}
		var row struct {
			Kind    provision.HoldKind
			Base    int64
			Waits   bool
			Reverts provision.HoldReverts
		}
		if err := json.Unmarshal(c.New["json"].Raw(), &row); err != nil {
			a.wrong("hold %s: %v", id, err)
		}
		if h.state != state {
			a.deeds["hold of a "+string(row.Kind)+": "+string(state)]++
		}
		h.state, h.kind, h.base = state, row.Kind, 0
		if row.Reverts.Rules && !row.Waits {
			h.base = row.Base
		}
	}
}

// holdOf is the hold that an item is of.
func holdOf(key table.Key) (string, bool) {
	parts := strings.Split(key.P, "#")
	if len(parts) < 4 || parts[2] != "HOLD" {
		return "", false
	}
	return parts[3], true
}

// checkHolds checks that the counters of holds count who is in them.
func (a *audit) checkHolds(changes []table.Change) {
	for _, c := range changes {
		id, ok := holdOf(c.Key)
		switch {
		case !ok:
			continue
		case c.Key.S == "HEAD":
			a.checkReverted(a.holds[id])
			continue
		}
		var counted int64
		for _, n := range a.holds[id].counts {
			counted += n
		}
		if users := len(a.holds[id].users); int(counted) != users {
			a.wrong("hold %s counts %d, in it are %d", id, counted, users)
		}
	}
}

// checkReverted checks that rejecting the hold of a plan, or letting it expire, brings back the rules of before in the same moment.
func (a *audit) checkReverted(h *holding) {
	if h.base == 0 || h.state != provision.HoldRejected && h.state != provision.HoldExpired {
		return
	}
	if was, is := a.policy(h.account, h.base), a.policy(h.account, a.live[h.account]); !reflect.DeepEqual(was.Rules, is.Rules) {
		a.wrong("a hold was %s, and the rules are %v, not those of policy %d", h.state, is.Rules, h.base)
	}
}

// checkHeld checks that the lists of holds name a user exactly where the outcome does.
func (a *audit) checkHeld(account, user string, o *plan.Outcome) {
	for id, h := range a.holds {
		in := o != nil && slices.ContainsFunc(o.Held, func(held plan.Held) bool { return held.Hold == id })
		if h.account == account && in != h.users[user] {
			a.wrong("%s is on the list of hold %s: %v, by the outcome: %v", user, id, h.users[user], in)
		}
	}
}

// holding reports whether there is anything to decide on.
func (a *audit) holding() bool {
	for _, h := range a.holds {
		if h.state == provision.HoldOpen {
			return true
		}
	}
	return false
}
