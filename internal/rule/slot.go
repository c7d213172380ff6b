package rule

import (
	"cmp"
	"fmt"
)

// voice is one word on a single-valued slot: a rule's, an admin's, or the user's own.
type voice[V any] struct {
	word[V]
	source      Source
	rule, grant string
}

func (v voice[V]) text() string { return fmt.Sprint(v.value) }

func (v voice[V]) by() string { return cmp.Or(v.grant, v.rule) }

// decide finds the winner among voices, strongest first, and the reason why each other one lost. deny names the grant that
// denies a value, or "". Where nobody wins the slot has its default.
func decide[V any](voices []voice[V], deny func(V) string, unstated V) Slot[V] {
	slot := Slot[V]{Value: unstated, Source: FromDefault}
	winner := -1
	for i, v := range voices {
		if !v.broken && deny(v.value) == "" {
			winner = i
			slot = Slot[V]{Value: v.value, Stated: true, Source: v.source, Rule: v.rule, Grant: v.grant}
			break
		}
	}
	for i, v := range voices {
		if i == winner {
			continue
		}
		lost := Loser{Rule: v.rule, Grant: v.grant, Value: v.text()}
		switch grant := deny(v.value); {
		case v.broken:
			lost.Reason = Broken
		case grant != "":
			lost.Reason, lost.By = Denied, grant
		default:
			w := voices[winner]
			lost.Reason, lost.By = lostAgainst(v.source, w.source, v.text() == w.text()), w.by()
		}
		slot.Losers = append(slot.Losers, lost)
	}
	return slot
}

// lostAgainst is why a word that could have decided did not.
func lostAgainst(loser, winner Source, same bool) Reason {
	switch {
	case loser == FromRule && winner != FromRule:
		return Overridden
	case same:
		return SameValue
	default:
		return LowerPriority
	}
}

// voices lists the rules that speak on a slot behind those who stand above rules.
func voices[V any](above []voice[V], rules []*compiled, on func(*compiled) word[V]) []voice[V] {
	for _, r := range rules {
		if w := on(r); w.stated {
			above = append(above, voice[V]{word: w, source: FromRule, rule: r.id})
		}
	}
	return above
}

// nothingDenied is for slots that admins do not decide by hand.
func nothingDenied[V any](V) string { return "" }
