package adminapi_test

import (
	"fmt"
	"testing"
	"time"

	"usersync/internal/adminapi"
	"usersync/internal/provision"
)

// syncedBy has the user's outcome brought up to date and returns the user.
func (w *world) syncedBy(user string) answer {
	w.t.Helper()
	return w.as("POST /users/" + user + "/sync").ok()
}

func newHandWorld(t *testing.T) (w *world, ann string) {
	w = newWorld(t)
	w.config.Users = &provision.UserReader{Users: w.store, Policies: w.store, Seats: w.store}
	w.handler = adminapi.New(w.config)
	w.as("POST /products", `{"key":"meeting","name":"Meeting","plans":["basic","pro"]}`).ok()
	return w, w.person("ann@example.com")
}

func TestGrantsByHand(t *testing.T) {
	w, ann := newHandWorld(t)
	path := "/users/" + ann + "/grants"
	w.run("what cannot be given is refused by name", func() {
		w.as("POST "+path, `{"product":"webinar"}`).fails(422, "invalid_grant", "product")
		w.as("POST "+path, `{"product":"meeting","until":"2020-01-01T00:00:00Z"}`).fails(422, "invalid_grant", "until")
		w.as("POST "+path, `{"product":"meeting","until":"tomorrow"}`).fails(422, "invalid_body", "until")
		w.as("POST "+path, `{"products":["meeting"]}`).fails(422, "unknown_member", "products")
		w.as("POST /users/nobody/grants", `{"product":"meeting"}`).fails(404, "user_not_found")
		w.as("GET /users/nobody/grants").fails(404, "user_not_found")
		w.as("DELETE "+path+"/nothing").fails(404, "grant_not_found")
	})
	var id string
	w.run("a grant says what, until when, why and by whom", func() {
		a := w.as("POST "+path, `{"product":"meeting","plan":"pro","until":"2026-03-02T10:00:00+01:00","note":"trial"}`).send()
		if a.status != 422 { // that is 09:00 in UTC, which is now
			t.Fatalf("%d %s", a.status, a.text)
		}
		a = w.as("POST "+path, `{"product":"meeting","plan":"pro","until":"2026-03-02T11:00:00+01:00","note":"trial"}`).ok()
		id = a.str("id")
		a.has(`{"product":"meeting","plan":"pro","until":"2026-03-02T10:00:00.000Z","note":"trial","at":"2026-03-02T09:00:00.000Z"}`)
		if a.status != 201 || a.header.Get("Location") != "/api/v1"+path+"/"+id || a.str("by") == "" {
			t.Errorf("%d %v %s", a.status, a.header, a.text)
		}
		w.as("GET " + path).ok().has(fmt.Sprintf(`{"total":1,"items":[{"id":%q,"plan":"pro"}]}`, id))
	})
	w.run("it shows in the outcome", func() {
		w.syncedBy(ann).has(`{"changed":true,"user":{"state":"active","products":[{"key":"meeting","plan":"pro","owner":"hand","state":"granted"}]}}`)
	})
	w.run("its time is over to the moment", func() {
		w.now = w.now.Add(time.Hour)
		w.as("GET " + path).ok().has(`{"total":0,"items":[]}`)
		w.as("DELETE "+path+"/"+id).fails(404, "grant_not_found")
		w.syncedBy(ann).has(`{"changed":true,"user":{"state":"suspended","products":[]}}`)
	})
	w.run("a role and a denial", func() {
		role := w.as("POST "+path, `{"role":{"kind":"manager","privileges":["manage_users"],"managedGroups":"all"}}`).ok().str("id")
		w.as("POST "+path, `{"product":"meeting","deny":true}`).ok().has(`{"deny":true}`)
		w.syncedBy(ann).has(`{"user":{"state":"active","role":{"kind":"manager","managedGroups":"all"},"products":[]}}`)
		w.as("DELETE " + path + "/" + role).ok()
		w.syncedBy(ann).has(`{"user":{"state":"suspended"}}`)
	})
}

func TestLanguagePinAndSuspension(t *testing.T) {
	w, ann := newHandWorld(t)
	path := "/users/" + ann
	w.as("POST "+path+"/grants", `{"product":"meeting"}`).ok()
	w.run("the language is one of ours", func() {
		w.as("PUT "+path+"/language", `{"language":"tlh"}`).fails(422, "invalid_value", "language")
		w.as("PUT "+path+"/language", `{}`).fails(422, "invalid_value", "language")
		w.as("PUT "+path+"/language", `{"language":"pt"}`).ok().has(`{"language":"pt"}`)
		w.syncedBy(ann).has(`{"user":{"language":{"tag":"pt","source":"own"}}}`)
		w.as("DELETE " + path + "/language").ok()
		w.syncedBy(ann).has(`{"user":{"language":{"tag":"en"}}}`)
	})
	w.run("a suspension holds until it is lifted", func() {
		w.as("PUT "+path+"/suspension", `{"note":"under inquiry"}`).ok().has(`{"note":"under inquiry"}`)
		w.syncedBy(ann).has(`{"user":{"state":"suspended"}}`)
		w.as("DELETE " + path + "/suspension").ok()
		w.syncedBy(ann).has(`{"user":{"state":"active"}}`)
	})
	w.run("a pin keeps what is there", func() {
		w.as("PUT " + path + "/pin").ok()
		w.as("POST "+path+"/grants", `{"product":"meeting","deny":true}`).ok()
		w.syncedBy(ann).has(`{"changed":false,"user":{"products":[{"key":"meeting"}]}}`)
		w.as("DELETE " + path + "/pin").ok()
		w.syncedBy(ann).has(`{"changed":true,"user":{"products":[],"state":"suspended"}}`)
	})
	w.run("nobody of that id", func() {
		w.as("PUT /users/nobody/pin").fails(404, "user_not_found")
		w.as("DELETE /users/nobody/pin").fails(404, "user_not_found")
	})
}

func TestWhatIsGivenByHandCannotBeDeleted(t *testing.T) {
	w, ann := newHandWorld(t)
	group := w.as("POST /user-groups", `{"name":"EMEA"}`).ok().str("id")
	give := func(body string) string { return w.as("POST /users/"+ann+"/grants", body).ok().str("id") }
	for _, tt := range []struct{ name, grant, path string }{
		{"a product", `{"product":"meeting"}`, "/products/meeting"},
		{"a product that is denied", `{"product":"meeting","deny":true}`, "/products/meeting"},
		{"a user group", fmt.Sprintf(`{"userGroup":%q}`, group), "/user-groups/" + group},
		{"a group that a role manages", fmt.Sprintf(`{"role":{"kind":"manager","privileges":["manage_users"],"managedGroups":[%q]}}`, group), "/user-groups/" + group},
	} {
		w.run(tt.name, func() {
			first, second := give(tt.grant), give(tt.grant)
			w.as("DELETE "+tt.path).fails(409, "in_use", "users/"+ann)
			w.as("DELETE /users/" + ann + "/grants/" + first).ok()
			w.as("DELETE "+tt.path).fails(409, "in_use", "users/"+ann)
			w.as("DELETE /users/" + ann + "/grants/" + second).ok()
		})
	}
	w.as("DELETE /products/meeting").ok()
	w.as("DELETE /user-groups/" + group).ok()
}
