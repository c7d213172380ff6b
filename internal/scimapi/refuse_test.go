package scimapi_test

import (
	"net/http/httptest"
	"testing"

	"usersync/internal/scimapi"
)

func TestARefusalInTheDoorsPlaceIsASCIMError(t *testing.T) {
	w := httptest.NewRecorder()
	scimapi.Refuse(w, 500, "Try again later.")
	want := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"Try again later.","status":"500"}`
	if w.Code != 500 || w.Header().Get("Content-Type") != "application/scim+json" || w.Body.String() != want {
		t.Errorf("answered %d %v %s", w.Code, w.Header(), w.Body)
	}
}
