package rule_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/rule"
)

func TestTheGroupsThatAConditionNames(t *testing.T) {
	for condition, want := range map[string][]string{
		``:                            nil,
		`memberOf eq "g1"`:            {"g1"},
		`MEMBEROF EQ "g1"`:            {"g1"},
		`memberOf pr`:                 nil,
		`title eq "g1"`:               nil,
		`memberOf eq`:                 nil,
		`memberOf sw "g"`:             nil,
		`memberOf eq null`:            nil,
		`emails[value eq "memberOf"]`: nil,
		`memberOf eq "g2" and not (memberOf eq "g1" or memberOf eq "g2") and (title pr or memberOf eq "g3")`: {"g2", "g1", "g3"},
	} {
		if diff := cmp.Diff(want, rule.ConditionGroups(condition)); diff != "" {
			t.Errorf("%s: %s", condition, diff)
		}
	}
}
