package adminapi_test

import "testing"

func TestVersionsOfASettingsTemplate(t *testing.T) {
	w := newWorld(t)
	w.as("POST /products", `{"key":"meeting","name":"Meeting"}`).ok()
	id := w.as("POST /settings-templates", `{"name":"Sales","settings":{"meeting":{"recording":false}}}`).ok().str("id")
	at := "/settings-templates/" + id
	for _, version := range []string{"0", "2", "+1", "x", "-1"} {
		w.as("GET "+at+"/versions/"+version).fails(404, "version_not_found")
		w.as("POST "+at+"/versions/"+version+"/restore").fails(404, "version_not_found")
	}
	w.as("GET /settings-templates/x/versions").fails(404, "template_not_found")
	w.as("PUT "+at, `{"name":"Selling"}`).ok()
	w.as("GET " + at + "/versions").ok().has(
		`{"items":[{"version":2,"name":"Selling","live":true,"products":[]},{"version":1,"name":"Sales","live":false,"products":["meeting"]}]}`,
	)
	first := w.as("GET " + at + "/versions?limit=1").ok()
	w.as("GET " + at + "/versions?limit=1&cursor=" + first.str("next")).ok().has(`{"items":[{"version":1}]}`)
	w.as("GET " + at + "/versions/1").ok().has(`{"version":1,"name":"Selling","settings":{"meeting":{"recording":false}}}`)

	w.as("POST "+at+"/versions/1/restore").match(`"1"`).fails(412, "stale_if_match")
	w.as("POST " + at + "/versions/1/restore").match(`"2"`).ok().has(`{"version":3,"name":"Selling","settings":{"meeting":{"recording":false}}}`)
	w.as("GET " + at + "/versions/2").ok().has(`{"version":2,"settings":{}}`)

	w.as("PUT "+at, `{"name":"Selling"}`).ok()
	w.as("DELETE /products/meeting").ok()
	w.as("POST "+at+"/versions/1/restore").fails(422, "invalid_value", "settings.meeting")
	w.as("GET " + at).ok().has(`{"version":4,"settings":{}}`)
}

// What is built in can be had again, as a version of its own.
func TestTheDefaultSettingsComeBack(t *testing.T) {
	w := newWorld(t)
	w.as("POST /products", `{"key":"meeting","name":"Meeting"}`).ok()
	w.as("GET /settings-templates/default/versions").ok().has(`{"items":[]}`)
	w.as("PUT /settings-templates/default", `{"settings":{"meeting":{"recording":true}}}`).ok()
	w.as("GET /settings-templates/default/versions/0").ok().has(`{"version":0,"savedAt":null,"settings":{}}`)
	w.as("POST /settings-templates/default/versions/0/restore").ok().has(`{"version":2,"name":"Default","settings":{}}`)
	w.as("GET /settings-templates/default").ok().has(`{"version":2,"settings":{}}`)
}
