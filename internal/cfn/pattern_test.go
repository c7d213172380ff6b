package cfn_test

import (
	"encoding/json"
	"testing"

	"usersync/internal/cfn"
)

func TestPatterns(t *testing.T) {
	const record = `{"kind":"a#J","n":3,"image":{"state":{"S":"due"}}}`
	tests := []struct {
		name, pattern string
		want          bool
	}{
		{"nothing is asked", `{}`, true},
		{"equal", `{"image":{"state":{"S":["due"]}}}`, true},
		{"a number", `{"n":[3]}`, true},
		{"one of several", `{"image":{"state":{"S":["x","due"]}}}`, true},
		{"another", `{"image":{"state":{"S":["x"]}}}`, false},
		{"all keys must hold", `{"kind":["a#J"],"image":{"state":{"S":["x"]}}}`, false},
		{"not there", `{"none":["x"]}`, false},
		{"exists", `{"kind":[{"exists":true}]}`, true},
		{"does not exist", `{"old":{"state":{"S":[{"exists":false}]}}}`, true},
		{"exists and should not", `{"image":{"state":{"S":[{"exists":false}]}}}`, false},
		{"should exist", `{"old":{"state":{"S":[{"exists":true}]}}}`, false},
		{"prefix", `{"kind":[{"prefix":"a#"}]}`, true},
		{"another prefix", `{"kind":[{"prefix":"b"}]}`, false},
		{"prefix of a number", `{"n":[{"prefix":"3"}]}`, false},
		{"suffix", `{"kind":[{"suffix":"#J"}]}`, true},
		{"another suffix", `{"kind":[{"suffix":"#K"}]}`, false},
		{"anything but", `{"image":{"state":{"S":[{"anything-but":"open"}]}}}`, true},
		{"anything but this", `{"image":{"state":{"S":[{"anything-but":["due","x"]}]}}}`, false},
		{"anything but needs something", `{"old":{"state":{"S":[{"anything-but":["due"]}]}}}`, false},
		{"an empty list matches nothing", `{"kind":[]}`, false},
	}
	var v any
	if err := json.Unmarshal([]byte(record), &v); err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		p, err := cfn.ParsePattern(test.pattern)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if got := p.Matches(v); got != test.want {
			t.Errorf("%s: %t", test.name, got)
		}
	}
}

func TestPatternsThatLambdaRefusesToo(t *testing.T) {
	for _, pattern := range []string{
		``, `[]`, `"x"`, `{"a":"b"}`, `{"a":[{"wildcard":"x*"}]}`, `{"a":[{"prefix":"x","suffix":"y"}]}`, `{"a":[{"prefix":3}]}`, `{"a":[{"exists":"yes"}]}`, `{"a":[{}]}`, `{"a":[["x"]]}`,
	} {
		if _, err := cfn.ParsePattern(pattern); err == nil {
			t.Errorf("%s is taken", pattern)
		}
	}
}
