package scimapi_test

import (
	"fmt"
	"strings"
	"testing"

	"usersync/internal/scim"
)

func TestTheConfigurationAnnouncesWhatWorks(t *testing.T) {
	h := newHouse(t)
	config := h.send("GET", `/ServiceProviderConfig?filter=x eq&attributes=a`, "").want(200).has(map[string]any{
		"schemas.0": scim.ConfigSchema, "patch.supported": true, "bulk.supported": true, "bulk.maxOperations": 100.0, "bulk.maxPayloadSize": 1048576.0,
		"filter.supported": true, "filter.maxResults": 1000.0, "changePassword.supported": false, "sort.supported": true, "etag.supported": true,
		"authenticationSchemes.0.type": "oauthbearertoken", "meta.resourceType": "ServiceProviderConfig", "meta.location": baseURL + "/ServiceProviderConfig",
	})
	if strings.Contains(config.raw, "documentationUri") || strings.Contains(config.raw, "null") {
		t.Errorf("empty members: %s", config.raw)
	}
	h.send("GET", "/Me", "").want(501)
	h.send("PATCH", "/Me", "{}").want(501)
}

func TestResourceTypes(t *testing.T) {
	h := newHouse(t)
	list := h.send("GET", "/ResourceTypes?filter=nonsense", "").want(200).has(map[string]any{
		"schemas.0": scim.ListMessage, "totalResults": 2.0, "itemsPerPage": 2.0, "startIndex": 1.0,
	})
	for i, name := range []string{"User", "Group"} {
		want := map[string]any{
			"schemas.0": scim.TypeSchema, "id": name, "name": name, "endpoint": "/" + name + "s",
			"meta.resourceType": "ResourceType", "meta.location": baseURL + "/ResourceTypes/" + name,
		}
		h.send("GET", "/ResourceTypes/"+name, "").want(200).has(want)
		for path, value := range want {
			list.has(map[string]any{fmt.Sprintf("Resources.%d.%s", i, path): value})
		}
	}
	list.has(map[string]any{"Resources.0.schema": scim.UserSchema, "Resources.0.schemaExtensions.0.schema": scim.EnterpriseSchema, "Resources.1.schema": scim.GroupSchema})
	if strings.Contains(list.raw, "null") {
		t.Errorf("nulls: %s", list.raw)
	}
}

func TestSchemas(t *testing.T) {
	h := newHouse(t)
	list := h.send("GET", "/Schemas?startIndex=7&count=0", "").want(200).has(map[string]any{"schemas.0": scim.ListMessage, "totalResults": 3.0})
	for i, urn := range []string{scim.UserSchema, scim.EnterpriseSchema, scim.GroupSchema} {
		one := h.send("GET", "/Schemas/"+urn, "").want(200).has(map[string]any{
			"schemas.0": scim.SchemaSchema, "id": urn, "meta.resourceType": "Schema", "meta.location": baseURL + "/Schemas/" + urn,
		})
		h.send("GET", "/Schemas/"+strings.ToUpper(urn), "").want(200)
		if list.get(fmt.Sprintf("Resources.%d.id", i)) != urn || !strings.Contains(list.raw, one.raw) {
			t.Errorf("the list does not hold %s as it is alone", urn)
		}
		if attributes, _ := one.get("attributes").([]any); len(attributes) == 0 || one.get("name") == nil {
			t.Errorf("%s says nothing: %.200s", urn, one.raw)
		}
	}
	if strings.Contains(list.raw, "null") {
		t.Error("nulls in the schemas")
	}
}
