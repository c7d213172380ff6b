package scimapi_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"usersync/internal/scim"
)

func TestACreatedUserSaysWhereAndWhatItIs(t *testing.T) {
	h := newHouse(t)
	created := h.send("POST", "/Users", `{"userName":"ann","active":"True","title":"","id":"mine","meta":{"version":"W/\"9\""},"groups":[{"value":"g"}],"unknown":1,
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales"}}`).want(201)
	where := baseURL + "/Users/" + created.id()
	created.has(map[string]any{
		"schemas.0": scim.UserSchema, "schemas.1": scim.EnterpriseSchema, "schemas.2": nil, "active": true, "title": nil, "groups": nil, "unknown": nil,
		"meta.location": where, "meta.resourceType": "User", "meta.version": `W/"1"`,
	})
	if created.header.Get("Location") != where || created.id() == "mine" {
		t.Errorf("Location %q, id %q", created.header.Get("Location"), created.id())
	}
	if created.get("meta.created") != created.get("meta.lastModified") || !strings.HasSuffix(created.get("meta.created").(string), "Z") {
		t.Errorf("meta: %v", created.get("meta"))
	}
	if !strings.HasPrefix(created.raw, `{"schemas":[`) || strings.Contains(created.raw, "\n") {
		t.Errorf("form: %s", created.raw)
	}
	if again := h.send("GET", "/Users/"+created.id(), "").want(200).raw; again != created.raw {
		t.Errorf("read back: %s\ncreated: %s", again, created.raw)
	}
	if plain := h.send("POST", "/Users", `{"userName":"bob"}`).want(201); plain.get("schemas.1") != nil {
		t.Errorf("an extension that is not in use: %s", plain.raw)
	}
}

func TestAUsersGroupsFollowTheGroups(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	staff := h.group("Staff", ann)
	inStaff := map[string]any{
		"groups.0.value": staff, "groups.0.display": "Staff", "groups.0.$ref": baseURL + "/Groups/" + staff, "groups.0.type": "direct", "groups.1": nil,
	}
	h.send("GET", "/Users/"+ann, "").want(200).has(inStaff)
	h.send("PATCH", "/Users/"+ann, `{"Operations":[{"op":"Replace","path":"title","value":"Lead"}]}`).want(200).has(inStaff)
	h.send("PUT", "/Users/"+ann, `{"userName":"ann","groups":[]}`).want(200).has(inStaff)
	h.send("GET", "/Users", "").want(200).has(map[string]any{"Resources.0.groups.0.value": staff})
	h.send("GET", "/Users/"+ann+"?excludedAttributes=groups", "").want(200).has(map[string]any{"groups": nil})
	h.send("DELETE", "/Groups/"+staff, "").want(204)
	h.send("GET", "/Users/"+ann, "").want(200).has(map[string]any{"groups": nil})
}

func TestMembersInEveryVerb(t *testing.T) {
	h := newHouse(t)
	ann, bob := h.user("ann"), h.user("bob")

	created := h.send("POST", "/Groups", `{"displayName":"Staff","externalId":"g1","members":[{"value":"`+ann+`","display":"x","$ref":null},{"value":"`+ann+`"}]}`).want(201)
	path := "/Groups/" + created.id()
	created.has(map[string]any{
		"schemas.0": scim.GroupSchema, "displayName": "Staff", "externalId": "g1", "meta.resourceType": "Group", "meta.location": baseURL + path,
		"members.0.value": ann, "members.0.display": "ann", "members.0.type": "User", "members.0.$ref": baseURL + "/Users/" + ann, "members.1": nil,
	})
	if created.header.Get("Location") != baseURL+path {
		t.Errorf("Location %q", created.header.Get("Location"))
	}

	h.send("PATCH", path, `{"Operations":[{"op":"Add","path":"members","value":[{"value":"`+bob+`"}]}]}`).want(204)
	h.send("PATCH", path+"?attributes=members", `{"Operations":[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"`+ann+`"}]}]}`).
		want(200).has(map[string]any{"members.0.value": bob, "members.1": nil, "displayName": nil})
	h.send("PATCH", path+"?attributes=displayName", `{"Operations":[{"op":"replace","value":{"id":"`+created.id()+`","displayName":"People"}}]}`).
		want(200).has(map[string]any{"displayName": "People", "members": nil})
	h.send("PUT", path, `{"displayName":"People","members":["`+ann+`"]}`).want(200).has(map[string]any{"members.0.value": ann, "members.1": nil})
	h.send("PUT", path+"?excludedAttributes=members", `{"displayName":"People"}`).want(200).has(map[string]any{"members": nil})
	h.send("GET", path, "").want(200).has(map[string]any{"members": nil})

	for _, members := range []string{`[{"value":"nobody"}]`, `[{"display":"ann"}]`, `[{"value":7}]`, `7`} {
		h.send("PUT", path, `{"displayName":"People","members":`+members+`}`).want(400, scim.InvalidValue)
		h.send("POST", "/Groups", `{"displayName":"More","members":`+members+`}`).want(400, scim.InvalidValue)
	}
	h.send("POST", "/Groups", `{"displayName":"people"}`).want(409, scim.Uniqueness)
	h.send("GET", "/Groups", "").want(200).has(map[string]any{"totalResults": 1.0})
}

