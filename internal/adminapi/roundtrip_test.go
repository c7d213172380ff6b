package adminapi_test

import (
	"fmt"
	"strings"
	"testing"
)

// What was read can be sent back as it is, changed or not.
func TestWhatIsReadCanBeWrittenBack(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	w.as("POST /products", `{"key":"meeting","name":"Meeting","seats":5,"plans":["basic"]}`).ok()
	made := map[string]string{
		"/products/":           "meeting",
		"/user-groups/":        w.as("POST /user-groups", `{"name":"EMEA"}`).ok().str("id"),
		"/settings-templates/": w.as("POST /settings-templates", `{"name":"Quiet","settings":{"meeting":{"chat":false}}}`).ok().str("id"),
		"/email-templates/":    w.as("POST /email-templates", `{"name":"Warm","variants":{"en":{"subject":"Hello","text":"Hello"}}}`).ok().str("id"),
		"/schema-extensions/":  w.as("POST /schema-extensions", badge).ok().str("id"),
		"/rules/":              w.as("POST /rules", fmt.Sprintf(`{"group":%q,"language":"de","products":[{"key":"meeting"}]}`, group)).ok().str("id"),
	}
	for path, id := range made {
		w.run(path, func() {
			read := strings.TrimSpace(w.as("GET " + path + id).ok().text)
			w.as("PUT "+path+id, read).ok()
			if !strings.Contains(path, "templates") && !strings.Contains(path, "extensions") {
				w.as("PATCH "+path+id, read).ok().has(read)
			}
			if path != "/products/" {
				w.unchanged(func() {
					w.as("PUT "+path+id, strings.Replace(read, `"id":"`+id, `"id":"other`, 1)).fails(422, "immutable", "id")
				})
			}
		})
	}
	builtIn := w.as("GET /email-templates/default").ok().text
	w.as("PUT /email-templates/default", builtIn).ok()
}

func TestARuleIsMovedByItsPosition(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	add := func(name string) string {
		return w.as("POST /rules", fmt.Sprintf(`{"group":%q,"description":%q}`, group, name)).ok().str("id")
	}
	a, _, c := add("a"), add("b"), add("c")
	w.as("PATCH /rules/"+c, `{"position":1}`).ok().has(`{"description":"c","position":1}`)
	w.as("PUT /rules/"+a, fmt.Sprintf(`{"group":%q,"description":"a","position":3}`, group)).ok().has(`{"position":3}`)
	w.as("GET /rules").ok().has(`{"items":[{"description":"c"},{"description":"b"},{"description":"a"}]}`)
	w.unchanged(func() {
		w.as("PATCH /rules/"+a, `{"position":4}`).fails(422, "invalid_value", "position")
		w.as("PATCH /rules/"+a, `{"position":0}`).fails(422, "invalid_body", "position")
	})
}
