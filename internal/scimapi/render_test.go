package scimapi

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// TestWhatIsWrittenWholeIsTheObject: the short way to an answer and the one over an object write the same bytes.
func TestWhatIsWrittenWholeIsTheObject(t *testing.T) {
	a := &api{baseURL: "https://sync.test/scim/v2", userType: schema.Users(), groupType: schema.Groups()}
	view, err := a.userType.Projection(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.FixedZone("", 3600))
	text := rapid.StringMatching(`[a-z"<é]{0,6}`)
	rapid.Check(t, func(r *rapid.T) {
		attrs := scim.Object{}
		for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{
			"externalId", "userName", "displayName", "active", "emails", "zone", "aaa", "password", scim.EnterpriseSchema,
		}), rapid.ID).Draw(r, "names") {
			attrs[name] = rapid.OneOf(text.AsAny(), rapid.Just[any](scim.Object{"b": "x", "a": int64(1)}), rapid.Just[any]([]any{true})).Draw(r, name)
		}
		id, version := text.Draw(r, "id"), rapid.Int64Min(1).Draw(r, "version")
		u := directory.User{ID: id, Version: version, Created: at, Modified: at.Add(time.Hour), Attrs: attrs}
		g := directory.Group{ID: id, Version: version, Created: at, Modified: at, Attrs: attrs}
		for range rapid.IntRange(0, 3).Draw(r, "related") {
			id, name, other := text.Draw(r, "related id"), text.Draw(r, "name"), rapid.Bool().Draw(r, "other kind")
			u.Groups = append(u.Groups, directory.GroupRef{ID: id, Display: name, Indirect: other})
			g.Members = append(g.Members, directory.MemberRef{ID: id, Display: name, IsGroup: other})
		}
		same(r, a.appendUser(nil, u, view), encode(view.Apply(a.userObject(u))))
		same(r, a.appendGroup(nil, g, view), encode(view.Apply(a.groupObject(g))))
	})
}

func same(t *rapid.T, short, long []byte) {
	if string(short) != string(long) || !json.Valid(short) {
		t.Fatalf("%s\nand over an object\n%s", short, long)
	}
}
