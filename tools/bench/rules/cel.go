package main

import (
	"fmt"

	"cel.dev/cel-go/cel"
)

// newCEL has a compiled expression for each rule. The user's groups are a map, which is faster to look into than a list.
func newCEL(w *world) (engine, error) {
	env, err := cel.NewEnv(cel.Variable("groups", cel.MapType(cel.StringType, cel.BoolType)))
	if err != nil {
		return engine{}, err
	}
	programs := make([]cel.Program, len(w.groups))
	for i, group := range w.groups {
		ast, issues := env.Compile(fmt.Sprintf("%q in groups", group))
		if issues.Err() != nil {
			return engine{}, issues.Err()
		}
		if programs[i], err = env.Program(ast, cel.EvalOptions(cel.OptOptimize)); err != nil {
			return engine{}, err
		}
	}
	return engine{"cel-go", func(user int) decision {
		groups := make(map[string]bool, groupsOfUser)
		for _, group := range w.users[user] {
			groups[group] = true
		}
		input, err := cel.NewActivation(map[string]any{"groups": groups})
		if err != nil {
			panic(err) // a map always is one
		}
		matching := make([]int, 0, groupsOfUser)
		for place, program := range programs {
			if out, _, err := program.Eval(input); err == nil && out.Value() == true {
				matching = append(matching, place)
			}
		}
		return collect(matching)
	}}, nil
}
