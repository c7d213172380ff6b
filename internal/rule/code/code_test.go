package code_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"usersync/internal/fault"
	"usersync/internal/rule"
	"usersync/internal/rule/code"
)

func policy() *rule.Policy {
	return &rule.Policy{
		Products: []rule.Product{{Key: "meeting", Plans: []string{"basic", "pro"}}, {Key: "phone"}},
		UserGroups: []rule.UserGroup{
			{ID: "UG1", Name: "EMEA"}, {ID: "UG2", Name: "Twice"}, {ID: "UG3", Name: "Twice"}, {ID: "UG4", Name: "none"}, {ID: "UG5", Name: "UG1"},
		},
		SettingsTemplates: []rule.TemplateRef{{ID: "ST1", Name: "Strict"}},
		EmailTemplates:    []rule.TemplateRef{{ID: "ET1", Name: "Warm: with \"quotes\""}},
	}
}

func known() code.Known {
	return code.Known{
		Policy: policy(),
		Named:  map[string][]string{"Sales": {"G1"}, "Both": {"G2", "G3"}},
		Gone:   map[string]bool{"GONE": true},
	}
}

// everything is a rule with a word on everything, and one without any.
func everything() []rule.Rule {
	return []rule.Rule{
		{
			ID: "R1", Enabled: true, Description: "Sales: yes\nand a second line", Group: "G1", Condition: `title sw "Clerk" and memberOf eq "G2"`,
			Products:  []rule.ProductGrant{{Key: "meeting", Plan: "pro"}, {Key: "phone"}},
			Role:      &rule.Role{Kind: rule.Manager, Privileges: []string{"manage_users"}, Managed: rule.GroupList{IDs: []string{"UG1", "UG2"}}},
			UserGroup: "UG1", SettingsTemplate: "ST1", Language: "de", WelcomeMail: "ET1",
		},
		{ID: "R2", Group: "G2", Role: &rule.Role{Kind: rule.Manager, Privileges: []string{"view_reports"}}, UserGroup: "none", SettingsTemplate: "default", WelcomeMail: "none"},
		{ID: "R3", Enabled: true, Group: "G3", Role: &rule.Role{Kind: rule.Manager, Privileges: []string{"view_reports"}, Managed: rule.GroupList{All: true}}},
		{ID: "R4", Enabled: true, Group: "G4"},
	}
}

const everythingYAML = `format: usersync/rules/1
rules:
  - id: R1
    description: |-
      Sales: yes
      and a second line
    group: G1
    groupName: Sales
    condition: title sw "Clerk" and memberOf eq "G2"
    products:
      - key: meeting
        plan: pro
      - key: phone
    role:
      kind: manager
      privileges:
        - manage_users
      managedGroups:
        - EMEA
        - UG2
    userGroup: EMEA
    settingsTemplate: Strict
    language: de
    welcomeMail: 'Warm: with "quotes"'
  - id: R2
    enabled: false
    group: G2
    role:
      kind: manager
      privileges:
        - view_reports
      managedGroups: []
    userGroup: none
    settingsTemplate: default
    welcomeMail: none
  - id: R3
    group: G3
    role:
      kind: manager
      privileges:
        - view_reports
      managedGroups: all
  - id: R4
    group: G4
`

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	p := policy()
	p.Rules = everything()
	for _, format := range []code.Format{code.YAML, code.JSON} {
		body, err := code.Encode(p, map[string]string{"G1": "Sales"}, format)
		if err != nil {
			t.Fatal(err)
		}
		if format == code.YAML && !strings.HasSuffix(string(body), everythingYAML) {
			t.Errorf("-want +got\n%s", cmp.Diff(everythingYAML, string(body)))
		}
		got, err := code.Decode(body, format, known())
		if err != nil {
			t.Fatalf("%s: %v %v", format, err, fault.As(err).Fields)
		}
		if diff := cmp.Diff(everything(), got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-written +read):\n%s", format, diff)
		}
	}
}

func TestNamesAreReadWhereThereIsNoID(t *testing.T) {
	const body = `
format: usersync/rules/1
rules:
  - groupName: Sales
    userGroup: EMEA
    settingsTemplate: ST1
    role: {kind: manager, privileges: [view_reports], managedGroups: [UG1, UG5]}
  - {group: G9, groupName: a name that nobody has, enabled: true, products: null, role: ~, language: }
`
	want := []rule.Rule{
		{
			Enabled: true, Group: "G1", UserGroup: "UG1", SettingsTemplate: "ST1",
			Role: &rule.Role{Kind: rule.Manager, Privileges: []string{"view_reports"}, Managed: rule.GroupList{IDs: []string{"UG1", "UG5"}}},
		},
		{Enabled: true, Group: "G9"},
	}
	got, err := code.Decode([]byte(body), code.YAML, known())
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestAFileSaysWhatHasToBeLookedUp(t *testing.T) {
	const body = `{"format":"usersync/rules/1","rules":[
		{"groupName":"Sales"},{"groupName":"Sales"},{"group":"G1","groupName":"unread"},{"group":"G1","condition":"memberOf eq \"G2\" or memberOf eq \"G1\""},{"groupName":"Both"}]}`
	file, err := code.Parse([]byte(body), code.JSON)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Sales", "Both"}, file.GroupNames()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"G1", "G2"}, file.GroupIDs()); diff != "" {
		t.Error(diff)
	}
}

