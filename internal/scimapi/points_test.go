package scimapi_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"usersync/internal/scim"
)

// The points that SCIM servers usually fail, one story each, over the real use cases and a store in memory. Their numbers are those of
// docs/scim-conformance.md. The stories themselves are in the files points_*_test.go.
func TestPoints(t *testing.T) {
	stories := []struct {
		name  string
		story func(h *house)
	}{
		{"userName_is_unique_in_any_case", (*house).userNameInAnyCase},
		{"externalId_and_id_are_exact", (*house).exactIDs},
		{"names_and_operators_in_any_case", (*house).namesInAnyCase},
		{"fully_qualified_names_everywhere", (*house).qualifiedNames},
		{"and_binds_tighter_than_or", (*house).precedence},
		{"a_complex_attribute_means_its_value", (*house).complexMeansValue},
		{"a_value_path_matches_within_one_element", (*house).oneElement},
		{"a_value_path_with_a_sub_attribute", (*house).valuePathWithSub},
		{"a_broken_filter_is_400", (*house).brokenFilters},
		{"filter_values_are_JSON_strings", (*house).filterStrings},
		{"order_of_booleans_and_of_instants", (*house).orders},
		{"present_is_false_for_nothing", (*house).presence},
		{"pages_at_their_edges", (*house).pageEdges},
		{"pages_do_not_overlap_under_writes", (*house).pagesUnderWrites},
		{"nothing_found_is_200_and_nothing_there_404", (*house).nothing},
		{"projection_on_every_verb", (*house).projectionOnEveryVerb},
		{"groups_without_their_members", (*house).withoutMembers},
		{"a_created_resource_says_where_it_is", (*house).createdSaysWhere},
		{"readOnly_attributes_are_ignored", (*house).readOnlyIgnored},
		{"an_immutable_value_stays", (*house).immutable},
		{"PUT_replaces_everything", (*house).putReplaces},
		{"PATCH_is_all_or_nothing", (*house).patchAtomic},
		{"a_path_that_leads_nowhere", (*house).badPaths},
		{"a_missing_element_is_created", (*house).createsElement},
		{"PATCH_without_a_path", (*house).pathless},
		{"remove_members_only_those_listed", (*house).removeListed},
		{"what_exists_already_changes_nothing", (*house).addAgain},
		{"one_primary", (*house).onePrimary},
		{"booleans_as_text", (*house).booleansAsText},
		{"empty_and_null_unassign", (*house).unassign},
		{"manager_as_a_bare_string", (*house).bareManager},
		{"a_duplicate_is_409_uniqueness", (*house).duplicates},
		{"DELETE_frees_the_name_and_leaves_groups", (*house).deletion},
		{"a_disabled_user_is_still_there", (*house).disabled},
		{"groups_of_a_user_follow_the_groups", (*house).groupsFollow},
		{"versions_are_honoured", (*house).versions},
		{"errors_have_one_form", (*house).errorForm},
		{"discovery_is_whole_and_true", (*house).discovery},
		{"media_types_and_queries", (*house).mediaTypes},
		{"big_and_hostile_requests", (*house).bigAndHostile},
	}
	if len(stories) != 40 {
		t.Fatalf("%d points", len(stories))
	}
	for i, s := range stories {
		t.Run(fmt.Sprintf("%02d_%s", i+1, s.name), func(t *testing.T) { s.story(newHouse(t)) })
	}
}

// find asks for the users or groups that a filter matches.
func (h *house) find(list, filter string) *answer {
	h.t.Helper()
	return h.send("GET", "/"+list+"?filter="+url.QueryEscape(filter), "")
}

// finds checks that a filter matches exactly those users, in the order of their userNames.
func (h *house) finds(filter string, userNames ...string) {
	h.t.Helper()
	page := h.find("Users", filter).want(200)
	var got []string
	list, _ := page.get("Resources").([]any)
	for i := range list {
		got = append(got, fmt.Sprint(page.get(fmt.Sprintf("Resources.%d.userName", i))))
	}
	if strings.Join(got, " ") != strings.Join(userNames, " ") {
		h.t.Errorf("%s finds %v, not %v", filter, got, userNames)
	}
}

// post creates a user of that body and returns its address.
func (h *house) post(body string) string {
	h.t.Helper()
	return "/Users/" + h.send("POST", "/Users", body).want(201).id()
}

// patch sends operations, given as the inside of the list.
func (h *house) patch(path, operations string) *answer {
	h.t.Helper()
	return h.send("PATCH", path, `{"schemas":["`+scim.PatchMessage+`"],"Operations":[`+operations+`]}`)
}

// same checks that a resource reads as it did before.
func (h *house) same(path string, before *answer) {
	h.t.Helper()
	if now := h.send("GET", path, "").want(200); now.raw != before.raw {
		h.t.Errorf("%s is now %s, was %s", path, now.raw, before.raw)
	}
}

// enterprise is a value of the enterprise extension.
func (a *answer) enterprise(name string) any {
	return dig(a.get(scim.EnterpriseSchema), name)
}
