package adminapi_test

import "testing"

func TestWhoIsToldOfWhat(t *testing.T) {
	w := newWorld(t)
	w.as("GET /account/settings").ok().
		has(`{"notices":{"addresses":[],"language":"","runHeld":true,"runFailed":true,"tokenExpiring":true,"seatsLow":{"enabled":true,"percent":10}}}`)
	w.as("PATCH /account/settings", `{"notices":{"addresses":["ops@example.com","boss@example.com"],"language":"pt","runFailed":false,"seatsLow":{"percent":25}}}`).ok()
	w.as("PATCH /account/settings", `{"notices":{"seatsLow":{"enabled":false}}}`).ok().
		has(`{"notices":{"addresses":["ops@example.com","boss@example.com"],"language":"pt","runHeld":true,"runFailed":false,"tokenExpiring":true,"seatsLow":{"enabled":false,"percent":25}}}`)
	w.as("PATCH /account/settings", `{"mail":true}`).ok().has(`{"notices":{"addresses":["ops@example.com","boss@example.com"]}}`)
	for body, path := range map[string]string{
		`{"notices":{"addresses":["Ops <ops@example.com>"]}}`:               "notices.addresses[0]",
		`{"notices":{"addresses":["ops@example.com","ops@example.com"]}}`:   "notices.addresses[1]",
		`{"notices":{"addresses":["ops@example.com\r\nBcc: x@y.example"]}}`: "notices.addresses[0]",
		`{"notices":{"language":"tlh"}}`:                                    "notices.language",
		`{"notices":{"seatsLow":{"percent":51}}}`:                           "notices.seatsLow.percent",
		`{"notices":{"addresses":["a@x.example","b@x.example","c@x.example","d@x.example","e@x.example","f@x.example","g@x.example","h@x.example","i@x.example","j@x.example","k@x.example"]}}`: "notices.addresses",
	} {
		w.as("PATCH /account/settings", body).fails(422, "invalid_value", path)
	}
	w.as("PATCH /account/settings", `{"notices":{"addresses":[]}}`).ok().has(`{"notices":{"addresses":[],"language":"pt"}}`)
}
