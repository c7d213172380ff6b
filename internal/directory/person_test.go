package directory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/directory"
	"usersync/internal/scim"
)

func TestWhatToCallAUser(t *testing.T) {
	name := scim.Object{"formatted": "Ms. Ann Lee", "givenName": "Ann", "familyName": "Lee"}
	tests := []struct {
		attrs scim.Object
		want  string
	}{
		{scim.Object{"userName": "ann", "displayName": "Annie", "name": name}, "Annie"},
		{scim.Object{"userName": "ann", "name": name}, "Ms. Ann Lee"},
		{scim.Object{"userName": "ann", "name": scim.Object{"givenName": "Ann", "familyName": "Lee"}}, "Ann Lee"},
		{scim.Object{"userName": "ann", "name": scim.Object{"familyName": "Lee"}}, "Lee"},
		{scim.Object{"userName": "ann", "name": scim.Object{}}, "ann"},
		{scim.Object{}, ""},
	}
	for _, tt := range tests {
		if got := directory.DisplayName(tt.attrs); got != tt.want {
			t.Errorf("DisplayName(%v) = %q, want %q", tt.attrs, got, tt.want)
		}
	}
}

func TestWhereToWriteToAUser(t *testing.T) {
	home := scim.Object{"value": "h@example.com", "type": "home"}
	work := scim.Object{"value": "w@example.com", "type": "Work"}
	main := scim.Object{"value": "Main@example.com", "primary": true}
	tests := []struct {
		name   string
		emails []any
		want   string
	}{
		{"primary first", []any{home, work, main}, "Main@example.com"},
		{"else work", []any{home, work}, "w@example.com"},
		{"else the first", []any{home, scim.Object{"value": "other@example.com"}}, "h@example.com"},
		{"an empty primary does not count", []any{scim.Object{"primary": true}, home}, "h@example.com"},
		{"what is no address does not count", []any{"x", home}, "h@example.com"},
		{"none", nil, ""},
	}
	for _, tt := range tests {
		if got := directory.Email(scim.Object{"emails": tt.emails}); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	all := directory.Emails(scim.Object{"emails": []any{main, work, scim.Object{"value": "MAIN@EXAMPLE.COM"}, scim.Object{}}})
	if diff := cmp.Diff([]string{"main@example.com", "w@example.com"}, all); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyAnExplicitFalseIsInactive(t *testing.T) {
	for _, attrs := range []scim.Object{{}, {"active": true}, {"active": "no boolean"}} {
		if !directory.Active(attrs) {
			t.Errorf("%v counts as inactive", attrs)
		}
	}
	if directory.Active(scim.Object{"active": false}) {
		t.Error("false counts as active")
	}
}

func TestResources(t *testing.T) {
	meta := scim.Object{"resourceType": "User", "created": "2026-01-02T03:04:05.000Z", "lastModified": "2026-01-02T03:04:05.000Z", "version": `W/"3"`}
	u := directory.User{ID: "1", Version: 3, Created: epoch, Modified: epoch, Attrs: scim.Object{"userName": "ann"}}
	want := scim.Object{"id": "1", "userName": "ann", "meta": meta, "schemas": []any{scim.UserSchema}}
	if diff := cmp.Diff(want, u.Resource()); diff != "" {
		t.Error(diff)
	}
	u.Groups = []directory.GroupRef{{ID: "g", Display: "Sales"}, {ID: "h"}}
	u.Attrs[scim.EnterpriseSchema] = scim.Object{"department": "Sales"}
	want["groups"] = []any{scim.Object{"value": "g", "display": "Sales", "type": "direct"}, scim.Object{"value": "h", "type": "direct"}}
	want["schemas"] = []any{scim.UserSchema, scim.EnterpriseSchema}
	want[scim.EnterpriseSchema] = scim.Object{"department": "Sales"}
	if diff := cmp.Diff(want, u.Resource()); diff != "" {
		t.Error(diff)
	}
	g := directory.Group{ID: "g", Version: 3, Created: epoch, Modified: epoch, Members: []directory.MemberRef{{ID: "1", Display: "ann"}}}
	meta["resourceType"] = "Group"
	want = scim.Object{
		"id": "g", "meta": meta, "schemas": []any{scim.GroupSchema},
		"members": []any{scim.Object{"value": "1", "display": "ann", "type": "User"}},
	}
	if diff := cmp.Diff(want, g.Resource()); diff != "" {
		t.Error(diff)
	}
}