// told is what an error says, one line for each fault.
func told(err error) (code string, faults []string) {
	if err == nil {
		return "", nil
	}
	e := fault.As(err)
	for _, f := range e.Fields {
		faults = append(faults, strings.TrimSpace(f.Path+" "+f.Detail))
	}
	return e.Code, faults
}

func TestFaultsAreNamedByLineAndColumn(t *testing.T) {
	head := "format: usersync/rules/1\nrules:\n"
	cases := []struct {
		name, body string
		code       string
		want       []string
	}{
		{"nothing", "", "invalid_rules_file", []string{"Line 1, column 1: The file is empty."}},
		{"only a comment", "# rules\n", "invalid_rules_file", []string{"Line 1, column 1: The file is empty."}},
		{"not an object", "- a", "invalid_rules", []string{"Line 1, column 1: Must be an object."}},
		{"no format", "rules: []", "invalid_rules", []string{"format Line 1, column 1: A file of rules begins with the member format, usersync/rules/1."}},
		{"another format", "format: other/2\nrules: []", "invalid_rules", []string{"format Line 1, column 9: A file of rules begins with the member format, usersync/rules/1."}},
		{"no rules", "format: usersync/rules/1", "invalid_rules", []string{"rules Line 1, column 1: The list of rules is missing. An empty one is written as []."}},
		{"rules are no list", head + "  a: b", "invalid_rules", []string{"rules Line 3, column 3: Must be a list."}},
		{"an unknown member", head + "  - group: G1\n    products2: []", "invalid_rules", []string{"rules[0] Line 4, column 5: There is no member of this name here."}},
		{"a rule is no object", head + "  - G1", "invalid_rules", []string{"rules[0] Line 3, column 5: Must be an object."}},
		{"a number where text is due", head + "  - group: 12\n    description: 2026-01-01", "invalid_rules", []string{
			"rules[0].description Line 4, column 18: Must be a text: put it into quotes.", "rules[0].group Line 3, column 12: Must be a text: put it into quotes.",
		}},
		{"a word where a flag is due", head + "  - group: G1\n    enabled: \"false\"", "invalid_rules", []string{"rules[0].enabled Line 4, column 14: Must be true or false."}},
		{"products are no list", head + "  - group: G1\n    products: meeting", "invalid_rules", []string{"rules[0].products Line 4, column 15: Must be a list."}},
		{"managed groups are another word", head + "  - group: G1\n    role: {kind: manager, managedGroups: everybody}", "invalid_rules", []string{
			`rules[0].role.managedGroups Line 4, column 42: Must be a list of user groups, or the word "all".`,
		}},
		{"an id twice", head + "  - {id: a, group: G1}\n  - {id: a, group: G1}", "invalid_rules", []string{"rules[1].id Line 4, column 10: A rule above has the same id."}},
		{"an id that is none", head + "  - {id: a b, group: G1}", "invalid_rules", []string{"rules[0].id Line 3, column 10: Must be 1 to 64 letters, digits, hyphens and underscores; leave it out for a new rule."}},
		{"a member twice", head + "  - group: G1\n    group: G2", "invalid_rules_file", []string{"Line 4, column 5: The member is named twice in the same object."}},
		{"a second document", head + "  - group: G1\n---\na: b", "invalid_rules_file", []string{"Line 4, column 1: A second document begins. A file has one."}},
		{"an anchor", head + "  - &a {group: G1}", "invalid_rules_file", []string{"Line 3, column 5: Anchors and aliases are not read. Write the value itself."}},
		{"a merge key", head + "  - <<: {group: G1}", "invalid_rules_file", []string{"Line 3, column 5: The name of a member must be a plain text."}},
		{"a tag", head + "  - group: !!binary aGk=", "invalid_rules_file", []string{"Line 3, column 12: Tags are not read. Put a text into quotes."}},
		{"a list as a name", head + "  - [a]: b", "invalid_rules_file", []string{"Line 3, column 5: The name of a member must be a plain text."}},
		{"bad indentation", head + "  - group: G1\n   description: x", "invalid_rules_file", []string{"Line 2: From about here on this is not YAML. Look at the indentation, at quotes and at brackets in this line and below."}},
		{"not UTF-8", head + "  - group: \"\xff\"", "invalid_rules_file", []string{"Line 3, column 13: This is not UTF-8."}},
		{"too deep", head + "  - group: " + strings.Repeat("[", 20) + strings.Repeat("]", 20), "invalid_rules_file", []string{"Line 3, column 18: Nested deeper than 8 levels."}},

		{"an unknown group name", head + "  - groupName: Nobody", "invalid_rules", []string{"rules[0].groupName Line 3, column 16: The directory has no group of this name."}},
		{"an ambiguous group name", head + "  - groupName: Both", "invalid_rules", []string{"rules[0].groupName Line 3, column 16: The directory has several groups of this name. Name one by its id, as group."}},
		{"no group", head + "  - language: de", "invalid_rules", []string{"rules[0].group Line 3, column 5: A rule needs the id of a directory group."}},
		{"groups that are gone", head + "  - {group: GONE}\n  - {group: G1, condition: memberOf eq \"GONE\"}", "invalid_rules", []string{
			"rules[0].group Line 3, column 13: The directory has no such group.", "rules[1].condition Line 4, column 28: The directory has no group that the condition names.",
		}},
		{"an ambiguous user group", head + "  - {group: G1, userGroup: Twice}", "invalid_rules", []string{"rules[0].userGroup Line 3, column 28: Several have this name. Name one by its id."}},
		{"what the policy does not have", head + "  - group: G1\n    products:\n      - key: phone\n      - key: gone\n    userGroup: Gone\n    language: xx\n    condition: '(('", "invalid_rules", []string{
			"rules[0].condition Line 9, column 16: *", "rules[0].products[1].key Line 6, column 14: There is no such product.",
			`rules[0].userGroup Line 7, column 16: There is no such user group. Give the id of one, or "none".`,
			"rules[0].language Line 8, column 15: Must be one of en, fr, it, de, es, pt and nl.",
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := code.Decode([]byte(c.body), code.YAML, known())
			compare(t, err, c.code, c.want)
		})
	}
}

