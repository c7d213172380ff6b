package linear

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/anishathalye/porcupine"

	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// rules: three admins add rules, with If-Match and without, and read the list. No rule is lost, and no mixture of two lists is ever live.
var rules = scenario{
	name: "rules", play: playRules, model: ruleModel.ToModel(),
	mutants: []mutant{{"published_without_condition", without("#RULES", "")}},
}

// ruleCall is to read the rules (rule is ""), or to add one; with ifMatch only to that version, 0 to any.
type ruleCall struct {
	rule    string
	ifMatch int64
}

// stale is the answer to a publication that named another version; all others are answered with what is live then.
const stale = "stale"

func (w *world) publisher() *provision.Publisher {
	return &provision.Publisher{Store: w.store, Now: w.now, NewID: w.newID, Sleep: w.sleep, Rand: w.rng.Float64}
}

func playRules(_ *testing.T, w *world) {
	made := 0
	for range 3 {
		seen := int64(0)
		w.client(6, func() {
			if w.rng.IntN(3) == 0 {
				w.call(ruleCall{}, func() any { return w.publish(&seen, "", 0) })
				return
			}
			made++
			call := ruleCall{fmt.Sprint("r", made), 0}
			if w.rng.IntN(2) == 0 {
				call.ifMatch = seen
			}
			w.call(call, func() any { return w.publish(&seen, call.rule, call.ifMatch) })
		})
	}
}

// publish adds a rule, or reads the live policy, and says what is live.
func (w *world) publish(seen *int64, id string, ifMatch int64) any {
	var live *rule.Policy
	var err error
	if id == "" {
		live, err = w.publisher().Live(context.Background(), w.account)
	} else {
		live, err = w.publisher().Publish(context.Background(), w.account, ifMatch, func(p *rule.Policy) error {
			p.Rules = append(p.Rules, rule.Rule{ID: id, Enabled: true, Group: "G"})
			return nil
		})
	}
	switch {
	case fault.Is(err, fault.Stale):
		return stale
	case err != nil && id == "":
		return nil
	case err != nil:
		return unknown{}
	}
	*seen = live.Version
	text := fmt.Sprint(live.Version)
	for _, r := range live.Rules {
		text += " " + r.ID
	}
	return text
}

// ruleModel: the state is what is answered: the version and the rules, in order. The account is founded with version 1 and no rules.
var ruleModel = porcupine.NondeterministicModel{
	Init: func() []any { return []any{"1"} },
	Step: func(state, input, output any) []any {
		live, call := state.(string), input.(ruleCall)
		text, list, _ := strings.Cut(live, " ")
		version := int64(0)
		_, _ = fmt.Sscan(text, &version)
		next := strings.TrimSpace(fmt.Sprint(version+1, " ", list)) + " " + call.rule
		matches := call.ifMatch == 0 || call.ifMatch == version
		switch {
		case call.rule == "":
			return sure(output == live, live)
		case output == stale:
			return sure(!matches, live)
		case output == unknown{}:
			return append(sure(matches, next), live)
		default:
			return sure(matches && output == next, next)
		}
	},
}
