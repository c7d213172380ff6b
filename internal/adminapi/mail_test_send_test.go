package adminapi_test

import "testing"

func TestTestMails(t *testing.T) {
	w := newWorld(t)
	id := w.warm()
	w.as("POST /email-templates/"+id+"/test").fails(409, "no_test_address")
	w.as("PATCH /account/settings", `{"mails":{"testAddresses":["me@example.com","you@example.com"]}}`).ok()
	if made := w.as("POST /email-templates/" + id + "/test").ok().has(`{"number":1,"to":"me@example.com","version":1,"language":"en","state":"due"}`); made.status != 202 {
		t.Errorf("answered %d", made.status)
	}
	w.as("POST /email-templates/default/test", `{"to":"you@example.com","language":"de","version":0}`).ok().
		has(`{"number":2,"to":"you@example.com","template":"default","version":0,"language":"de"}`)
	w.as("GET /email-templates/tests").ok().has(`{"items":[{"number":2,"state":"due"},{"number":1,"state":"due"}]}`)
	w.as("POST /email-templates/"+id+"/test", `{"to":"all@example.com"}`).fails(422, "invalid_value", "to")
	w.as("POST /email-templates/"+id+"/test", `{"version":7}`).fails(404, "version_not_found")
	w.as("POST /email-templates/"+id+"/test", `{"user":"nobody"}`).fails(404, "user_not_found")
	w.as("POST /email-templates/nothing/test").fails(404, "template_not_found")
	for range 18 {
		w.as("POST /email-templates/" + id + "/test").ok()
	}
	w.as("POST /email-templates/"+id+"/test").fails(429, "test_limit")
}
