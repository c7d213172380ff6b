package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/rego"
)

// newOPA has a rule of Rego for each rule, as the other engines have a policy or an expression each. It is used as its documentation shows: input as JSON values. To hand it over
// as its own values makes no difference here, and neither does looking into an object instead of an array, nor rules that are data and found by their groups.
func newOPA(w *world) (engine, error) {
	ctx := context.Background()
	query, err := rego.New(rego.Query("data.rules.matching"), rego.Module("rules.rego", w.rego())).PrepareForEval(ctx)
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

func (w *world) rego() string {
	var policy strings.Builder
	policy.WriteString("package rules\n")
	for place, group := range w.groups {
		fmt.Fprintf(&policy, "matching contains %d if %q in input.groups\n", place, group)
	}
	return policy.String()
}
