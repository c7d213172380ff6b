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

const meetingSchema = `{"additionalProperties":false,"properties":{"recording":{"type":"boolean"},"minutes":{"type":"integer","minimum":10,"maximum":600},"quality":{"type":"string","enum":["low","high"]}}}`

func TestSettingsAreWhatTheProductSays(t *testing.T) {
	w := newWorld(t)
	w.as("POST /products", `{"key":"meeting","name":"Meeting","settingsSchema":{"properties":{"a":{"type":"number"}}}}`).
		fails(422, "invalid_product", "settingsSchema.additionalProperties", "settingsSchema.properties.a.type")
	w.as("POST /products", `{"key":"meeting","name":"Meeting"}`).ok()
	id := w.as("POST /settings-templates", `{"name":"Old","settings":{"meeting":{"anything":1}}}`).ok().str("id")
	w.as("PATCH /products/meeting", `{"settingsSchema":`+meetingSchema+`}`).ok().has(`{"settingsSchema":` + meetingSchema + `}`)
	w.as("GET /products/meeting").ok().has(`{"settingsSchema":` + meetingSchema + `}`)

	w.as("POST /settings-templates", `{"name":"New","settings":{"meeting":{"recording":1,"minutes":9,"quality":"best","other":true}}}`).
		fails(422, "invalid_value", "settings.meeting.minutes", "settings.meeting.other", "settings.meeting.quality", "settings.meeting.recording")
	w.as("POST /settings-templates", `{"name":"New","settings":{"meeting":{"recording":true,"minutes":10,"quality":"low"}}}`).ok()
	w.as("GET /settings-templates/" + id).ok().has(`{"settings":{"meeting":{"anything":1}}}`)
	w.as("POST /settings-templates/"+id+"/versions/1/restore").fails(422, "invalid_value", "settings.meeting.anything")

	if a := w.as("PATCH /products/meeting", `{"settingsSchema":null}`).ok(); a.body["settingsSchema"] != nil {
		t.Errorf("null leaves the schema: %s", a.text)
	}
	w.as("PUT /products/meeting", `{"name":"Meeting","settingsSchema":null}`).ok()
	w.as("POST /settings-templates/" + id + "/versions/1/restore").ok()
}
