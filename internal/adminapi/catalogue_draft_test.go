package adminapi_test

import (
	"fmt"
	"testing"
)

func TestWhatTheDraftNames(t *testing.T) {
	for _, kind := range []struct{ path, slot, body string }{
		{"/settings-templates", "settingsTemplate", `{"name":"T"}`},
		{"/email-templates", "welcomeMail", `{"name":"T","variants":{"en":{"subject":"Hi","text":"Hello"}}}`},
	} {
		t.Run(kind.slot+" is replaced in it as in the live rules", func(t *testing.T) {
			w := newWorld(t)
			group := w.group("All")
			id := w.as("POST "+kind.path, kind.body).ok().str("id")
			live := w.as("POST /rules", fmt.Sprintf(`{"group":%q,%q:%q}`, group, kind.slot, id)).ok().str("id")
			w.as("PATCH /account/settings", `{"reviewRules":true}`).ok()
			other := w.as("POST "+kind.path, kind.body).ok().str("id")
			drafted := w.as("POST /rules", fmt.Sprintf(`{"group":%q,%q:%q}`, group, kind.slot, other)).ok().str("id")
			w.unchanged(func() { w.as("DELETE "+kind.path+"/"+other).fails(409, "in_use", "rules/"+drafted) })
			w.as("DELETE " + kind.path + "/" + other + "?replacement=" + id).ok()
			w.as("GET /rules/" + drafted).ok().has(fmt.Sprintf(`{%q:%q}`, kind.slot, id))
			w.as("DELETE " + kind.path + "/" + id + "?replacement=default").ok()
			for _, rule := range []string{live, drafted} {
				w.as("GET /rules/" + rule).ok().has(fmt.Sprintf(`{%q:"default"}`, kind.slot))
			}
			w.as("GET /rules/draft").ok().has(`{"exists":true}`)
		})
	}
	t.Run("a product or a user group of it cannot be deleted", func(t *testing.T) {
		w := newWorld(t)
		group := w.group("All")
		w.as("PATCH /account/settings", `{"reviewRules":true}`).ok()
		w.as("POST /products", `{"key":"radio","name":"Radio"}`).ok()
		field := w.as("POST /user-groups", `{"name":"Field"}`).ok().str("id")
		drafted := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"radio"}],"userGroup":%q}`, group, field)).ok().str("id")
		w.unchanged(func() {
			w.as("DELETE /products/radio").fails(409, "in_use", "rules/"+drafted)
			w.as("DELETE /user-groups/"+field).fails(409, "in_use", "rules/"+drafted)
		})
		w.as("DELETE /rules/draft").ok()
		w.as("DELETE /products/radio").ok()
		w.as("DELETE /user-groups/" + field).ok()
	})
}
