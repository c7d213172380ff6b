package adminapi_test

import "testing"

func TestSettingsOfMails(t *testing.T) {
	w := newWorld(t)
	w.as("GET /account/settings").ok().has(`{"mails":{"quiet":false,"redirectTo":"","signInUrl":"","contact":"","testAddresses":[]}}`)
	w.as("PATCH /account/settings", `{"mails":{"quiet":true,"redirectTo":"all@example.com","signInUrl":"https://sign.example.com/in?a=1","contact":"IT, room 7","testAddresses":["me@example.com"]}}`).ok()
	w.as("PATCH /account/settings", `{"mails":{"contact":""}}`).ok().
		has(`{"mails":{"quiet":true,"redirectTo":"all@example.com","signInUrl":"https://sign.example.com/in?a=1","contact":"","testAddresses":["me@example.com"]}}`)
	w.as("GET /sync").ok().has(`{"quiet":true}`)
	w.as("POST /email-templates/preview", `{"variants":{"en":{"subject":"a","text":"{{signIn.url}}"}}}`).ok().has(`{"text":"https://sign.example.com/in?a=1"}`)
	w.as("PATCH /account/settings", `{"mails":{"quiet":false,"redirectTo":"","testAddresses":[]}}`).ok().has(`{"mails":{"quiet":false,"redirectTo":"","testAddresses":[]}}`)
	for body, path := range map[string]string{
		`{"mails":{"redirectTo":"Ann <ann@example.com>"}}`:                "mails.redirectTo",
		`{"mails":{"redirectTo":"a@b.c\r\nBcc: d@e.f"}}`:                  "mails.redirectTo",
		`{"mails":{"signInUrl":"http://sign.example.com"}}`:               "mails.signInUrl",
		`{"mails":{"signInUrl":"javascript:alert(1)"}}`:                   "mails.signInUrl",
		`{"mails":{"signInUrl":"https://"}}`:                              "mails.signInUrl",
		`{"mails":{"signInUrl":"https://ann:secret@sign.example.com"}}`:   "mails.signInUrl",
		`{"mails":{"signInUrl":"https://sign.example.com/\"onclick=\""}}`: "mails.signInUrl",
		`{"mails":{"contact":"a\nb"}}`:                                    "mails.contact",
		`{"mails":{"testAddresses":["me@example.com","you"]}}`:            "mails.testAddresses[1]",
	} {
		w.as("PATCH /account/settings", body).fails(422, "invalid_value", path)
	}
	w.as("PATCH /account/settings", `{"mails":{"testAddresses":["a@b.c","a@b.c","a@b.c","a@b.c","a@b.c","a@b.c","a@b.c","a@b.c","a@b.c","a@b.c","a@b.c"]}}`).
		fails(422, "invalid_value", "mails.testAddresses")
}
