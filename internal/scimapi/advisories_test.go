package scimapi_test

import (
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/tabletest"
)

// What was found wrong in other products, and must not be here. The numbers are those of docs/security.md, which says where each flaw was found; what concerns
// the admin API stands in package adminapi, what concerns the code itself in package arch.
func TestAdvisories(t *testing.T) {
	for _, c := range []struct {
		name  string
		story func(h *house)
	}{
		{"S01_an_external_id_never_becomes_an_id", (*house).externalIDs},
		{"S02_ids_of_another_account_are_not_found", (*house).foreignIDs},
		{"S03_nobody_is_taken_over_by_name_or_mail", (*house).takeOver},
		{"S04_a_connection_changes_only_what_it_made", (*house).siblings},
		{"S05_nothing_answers_without_a_token", (*house).nothingWithoutAToken},
		{"S08_a_path_has_one_reading", (*house).strangePaths},
		{"S09_no_other_source_of_credentials", (*house).oneCredential},
		{"S10_no_path_leads_into_the_machine", (*house).prototypes},
		{"S11_a_hostile_filter_is_cheap_and_not_echoed", (*house).hostileFilters},
		{"S12_of_many_creates_at_once_one_wins", (*house).raceForAName},
		{"S12_under_lost_answers_too", (*house).raceUnderLostAnswers},
		{"S14_no_member_from_another_account", (*house).foreignMembers},
		{"S15_a_name_in_use_elsewhere_is_free", (*house).sameNames},
		{"S16_a_create_never_touches_another_account", (*house).createBesideTwins},
		{"S17_nobody_is_adopted_by_mail", (*house).adoptionByMail},
		{"S18_nobody_without_an_account_gets_to_the_directory", (*house).homelessPrincipals},
		{"S19_there_is_no_account_by_default", (*house).noDefaultAccount},
		{"S20_an_encoded_question_mark_stays_in_the_path", (*house).encodedQueries},
		{"S21_a_request_cannot_choose_its_account", (*house).chosenAccounts},
		{"S22_internal_attributes_cannot_be_set", (*house).internalAttributes},
		{"S22_the_order_of_a_bulk_request_is_kept", (*house).bulkOrder},
		{"S22_a_member_has_one_value", (*house).doubledMembers},
	} {
		t.Run(c.name, func(t *testing.T) { c.story(newHouse(t)) })
	}
}

// holdings is all that the store has under a prefix, byte for byte.
func (h *house) holdings(prefix string) string {
	h.t.Helper()
	return tabletest.Holdings(h.t, h.db, prefix)
}

// of is all that the store has of an account.
func (h *house) of(a access.Account) string { return h.holdings("T#" + a.ID() + "#") }

// untouched demands that a step leaves an account as it is.
func (h *house) untouched(a access.Account, step func()) {
	h.t.Helper()
	before := h.of(a)
	step()
	if after := h.of(a); after != before {
		h.t.Errorf("the store of account %s was\n%s\nand is\n%s", a.ID(), before, after)
	}
}

// sibling is a token of another connection of acme.
func (h *house) sibling() string {
	h.t.Helper()
	return h.keys.mint(h.t, access.SCIMToken, h.acme, "conn-sibling", access.SCIM)
}

// silent demands that an answer does not repeat a text that was sent.
func (a *answer) silent(text string) *answer {
	a.t.Helper()
	if strings.Contains(a.raw, text) {
		a.t.Errorf("%s echoes: %.300s", a.what, a.raw)
	}
	return a
}