func TestIsThisUserInThatGroup(t *testing.T) {
	h := newHouse(t)
	ann, bob := h.user("ann"), h.user("bob")
	staff := h.group("Staff", ann)
	for user, total := range map[string]float64{ann: 1, bob: 0} {
		h.send("GET", `/Groups?excludedAttributes=members&filter=id eq "`+staff+`" and members eq "`+user+`"`, "").
			want(200).has(map[string]any{"totalResults": total, "Resources.0.members": nil})
	}
}

func TestProjections(t *testing.T) {
	h := newHouse(t)
	id := h.send("POST", "/Users", `{"userName":"ann","displayName":"Ann","name":{"givenName":"Ann","familyName":"Archer"},"emails":[{"type":"work","value":"a@b.c"}],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales","division":"East"}}`).want(201).id()
	const department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
	for query, want := range map[string]map[string]any{
		"attributes=USERNAME":                                          {"userName": "ann", "displayName": nil, "meta": nil},
		"attributes=name.givenname,+emails.value":                      {"name.givenName": "Ann", "name.familyName": nil, "emails.0.value": "a@b.c", "emails.0.type": nil, "userName": nil},
		"attributes=userName&attributes=displayName":                   {"userName": "ann", "displayName": "Ann", "name": nil},
		"attributes=" + department:                                     {"userName": nil},
		`attributes=userName,emails[type eq "work, or so"].value,name`: {"userName": "ann", "emails.0.value": "a@b.c", "emails.0.type": nil, "name.givenName": "Ann", "displayName": nil},
		`attributes=emails[type`:                                       {"emails.0.value": "a@b.c", "userName": nil},
		"attributes=nothing":                                           {"userName": nil, "displayName": nil},
		"excludedAttributes=displayName,emails,id,schemas":             {"userName": "ann", "displayName": nil, "emails": nil, "name.givenName": "Ann"},
		"excludedAttributes=name.familyName":                           {"name.givenName": "Ann", "name.familyName": nil},
		"attributes=":                                                  {"userName": "ann", "displayName": "Ann"},
	} {
		for _, got := range []*answer{
			h.send("GET", "/Users/"+id+"?"+query, "").want(200),
			h.send("PATCH", "/Users/"+id+"?"+query, `{"Operations":[{"op":"replace","path":"active","value":true}]}`).want(200),
		} {
			got.has(want).has(map[string]any{"id": id, "schemas.0": scim.UserSchema})
		}
		h.send("GET", "/Users?"+query, "").want(200).has(map[string]any{"Resources.0.id": id})
	}
	only := h.send("GET", "/Users/"+id+"?attributes="+department, "")
	if ext, _ := only.get(scim.EnterpriseSchema).(map[string]any); ext["department"] != "Sales" || ext["division"] != nil {
		t.Errorf("one attribute of the extension: %s", only.raw)
	}
	h.send("GET", "/Users/"+id+"?attributes=userName&excludedAttributes=name", "").want(400, scim.InvalidValue)
	h.send("GET", "/Users?attributes="+strings.Repeat("a,", 200)+"&x", "").want(400)
	h.send("POST", "/Users?attributes=userName&excludedAttributes=name", `{"userName":"bob"}`).want(400, scim.InvalidValue)
	h.send("GET", "/Users", "").want(200).has(map[string]any{"totalResults": 1.0})
}

func TestOfManyCreatesAtOnceOneWins(t *testing.T) {
	h := newHouse(t)
	const racers = 64
	codes := make([]int, racers)
	var wg sync.WaitGroup
	for i := range racers {
		wg.Go(func() {
			codes[i] = h.send("POST", "/Users", fmt.Sprintf(`{"userName":"ann","displayName":"%d"}`, i)).status
		})
	}
	wg.Wait()
	count := map[int]int{}
	for _, c := range codes {
		count[c]++
	}
	if count[201] != 1 || count[409] != racers-1 {
		t.Errorf("statuses: %v", count)
	}
}

func TestALargeGroupLeavesItsMembersOut(t *testing.T) {
	h := newHouse(t)
	ids := make([]string, 1001)
	for i := range ids {
		ids[i] = h.user(fmt.Sprintf("user%04d", i))
	}
	path := "/Groups/" + h.group("All", ids[:1000]...)
	if members, _ := h.send("GET", path, "").want(200).get("members").([]any); len(members) != 1000 {
		t.Errorf("%d members", len(members))
	}
	h.send("PATCH", path, `{"Operations":[{"op":"add","path":"members","value":`+memberList(ids[1000:])+`}]}`).want(204)
	h.send("GET", path, "").want(200).has(map[string]any{"members": nil, "displayName": "All"})
	h.send("GET", `/Groups?filter=id eq "`+strings.TrimPrefix(path, "/Groups/")+`" and members eq "`+ids[1000]+`"`, "").want(200).has(map[string]any{"totalResults": 1.0})
}
