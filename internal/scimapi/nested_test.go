package scimapi_test

import (
	"strings"
	"testing"

	"usersync/internal/scim"
)

// TestGroupsAsMembers: a group is added like a user, whatever the request says of its type, and is shown for what it is on both sides.
func TestGroupsAsMembers(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	east := h.group("East", ann)
	sales := h.send("POST", "/Groups", `{"schemas":["`+scim.GroupSchema+`"],"displayName":"Sales","members":[
		{"value":"`+east+`","type":"Group","$ref":"`+baseURL+`/Groups/`+east+`"}]}`).want(201).
		has(map[string]any{"members.0.value": east, "members.0.type": "Group", "members.0.display": "East"}).get("id").(string)
	staff := h.group("Staff")
	h.send("PATCH", "/Groups/"+staff, `{"Operations":[{"op":"add","path":"members","value":[{"value":"`+sales+`"},{"value":"`+ann+`"}]}]}`).want(204)
	group := h.send("GET", "/Groups/"+staff, "").want(200)
	for i := range 2 {
		member, _ := group.get("members").([]any)[i].(map[string]any)
		kind, endpoint := "User", "/Users/"
		if member["value"] == sales {
			kind, endpoint = "Group", "/Groups/"
		}
		if ref, _ := member["$ref"].(string); member["type"] != kind || !strings.Contains(ref, endpoint) {
			t.Errorf("member %v", member)
		}
	}
	h.send("GET", "/Users/"+ann, "").want(200).has(map[string]any{
		"groups.0.display": "East", "groups.0.type": "direct", "groups.1.display": "Staff", "groups.1.type": "direct",
		"groups.2.display": "Sales", "groups.2.type": "indirect",
	})
	h.send("PATCH", "/Groups/"+staff, `{"Operations":[{"op":"remove","path":"members[value eq \"`+ann+`\"]"}]}`).want(204)
	h.send("GET", "/Users/"+ann, "").want(200).has(map[string]any{"groups.1.display": "Sales", "groups.2.display": "Staff", "groups.2.type": "indirect"})
	h.send("PATCH", "/Groups/"+staff, `{"Operations":[{"op":"add","path":"members","value":[{"value":"`+staff+`"}]}]}`).want(400, scim.InvalidValue)
	h.send("DELETE", "/Groups/"+sales, "").want(204)
	h.send("GET", "/Groups/"+staff, "").want(200).has(map[string]any{"members": nil})
	h.send("GET", "/Users/"+ann, "").want(200).has(map[string]any{"groups.0.display": "East", "groups.1": nil})
}
