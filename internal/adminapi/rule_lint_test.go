package adminapi_test

import (
	"fmt"
	"testing"
)

func TestLintTellsWhatIsWrongWithTheRules(t *testing.T) {
	w := newWorld(t)
	w.as("GET /rules/lint").ok().has(`{"items":[],"total":0}`)
	ann := w.person("ann@example.com")
	sales, empty, gone := w.group("Sales", ann), w.group("Nobody"), w.group("Gone")
	add := func(group, words string) string {
		return w.as("POST /rules", fmt.Sprintf(`{"group":%q%s}`, group, words)).ok().str("id")
	}
	first := add(sales, `,"language":"de","role":{"kind":"admin"}`)
	second := add(sales, `,"language":"fr"`)
	third := add(empty, `,"condition":"title eq \"A\" and not (title pr)"`)
	fourth := add(gone, "")
	must(t, w.directory.DeleteGroup(t.Context(), w.idp(), gone, 0))

	answer := w.as("GET /rules/lint").ok()
	answer.has(fmt.Sprintf(`{"total":5,"items":[
		{"code":"privilege_escalation","severity":"warning","rules":[%q],"slot":"role","subject":"admin"},
		{"code":"shadowed","rules":[%q,%q]},
		{"code":"group_empty","rules":[%q],"slot":"group","subject":%q},
		{"code":"unreachable","rules":[%q],"slot":"condition"},
		{"code":"group_gone","severity":"error","rules":[%q],"subject":%q}]}`, first, second, first, third, empty, third, fourth, gone))
	if etag := answer.header.Get("ETag"); etag != fmt.Sprintf(`"%d"`, w.version()) {
		t.Errorf("ETag %s at version %d", etag, w.version())
	}
	w.as("GET /rules/lint?limit=2").ok().has(`{"total":5}`)
	w.as("GET /rules/lint?cursor=%21").fails(400, "invalid_cursor")
}
