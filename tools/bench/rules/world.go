package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"usersync/internal/rule"
)

// What is measured: the largest rule set that an account may have, and people who are in many groups.
const (
	groupsOfUser = 50
	products     = 20
	users        = 200
)

// world is 1,000 rules, each of a group of its own with one product and a language, and users who are in groups at random.
type world struct {
	policy *rule.Policy
	set    *rule.Set
	groups []string   // of the rules, in their order
	users  [][]string // each one's groups
}

// decision is what a user gets.
type decision struct {
	products [products]int // the rule that gives each, from 1; 0: none
	language int           // the same
}

func newWorld() *world {
	w := &world{policy: &rule.Policy{}, users: make([][]string, users)}
	chance := rand.New(rand.NewPCG(20261123, 8))
	for i := range products {
		w.policy.Products = append(w.policy.Products, rule.Product{Key: fmt.Sprintf("p%02d", i)})
	}
	for i := range rule.MaxRules {
		group := fmt.Sprintf("01KA3Q5M3X%016X", chance.Uint64())
		w.groups = append(w.groups, group)
		w.policy.Rules = append(w.policy.Rules, rule.Rule{
			ID: fmt.Sprintf("%04d", i+1), Enabled: true, Group: group, Language: "de", Products: []rule.ProductGrant{{Key: w.policy.Products[i%products].Key}},
		})
	}
	for u := range w.users {
		for _, i := range chance.Perm(len(w.groups))[:groupsOfUser] {
			w.users[u] = append(w.users[u], w.groups[i])
		}
	}
	w.set = rule.Compile(w.policy)
	return w
}

// collect makes a decision of the rules that match, by their places, ascending.
func collect(matching []int) (d decision) {
	for _, place := range matching {
		if d.language == 0 {
			d.language = place + 1
		}
		if d.products[place%products] == 0 {
			d.products[place%products] = place + 1
		}
	}
	return d
}

// oracle is the decision as plainly as it can be put.
func (w *world) oracle(user int) decision {
	var matching []int
	for place, group := range w.groups {
		if slices.Contains(w.users[user], group) {
			matching = append(matching, place)
		}
	}
	return collect(matching)
}

// quick is what is timed of usersync.
func (w *world) quick() func(user int) {
	var scratch rule.Scratch
	return func(user int) { w.set.Quick(rule.Input{Groups: w.users[user]}, &scratch) }
}

// usersync is our engine, its answer brought into the common form.
func (w *world) usersync() engine {
	var scratch rule.Scratch
	return engine{"usersync", func(user int) (d decision) {
		brief, ok := w.set.Quick(rule.Input{Groups: w.users[user]}, &scratch)
		if !ok {
			return d
		}
		d.language = number(brief.Language.Rule)
		for _, p := range brief.Products {
			d.products[number(p.Key[1:])] = number(p.Rule)
		}
		return d
	}}
}

// number is the number that an id of this world is made of.
func number(id string) int {
	n, err := strconv.Atoi(id)
	if err != nil {
		panic(err) // all ids are made here
	}
	return n
}
