package main

import "testing"

// TestUseCasesCostWhatTheyCost holds the request units and the calls in sequence of what identity providers ask for. Fewer is welcome: change the number.
func TestUseCasesCostWhatTheyCost(t *testing.T) {
	want := map[string]usage{
		"create a user with externalId and e-mail": {0, 14, 1},
		"filter by userName: hit":                  {2, 0, 2},
		"filter by userName: miss":                 {1, 0, 1},
		"get a user, without groups":               {1, 0, 1},
		"PATCH a user":                             {1, 4, 2},
		"PATCH a user to what it is":               {1, 0, 1},
		"PUT a user as it is":                      {1, 0, 1},
		"add one member to a group of 1,000":       {3, 8, 4},
		"remove one member from a group of 1,000":  {3, 8, 4},
		"add 100 members to a group of 1,000":      {403, 624, 21},
		"page of 100 users, without groups":        {110, 0, 6},
	}
	all, err := measureUnits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(want) {
		t.Errorf("%d use cases, want %d", len(all), len(want))
	}
	for _, u := range all {
		if u.spent != want[u.name] {
			t.Errorf("%s: %v, want %v (read units, write units, calls)", u.name, u.spent, want[u.name])
		}
	}
}
