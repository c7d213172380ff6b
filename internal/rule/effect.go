package rule

import (
	"cmp"
	"maps"
	"slices"
)

// Effect counts people of one rule.
type Effect struct {
	Matched int            `json:"m"`            // whom it matches
	Idle    int            `json:"i,omitempty"`  // for whom it decides nothing
	By      map[string]int `json:"by,omitempty"` // for how many of these which stronger rule decides first, by its id; of those whom hand-made grants or exclusions decide for, none
}

// Effects counts by rule id, over all people who were added. Of rules that match nobody it has nothing.
type Effects map[string]Effect

// Add counts one person. A rule decides for them when it wins a slot, has them given a product, or is the only one that matches them, as then they are let in by it.
func (e *Effects) Add(d Decision) {
	matching := matchingRules(d)
	if len(matching) > 0 && *e == nil {
		*e = Effects{}
	}
	deciding, lost := d.deciding(), d.lost()
	for _, id := range matching {
		of := (*e)[id]
		of.Matched++
		if len(matching) > 1 && !deciding[id] {
			of.idle(strongest(matching, lost[id], id))
		}
		(*e)[id] = of
	}
}

func (of *Effect) idle(by string) {
	of.Idle++
	if by == "" {
		return
	}
	if of.By == nil {
		of.By = map[string]int{}
	}
	of.By[by]++
}

// strongest is the first of the rules that a rule lost against; where it lost nothing, as it says nothing, the first one that is stronger.
func strongest(matching []string, lost map[string]bool, id string) string {
	for _, other := range matching {
		if other == id {
			return ""
		}
		if lost == nil || lost[other] {
			return other
		}
	}
	return ""
}

func matchingRules(d Decision) (ids []string) {
	for _, m := range d.Matches {
		if m.Matched {
			ids = append(ids, m.Rule)
		}
	}
	return ids
}

// deciding are the rules that win a slot or have a product given.
func (d *Decision) deciding() map[string]bool {
	ids := map[string]bool{d.Role.Rule: true, d.UserGroup.Rule: true, d.Settings.Rule: true, d.Language.Rule: true, d.Welcome.Rule: true}
	for _, p := range d.Products {
		ids[p.Rule] = true
	}
	return ids
}

// lost says of each rule that lost anything what it lost against.
func (d *Decision) lost() map[string]map[string]bool {
	lost := map[string]map[string]bool{}
	note := func(id, by string) {
		if lost[id] == nil {
			lost[id] = map[string]bool{}
		}
		lost[id][by] = true
	}
	sides := [][]Loser{d.Role.Losers, d.UserGroup.Losers, d.Settings.Losers, d.Language.Losers, d.Welcome.Losers}
	for _, p := range d.Products {
		sides = append(sides, p.Losers)
	}
	for _, l := range slices.Concat(sides...) {
		note(l.Rule, l.By)
	}
	for _, r := range d.Refused {
		note(r.Rule, r.By)
	}
	return lost
}

// Merge adds the counts of other people.
func (e *Effects) Merge(o Effects) {
	if len(o) > 0 && *e == nil {
		*e = Effects{}
	}
	for id, n := range o {
		sum := (*e)[id]
		sum.Matched += n.Matched
		sum.Idle += n.Idle
		for by, users := range n.By {
			if sum.By == nil {
				sum.By = map[string]int{}
			}
			sum.By[by] += users
		}
		(*e)[id] = sum
	}
}

// Most is the stronger rule that decides first for most people, and for how many; "" where there is none.
func (of Effect) Most() (id string, users int) {
	if len(of.By) == 0 {
		return "", 0
	}
	id = slices.MaxFunc(slices.Sorted(maps.Keys(of.By)), func(a, b string) int { return cmp.Or(cmp.Compare(of.By[a], of.By[b]), cmp.Compare(b, a)) })
	return id, of.By[id]
}

// Brief keeps of the stronger rules only the one that decides for most, so that the counts of many rules stay small.
func (e Effects) Brief() Effects {
	brief := make(Effects, len(e))
	for id, of := range e {
		by, users := of.Most()
		of.By = nil
		if by != "" {
			of.By = map[string]int{by: users}
		}
		brief[id] = of
	}
	return brief
}
