package adminapi_test

import (
	"fmt"
	"strings"
	"testing"

	"usersync/internal/adminapi"
	"usersync/internal/plan"
	"usersync/internal/provision"
)

func TestWhatUsersAreSearchedBy(t *testing.T) {
	w := newWorld(t)
	w.as(`GET /users?text=ann&product=meeting&rule=r1&userGroup=none&state=active&filter=userName eq "a"&limit=7`).ok()
	want := provision.UserQuery{
		UserName: "a", State: plan.Active, Text: "ann", Product: "meeting", Rule: "r1", UserGroup: "none", Limit: 7,
	}
	if w.users.asked != want {
		t.Errorf("asked for %+v", w.users.asked)
	}
	for _, name := range []string{"text", "product", "rule", "userGroup"} {
		w.as("GET /users?"+name+"="+strings.Repeat("x", 201)).fails(422, "invalid_body", name)
	}
}

func TestUsersAreSearched(t *testing.T) {
	w := newWorld(t)
	w.config.Users = &provision.UserReader{Users: w.store, Policies: w.store, Seats: w.store}
	w.handler = adminapi.New(w.config)
	ann, bob := w.person("ann@example.com"), w.person("bob@example.com")
	w.as("POST /products", `{"key":"meeting","name":"Meeting","seats":1}`).ok()
	team := w.as("POST /user-groups", `{"name":"Team"}`).ok().str("id")
	all := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting"}]}`, w.group("All", ann, bob))).ok().str("id")
	one := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"userGroup":%q}`, w.group("Team", bob), team)).ok().str("id")
	w.as("POST /users/" + ann + "/sync").ok()
	w.as("POST /users/" + bob + "/sync").ok()
	const annOnly, bobOnly, both, nobody = `{"items":[{"userName":"ann@example.com"}]}`, `{"items":[{"userName":"bob@example.com"}]}`,
		`{"items":[{"userName":"ann@example.com"},{"userName":"bob@example.com"}]}`, `{"items":[]}`
	for query, want := range map[string]string{
		"text=EXAMPLE": both, "text=BOB": bobOnly, "text=zoe": nobody,
		"product=meeting": both, "product=webinar": nobody,
		"rule=" + all: both, "rule=" + one: bobOnly, "rule=x": nobody,
		"userGroup=" + team: bobOnly, "userGroup=none": annOnly,
		"text=ann&rule=" + one: nobody, "product=meeting&userGroup=" + team: bobOnly,
	} {
		w.run(query, func() { w.as("GET /users?" + query).ok().has(want) })
	}
	first := w.as("GET /users?product=meeting&limit=1").ok().has(annOnly)
	w.as("GET /users?product=meeting&limit=1&cursor=" + first.str("next")).ok().has(bobOnly)
}
