package filter_test

import (
	"testing"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

func TestAttributesOfOtherTypesHaveNoValue(t *testing.T) {
	group := scim.Object{"id": "1", "displayName": "Sales"}
	for text, want := range map[string]bool{
		`userName pr`: false, `userName eq "x"`: false, `userName ne "x"`: true, `userName eq null`: true, `userName ne null`: false, `active gt "x"`: false,
		`emails[type eq "work"]`: false, `emails[type eq "work"].value eq "x"`: false, `name.familyName sw "x"`: false,
		`userName eq "x" or displayName eq "sales"`: true, `not (userName pr) and id eq "1"`: true, `userName pr and displayName pr`: false,
	} {
		e, err := filter.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		f, err := filter.CompileAmong(e, schema.Groups(), schema.Users())
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if f.Match(group) != want {
			t.Errorf("%s: %v, want %v", text, !want, want)
		}
	}
	for _, text := range []string{`nothing pr`, `displayName gt true`, `userName pr and nothing eq "x"`} {
		e, _ := filter.Parse(text)
		if _, err := filter.CompileAmong(e, schema.Groups(), schema.Users()); fault.Code(err) != scim.InvalidFilter {
			t.Errorf("%s: %v", text, err)
		}
	}
}
