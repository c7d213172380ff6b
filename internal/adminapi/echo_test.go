package adminapi_test

import (
	"net/http"
	"strings"
	"testing"

	"usersync/internal/adminapi"
)

// No value that a request says comes back in a refusal, nor in the log, wherever it stands. Only the name of a member that is not known is repeated, so that a person finds it.
func TestNothingIsEchoed(t *testing.T) {
	w, _ := furnished(t)
	bodies := []string{
		canary, `"` + canary + `"`, `["` + canary + `"]`, `{"name":{"x":"` + canary + `"}}`, `{"name":["` + canary + `"],"key":"` + canary + `!"}`, `{"group":"` + canary + `"}`,
		`{"group":7,"condition":"` + canary + ` eq","products":[{"key":"` + canary + `","plan":"` + canary + `"}]}`, `{"name":"x","kind":"` + canary + `","state":"` + canary + `"}`,
		`{"state":"` + canary + `"}`, `{"name":"x","scopes":["` + canary + `"]}`, `{"name":"x","scopes":["read"],"expiresAt":"` + canary + `"}`, `{"schedule":{"cron":"` + canary + `","timeZone":"` + canary + `"}}`,
		`{"defaultLanguage":"` + canary + `"}`, `{"rolesAssignableByRule":["` + canary + `"]}`, `{"ids":["` + canary + `"]}`, `{"name":"x","parent":"` + canary + `"}`, `{"name":"x","seats":"` + canary + `"}`,
		`{"name":"x","variants":{"en":{"subject":"{{unknown}}` + canary + `","text":"` + canary + `"}}}`, `{"settings":{"patchAnswer":"` + canary + `"}}`, `{"expiresInDays":"` + canary + `"}`, `{"enabled":"` + canary + `"}`,
		`{"group":"x","role":{"kind":"` + canary + `","privileges":["` + canary + `"],"managedGroups":"` + canary + `"}}`, `{"language":"` + canary + `","userGroup":"` + canary + `","welcomeMail":"` + canary + `"}`,
	}
	check := func(a answer, line adminapi.SurfaceLine, what string) {
		if a.status >= 400 && strings.Contains(strings.ToLower(a.text), canary) {
			t.Errorf("%s %s: %s comes back: %s", line.Method, line.Path, what, a.text)
		}
	}
	for _, line := range adminapi.Surface(w.config) {
		request := line.Method + " " + parameter.ReplaceAllString(line.Path, canary)
		if line.Method == http.MethodGet || line.Method == http.MethodDelete {
			for _, query := range []string{"limit=", "cursor=", "filter=", "state=", "product=", "version=", "wait=", "sort=", canary + "="} {
				check(w.as(request+"?"+query+canary).send(), line, query)
			}
		} else {
			for _, body := range bodies {
				check(w.as(request, body).send(), line, body)
			}
		}
		for _, header := range []string{"If-Match", "If-None-Match", "Content-Type", "Content-Encoding", "Idempotency-Key", "Accept", "Authorization", "X-Request-Id", "User-Agent"} {
			check(w.as(request, `{"unknown":1}`).with(header, canary+"\t").send(), line, header)
		}
	}
	if strings.Contains(strings.ToLower(w.log.String()), canary) {
		t.Error("the log holds what was sent")
	}
}
