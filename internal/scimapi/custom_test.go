package scimapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/scim/schema"
	"usersync/internal/scimapi"
)

// serve makes the door anew with resource types of the deployment's own.
func (h *house) serve(documents []byte) {
	h.t.Helper()
	if documents == nil {
		return
	}
	types, err := schema.Load([]schema.File{{Name: "types.json", Body: documents}})
	if err != nil {
		h.t.Fatal(err)
	}
	h.config.Types, h.config.Customs = types, h.directory
	h.http = scimapi.New(h.config)
}

// devices is a house with the resource type of testdata/custom.
func devices(t *testing.T) *house {
	t.Helper()
	text, err := os.ReadFile("testdata/custom/device.json")
	if err != nil {
		t.Fatal(err)
	}
	var c conversation
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.serve(c.Types)
	return h
}

func TestACustomResourceBelongsToItsConnection(t *testing.T) {
	h := devices(t)
	id := fmt.Sprint(h.send("POST", "/Devices", `{"serial":"A-1"}`).want(201).get("id"))
	second := h.keys.mint(t, access.SCIMToken, h.acme, "conn-c", access.SCIM)
	for _, foreign := range []struct {
		token  string
		status int
	}{{second, 403}, {h.otherToken, 404}} {
		as := "Authorization: Bearer " + foreign.token
		h.send("PUT", "/Devices/"+id, `{"serial":"A-2"}`, as).want(foreign.status)
		h.send("PATCH", "/Devices/"+id, `{"Operations":[{"op":"replace","path":"serial","value":"x"}]}`, as).want(foreign.status)
		h.send("DELETE", "/Devices/"+id, "", as).want(foreign.status)
	}
	h.send("GET", "/Devices/"+id, "", "Authorization: Bearer "+second).want(200)
	h.send("GET", "/Devices/"+id, "", "Authorization: Bearer "+h.otherToken).want(404)
	h.send("POST", "/Devices", `{"serial":"a-1"}`, "Authorization: Bearer "+h.otherToken).want(201)
}

func TestVersionsOfCustomResources(t *testing.T) {
	h := devices(t)
	made := h.send("POST", "/Devices", `{"serial":"A-1"}`).want(201)
	path := "/Devices/" + fmt.Sprint(made.get("id"))
	tag := made.header.Get("ETag")
	h.send("GET", path, "", "If-None-Match: "+tag).want(http.StatusNotModified)
	h.send("PUT", path, `{"serial":"A-1"}`, "If-Match: "+tag).want(200)
	if again := h.send("PUT", path, `{"serial":"A-2"}`, "If-Match: "+tag).want(200).header.Get("ETag"); again == tag {
		t.Errorf("a change left the version at %s", tag)
	}
	h.send("PATCH", path, `{"Operations":[{"op":"replace","path":"serial","value":"x"}]}`, "If-Match: "+tag).want(412)
	h.send("DELETE", path, "", `If-Match: W/"1", W/"7"`).want(412)
	h.send("DELETE", path, "", `If-Match: W/"1", W/"2"`).want(204)
}

func TestHowACustomPatchIsAnswered(t *testing.T) {
	h := devices(t)
	path := "/Devices/" + fmt.Sprint(h.send("POST", "/Devices", `{"serial":"A-1"}`).want(201).get("id"))
	connection := h.served["conn-a"]
	connection.PatchAnswer = "204"
	h.served["conn-a"] = connection
	body := `{"Operations":[{"op":"add","path":"tags","value":["x"]}]}`
	h.send("PATCH", path, body).want(204)
	h.send("PATCH", path+"?attributes=tags", strings.Replace(body, `"x"`, `"y"`, 1)).want(200)
	h.send("PATCH", path, `{"Operations":[{"op":"add","path":"colour","value":"x"}]}`).want(400)
	h.send("PATCH", path, `{`).want(400)
	h.send("PUT", path, `{`).want(400)
	for _, method := range []string{"GET", "PUT", "PATCH", "POST"} {
		if method != "POST" {
			h.send(method, path+"?attributes=a&excludedAttributes=b", `{}`).want(400)
			continue
		}
		h.send(method, "/Devices?attributes=a&excludedAttributes=b", `{}`).want(400)
	}
}

func TestTwentyUniqueValuesAtMost(t *testing.T) {
	h := newHouse(t)
	h.serve([]byte(`[{"name":"Key","endpoint":"/Keys","schema":"urn:example:2.0:Key"},
		{"id":"urn:example:2.0:Key","attributes":[{"name":"numbers","type":"integer","multiValued":true,"uniqueness":"global"}]}]`))
	numbers := func(n int) string {
		list := make([]int, n)
		for i := range list {
			list[i] = i
		}
		text, _ := json.Marshal(list)
		return `{"numbers":` + string(text) + `}`
	}
	h.send("POST", "/Keys", numbers(21)).want(400)
	made := h.send("POST", "/Keys", numbers(20)).want(201)
	h.send("POST", "/Keys", `{"numbers":[100,19]}`).want(409)
	h.send("PUT", "/Keys/"+fmt.Sprint(made.get("id")), `{"numbers":[100]}`).want(200)
	h.send("POST", "/Keys", `{"numbers":[19]}`).want(201)
}

func TestOnlyOurOwnBaseIsTakenOffAnAddress(t *testing.T) {
	h := devices(t)
	id := fmt.Sprint(h.send("POST", "/Devices", `{"serial":"A-1"}`).want(201).get("id"))
	h.send("GET", "/"+baseURL+"/Devices/"+id, "").want(200)
	h.send("GET", "/https://elsewhere.test/scim/v2/Devices/"+id, "").want(404)
	h.send("DELETE", "/"+baseURL+"/Devices/"+id, "").want(404)
	h.send("GET", "/"+baseURL+"/"+baseURL+"/Devices/"+id, "").want(404)
	h.send("GET", "/"+baseURL+"/Devices/"+id, "", "Authorization: Bearer nonsense").want(401)
}
