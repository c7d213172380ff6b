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
	var winner voice[V]
	for _, v := range voices {
		switch grant := deny(v.value); {
		case v.broken:
			slot.Losers = append(slot.Losers, v.lost(Broken, ""))
		case grant != "":
			slot.Losers = append(slot.Losers, v.lost(Denied, grant))
		case !slot.Stated:
			winner = v
			slot.Value, slot.Stated, slot.Source, slot.Rule, slot.Grant = v.value, true, v.source, v.rule, v.grant
		default:
			reason := lostAgainst(v.source, winner.source, v.text() == winner.text())
			slot.Losers = append(slot.Losers, v.lost(reason, winner.by()))
		}
	}
	return slot
}

func (v voice[V]) lost(reason Reason, by string) Loser {
	return Loser{Rule: v.rule, Grant: v.grant, Value: v.text(), Reason: reason, By: by}
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
