package main

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// The rules are data, found by their groups: the fastest of the ways to write them.
const policy = `package rules

matching contains place if {
	some group in input.groups
	some place in data.places[group]
}
`

// newOPA uses it as its documentation shows: data in its usual store, input as JSON values. To hand both over as its own values makes no difference here.
func newOPA(w *world) (engine, error) {
	ctx := context.Background()
	query, err := rego.New(rego.Query("data.rules.matching"), rego.Module("rules.rego", policy), rego.Store(inmem.NewFromObject(w.opaData()))).PrepareForEval(ctx)
	if err != nil {
		return engine{}, err
	}
	return engine{"OPA", func(user int) decision {
		groups := make([]any, len(w.users[user]))
		for i, group := range w.users[user] {
			groups[i] = group
		}
		results, err := query.Eval(ctx, rego.EvalInput(map[string]any{"groups": groups}))
		if err != nil || len(results) != 1 {
			return decision{}
		}
		var matching []int
		for _, place := range results[0].Expressions[0].Value.([]any) {
			n, _ := place.(json.Number).Int64()
			matching = append(matching, int(n))
		}
		slices.Sort(matching)
		return collect(matching)
	}}, nil
}

func (w *world) opaData() map[string]any {
	places := map[string]any{}
	for place, group := range w.groups {
		places[group] = []any{json.Number(strconv.Itoa(place))}
	}
	return map[string]any{"places": places}
}
