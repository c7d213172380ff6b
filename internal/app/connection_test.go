package app_test

import (
	"net/http"
	"testing"
	"time"
)

// A second identity provider from its set-up to its end, in two processes on one database.
func TestASecondConnection(t *testing.T) {
	here := newWorld(t)
	elsewhere := newWorldOn(t, here.db)
	first, admin, _ := here.found()
	connection := "/connections/" + admin.call(http.StatusCreated, "POST", "/connections", map[string]any{"name": "Entra", "kind": "entra"})["id"].(string)
	token := admin.call(http.StatusCreated, "POST", connection+"/tokens", nil)
	second := caller{here, here.app.SCIM(), "/scim/v2", token["token"].(string)}
	away := caller{elsewhere, elsewhere.app.SCIM(), "/scim/v2", second.key}

	ann := first.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "ann"})
	second.call(http.StatusConflict, "POST", "/Users", map[string]any{"userName": "Ann"})
	second.call(http.StatusForbidden, "DELETE", "/Users/"+ann["id"].(string), nil)
	if tokens := admin.call(http.StatusOK, "GET", connection+"/tokens", nil); tokens["items"].([]any)[0].(map[string]any)["lastUsedAt"] == nil {
		t.Errorf("its use was not noted: %v", tokens)
	}

	sales := map[string]any{"displayName": "Sales"}
	groups := []string{second.call(http.StatusCreated, "POST", "/Groups", sales)["id"].(string)}
	away.call(http.StatusConflict, "POST", "/Groups", sales)
	admin.call(http.StatusOK, "PATCH", connection, map[string]any{"settings": map[string]any{"uniqueGroupNames": false, "patchAnswer": "200"}})
	groups = append(groups, second.call(http.StatusCreated, "POST", "/Groups", sales)["id"].(string))
	away.call(http.StatusConflict, "POST", "/Groups", sales)
	elsewhere.now = elsewhere.now.Add(30 * time.Second)
	groups = append(groups, away.call(http.StatusCreated, "POST", "/Groups", sales)["id"].(string))
	first.call(http.StatusCreated, "POST", "/Groups", sales)
	first.call(http.StatusConflict, "POST", "/Groups", sales)
	rename := map[string]any{"Operations": []any{map[string]any{"op": "replace", "path": "displayName", "value": "Buyers"}}}
	second.call(http.StatusOK, "PATCH", "/Groups/"+groups[0], rename)
	first.call(http.StatusOK, "PATCH", "/Users/"+ann["id"].(string), map[string]any{
		"Operations": []any{map[string]any{"op": "replace", "path": "active", "value": true}},
	})

	stranger := map[string]any{"Operations": []any{map[string]any{"op": "add", "path": "members", "value": []any{map[string]any{"value": "nobody"}}}}}
	second.call(http.StatusBadRequest, "PATCH", "/Groups/"+groups[0], stranger)
	admin.call(http.StatusOK, "PATCH", connection, map[string]any{"settings": map[string]any{"unknownMembers": "ignore"}})
	if got := second.call(http.StatusOK, "PATCH", "/Groups/"+groups[0], stranger); got["members"] != nil {
		t.Errorf("nobody is a member: %v", got)
	}
	first.call(http.StatusBadRequest, "POST", "/Groups", map[string]any{"displayName": "Odd", "members": []any{"nobody"}})

	admin.call(http.StatusConflict, "DELETE", connection, nil)
	for _, id := range groups {
		second.call(http.StatusNoContent, "DELETE", "/Groups/"+id, nil)
	}
	admin.call(http.StatusOK, "PATCH", connection, map[string]any{"state": "paused"})
	second.call(http.StatusForbidden, "GET", "/Users", nil)
	admin.call(http.StatusOK, "PATCH", connection, map[string]any{"state": "active"})
	second.call(http.StatusOK, "GET", "/Users", nil)
	admin.call(http.StatusNoContent, "DELETE", connection+"/tokens/"+token["id"].(string), nil)
	second.call(http.StatusUnauthorized, "GET", "/Users", nil)
	away.call(http.StatusUnauthorized, "GET", "/Users", nil)
	admin.call(http.StatusNoContent, "DELETE", connection, nil)
	first.call(http.StatusOK, "GET", "/Users", nil)
}
