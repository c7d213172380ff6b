package main

import (
	"slices"
	"strconv"

	"github.com/cedar-policy/cedar-go"
)

// newCedar has a policy for each rule. One request asks them all: its diagnostics say which are satisfied.
func newCedar(w *world) (engine, error) {
	policies := cedar.NewPolicySet()
	for place, group := range w.groups {
		var p cedar.Policy
		if err := p.UnmarshalCedar([]byte(`permit (principal in Group::"` + group + `", action, resource);`)); err != nil {
			return engine{}, err
		}
		policies.Add(cedar.PolicyID(strconv.Itoa(place)), &p)
	}
	request := cedar.Request{
		Principal: cedar.NewEntityUID("User", "someone"), Action: cedar.NewEntityUID("Action", "resolve"), Resource: cedar.NewEntityUID("Account", "one"),
	}
	return engine{"cedar-go", func(user int) decision {
		parents := make([]cedar.EntityUID, len(w.users[user]))
		for i, group := range w.users[user] {
			parents[i] = cedar.NewEntityUID("Group", cedar.String(group))
		}
		entities := cedar.EntityMap{request.Principal: {UID: request.Principal, Parents: cedar.NewEntityUIDSet(parents...)}}
		_, found := cedar.Authorize(policies, entities, request)
		matching := make([]int, len(found.Reasons))
		for i, reason := range found.Reasons {
			matching[i], _ = strconv.Atoi(string(reason.PolicyID))
		}
		slices.Sort(matching)
		return collect(matching)
	}}, nil
}
