package scenario

import (
	"slices"
	"strings"
)

// failures is the whole board: "out_of_seats ben cid".
func (p *player) failures() (any, error) {
	board, err := p.items("/sync/failures")
	if err != nil {
		return nil, err
	}
	var all []string
	for _, f := range board {
		users, err := p.items("/sync/failures/" + words(f["code"]) + "/users")
		if err != nil {
			return nil, err
		}
		var people []string
		for _, u := range users {
			people = append(people, words(u["userId"]))
		}
		slices.Sort(people)
		all = append(all, words(f["code"], strings.Join(people, " ")))
	}
	slices.Sort(all)
	return anys(all), nil
}

func (p *player) rules() (any, error) {
	all, err := p.items("/rules?version=live")
	names := []any{}
	for _, r := range all {
		names = append(names, r["id"])
	}
	return names, err
}

// draft is how the draft differs from what is live: "sales changed"; nothing where there is none.
func (p *player) draft() (any, error) {
	view, err := p.read("/rules/draft")
	return phrases(view["changes"], func(of object) string { return words(of["rule"], of["kind"]) }), err
}

// changes is everybody whom a plan would change: "ann none to active, gets meeting, mail default".
func (p *player) changes(plan string) (any, error) {
	all, err := p.items("/plans/{" + plan + "}/changes")
	var people []string
	for _, c := range all {
		people = append(people, changePhrase(c))
	}
	slices.Sort(people)
	return anys(people), err
}

func changePhrase(of object) string {
	var parts []string
	if of["stateBefore"] != of["stateAfter"] {
		parts = append(parts, words(of["stateBefore"], "to", of["stateAfter"]))
	}
	for _, raw := range objects(of["products"]) {
		parts = append(parts, holdPhrase(raw))
	}
	for _, slot := range objects(of["slots"]) {
		if of["stateBefore"] != none || slot["rule"] != nil {
			parts = append(parts, words(slot["slot"], slot["before"], "to", slot["after"]))
		}
	}
	if mail, ok := of["mail"].(object); ok {
		parts = append(parts, words("mail", mail["template"], mail["reason"]))
	}
	for _, list := range [][2]string{{"failuresRaised", "raises"}, {"failuresCleared", "clears"}} {
		codes, _ := of[list[0]].([]any)
		for _, code := range codes {
			parts = append(parts, words(list[1], code))
		}
	}
	return words(of["userId"], strings.Join(parts, ", "))
}

// holdPhrase is what becomes of one product.
func holdPhrase(of object) string {
	before, after := of["before"], of["after"]
	switch {
	case before == after && of["planAfter"] != of["planBefore"]:
		return words("has", of["key"], of["planAfter"], "for", of["planBefore"])
	case before == after && after == waiting:
		return words("still waits for", of["key"])
	case before == after:
		return words("keeps", of["key"], "by", of["owner"], of["rule"])
	case after == granted:
		return words("gets", of["key"], of["planAfter"])
	case after == waiting:
		return words("waits for", of["key"])
	case before == granted:
		return words("loses", of["key"])
	default:
		return words("leaves the line for", of["key"])
	}
}

// How a product is held.
const (
	granted = "granted"
	waiting = "waiting"
)

func objects(raw any) []object {
	items, _ := raw.([]any)
	var all []object
	for _, item := range items {
		if one, ok := item.(object); ok {
			all = append(all, one)
		}
	}
	return all
}

func (p *player) newestRun() (any, error) {
	all, err := p.items("/sync/runs")
	if err != nil || len(all) == 0 {
		return none, err
	}
	return all[0], nil
}

// runs is every run, newest first: "full done".
func (p *player) runs() (any, error) {
	all, err := p.items("/sync/runs")
	phrases := []any{}
	for _, r := range all {
		phrases = append(phrases, words(r["kind"], r["state"]))
	}
	return phrases, err
}

// results is what "the run" found of everybody: "ann changed waiting".
func (p *player) results() (any, error) {
	page, err := p.read("/sync/runs/{the run}/results?limit=500")
	return phrases(page["items"], func(of object) string {
		verdicts, _ := of["verdicts"].([]any)
		codes, _ := of["failures"].([]any)
		return words(append(append([]any{of["userId"]}, verdicts...), codes...)...)
	}), err
}