// compare holds what an error says against what it should say; a * at the end of a line stands for anything.
func compare(t *testing.T, err error, wantCode string, want []string) {
	t.Helper()
	gotCode, got := told(err)
	for i, line := range want {
		if start, open := strings.CutSuffix(line, "*"); open && i < len(got) && strings.HasPrefix(got[i], start) {
			got[i] = line
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || gotCode != wantCode {
		t.Errorf("%s: (-want +got)\n%s", gotCode, diff)
	}
}

func TestFaultsInJSONAreNamedByLineAndColumn(t *testing.T) {
	head := "{\"format\": \"usersync/rules/1\",\n \"rules\": ["
	cases := []struct {
		name, body string
		code       string
		want       []string
	}{
		{"cut off", head + "\n  {\"group\"", "invalid_rules_file", []string{"Line 3, column 11: This is not JSON, or it is cut off here."}},
		{"no JSON", head + "\n  {group: 1}]}", "invalid_rules_file", []string{"Line 3, column 4: This is not JSON, or it is cut off here."}},
		{"something follows", head + "]} {}", "invalid_rules_file", []string{"Line 2, column 16: Something follows the JSON object."}},
		{"a member twice", head + "\n  {\"group\": \"é\", \"group\": \"b\"}]}", "invalid_rules_file", []string{"Line 3, column 18: The member is named twice in the same object."}},
		{"a number", head + "\n  {\"group\":\n    12}]}", "invalid_rules", []string{"rules[0].group Line 4, column 5: Must be a text: put it into quotes."}},
		{"too deep", head + strings.Repeat("[", 20) + strings.Repeat("]", 20) + "]}", "invalid_rules_file", []string{"Line 2, column 19: Nested deeper than 8 levels."}},
		{"a product that is not there", head + "\n  {\"group\": \"G1\", \"products\": [{\"key\": \"gone\"}]}]}", "invalid_rules", []string{"rules[0].products[0].key Line 3, column 40: There is no such product."}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := code.Decode([]byte(c.body), code.JSON, known())
			compare(t, err, c.code, c.want)
		})
	}
}

func TestLimitsOfAFile(t *testing.T) {
	_, err := code.Decode(make([]byte, code.MaxBytes+1), code.YAML, known())
	if !fault.Is(err, fault.TooLarge) {
		t.Errorf("a large file: %v", err)
	}
	full := everythingYAML + strings.Repeat("#", code.MaxBytes-len(everythingYAML))
	if _, err := code.Decode([]byte(full), code.YAML, known()); err != nil {
		t.Errorf("a file as large as it may be: %v", err)
	}
	many := "format: usersync/rules/1\nrules:\n" + strings.Repeat("  - {group: G1}\n", rule.MaxRules+1)
	_, err = code.Decode([]byte(many), code.YAML, known())
	compare(t, err, "invalid_rules", []string{"rules Line 3, column 3: An account has at most 1000 rules."})
	_, err = code.Decode([]byte("format: usersync/rules/1\nrules:\n"+strings.Repeat("  - {language: xx}\n", 15)), code.YAML, known())
	if _, faults := told(err); len(faults) != 20 {
		t.Errorf("%d faults are named", len(faults))
	}
	if _, err := code.Decode(fmt.Appendf(nil, "\ufeff%s", everythingYAML), code.YAML, known()); err != nil {
		t.Errorf("a byte order mark: %v", err)
	}
}
