package adminapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/notify"
)

const warm = `{"name":"Warm","variants":{"en":{"subject":"Hi {{user.givenName}}","text":"To {{account.name}}","html":"<p>{{user.displayName}}</p>"}}}`

func (w *world) warm() (id string) {
	w.t.Helper()
	return w.as("POST /email-templates", warm).ok().str("id")
}

func TestTheListOfVariables(t *testing.T) {
	w := newWorld(t)
	a := w.as("GET /email-templates/variables").ok()
	if n := len(a.get("items").([]any)); n != len(notify.Placeholders) {
		t.Errorf("%d variables, want %d", n, len(notify.Placeholders))
	}
	for _, want := range []string{
		`{"name":"user.givenName","type":"text","description":"The person's given name; may be empty.","example":"Ann","insert":"{{user.givenName}}"}`,
		`{"name":"name","within":"products","type":"text","description":"The name of a product.","example":"Meeting","insert":"{{name}}"}`,
	} {
		if !strings.Contains(a.text, want) {
			t.Errorf("%s is not in %s", want, a.text)
		}
	}
}

func TestVersionsOfATemplate(t *testing.T) {
	w := newWorld(t)
	id := w.warm()
	colder := strings.Replace(warm, "Hi ", "Good day ", 1)
	w.as("PUT /email-templates/"+id+"?draft=true", colder).match(`"1"`).ok().has(`{"version":2,"liveVersion":1}`)
	live, err := w.store.EmailTemplate(t.Context(), w.account, id)
	if must(t, err); live["en"].Subject != "Hi {{user.givenName}}" {
		t.Errorf("a draft is live: %v", live)
	}
	w.as("GET /email-templates/" + id + "/versions").ok().has(
		`{"items":[{"version":2,"live":false,"languages":["en"]},{"version":1,"live":true,"languages":["en"]}]}`,
	)
	w.as("GET /email-templates/" + id + "/versions/1").ok().has(`{"version":1,"liveVersion":1,"variants":{"en":{"subject":"Hi {{user.givenName}}"}}}`)
	w.as("POST /email-templates/"+id+"/publish", `{"version":2}`).ok().has(`{"version":2,"liveVersion":2}`)
	w.as("POST /email-templates/"+id+"/publish", `{"version":1}`).ok().has(`{"version":2,"liveVersion":1}`)
	w.as("PUT /email-templates/"+id, warm).ok().has(`{"version":3,"liveVersion":3}`)
	for line, body := range map[string]string{
		"POST /email-templates/" + id + "/publish": `{"version":4}`,
		"POST /email-templates/" + id + "/preview": `{"version":0}`,
	} {
		w.as(line, body).fails(404, "version_not_found")
	}
	for _, version := range []string{"0", "4", "+1", "x", "-1"} {
		w.as("GET /email-templates/"+id+"/versions/"+version).fails(404, "version_not_found")
	}
}

func TestVersionsCanBePaged(t *testing.T) {
	w := newWorld(t)
	id := w.warm()
	for range 44 {
		w.as("PUT /email-templates/"+id, warm).ok()
	}
	seen, cursor := 0, ""
	for page := 0; page == 0 || cursor != ""; page++ {
		a := w.as("GET /email-templates/" + id + "/versions?limit=100&cursor=" + cursor).ok()
		seen += len(a.get("items").([]any))
		cursor, _ = a.body["next"].(string)
	}
	if seen != 45 {
		t.Errorf("%d of 45 versions", seen)
	}
	first := w.as("GET /email-templates/" + id + "/versions?limit=1").ok()
	w.as("GET /email-templates/" + id + "/versions?limit=1&cursor=" + first.str("next")).ok().has(`{"items":[{"version":44}]}`)
	w.as("GET /email-templates/"+id+"/versions?cursor=x").fails(400, "invalid_cursor")
}

func TestTheDefaultTemplateGoesBackToWhatIsBuiltIn(t *testing.T) {
	w := newWorld(t)
	w.as("POST /email-templates/default/publish", `{"version":0}`).ok().has(`{"version":0,"liveVersion":0}`)
	w.as("PUT /email-templates/default?draft=true", strings.Replace(warm, "Warm", "Default", 1)).ok().has(`{"version":1,"liveVersion":0}`)
	w.as("POST /email-templates/default/publish", `{"version":1}`).ok().has(`{"liveVersion":1}`)
	w.as("POST /email-templates/default/publish", `{"version":0}`).ok().has(`{"version":1,"liveVersion":0}`)
	live, err := w.store.EmailTemplate(t.Context(), w.account, "default")
	if must(t, err); len(live) != 0 {
		t.Errorf("live is %v", live)
	}
	if v := w.as("GET /email-templates/default/versions/0").ok().get("variants").(map[string]any); len(v) != 7 {
		t.Errorf("the built-in one has %d languages", len(v))
	}
	w.as("DELETE /email-templates/default").fails(409, "built_in")
}

func TestACopyOfATemplate(t *testing.T) {
	w := newWorld(t)
	id := w.warm()
	w.as("POST /email-templates/" + id + "/duplicate").ok().has(`{"name":"Copy of Warm","version":1,"liveVersion":1,"variants":{"en":{"subject":"Hi {{user.givenName}}"}}}`)
	copied := w.as("POST /email-templates/default/duplicate", `{"name":"Ours"}`).ok()
	if v := copied.get("variants").(map[string]any); copied.str("name") != "Ours" || len(v) != 7 {
		t.Errorf("copied %v", copied.text)
	}
	if copied.status != http.StatusCreated || copied.header.Get("Location") != "/api/v1/email-templates/"+copied.str("id") {
		t.Errorf("answered %d %s", copied.status, copied.header)
	}
	long := w.as("POST /email-templates", strings.Replace(warm, "Warm", strings.Repeat("ä", 200), 1)).ok().str("id")
	w.as("POST /email-templates/" + long + "/duplicate").ok()
	w.as("POST /email-templates/nothing/duplicate").fails(404, "template_not_found")
}

func TestPreviews(t *testing.T) {
	w := newWorld(t)
	id := w.warm()
	ann := w.person("ann@example.com")
	w.as("POST /email-templates/" + id + "/preview").ok().has(`{"language":"en","subject":"Hi Ann","text":"To Acme","html":"<p>Ann Lee</p>","expiresAt":null}`)
	w.as("POST /email-templates/"+id+"/preview", `{"language":"de"}`).ok().has(`{"language":"en","fellBackFrom":"de"}`)
	german := w.as("POST /email-templates/default/preview", `{"language":"de","user":"`+ann+`"}`).ok().has(`{"language":"de"}`)
	if strings.Contains(german.text, "fellBackFrom") || !strings.Contains(german.str("text"), "ann@example.com") {
		t.Errorf("in German: %s", german.text)
	}
	w.run("refusals", func() {
		w.as("POST /email-templates/nothing/preview").fails(404, "template_not_found")
		w.as("POST /email-templates/"+id+"/preview", `{"user":"nobody"}`).fails(404, "user_not_found")
		w.as("POST /email-templates/"+id+"/preview", `{"language":"xx"}`).fails(422, "invalid_body", "language")
		w.as("POST /email-templates/preview", `{}`).fails(422, "invalid_value", "variants.en")
		w.as("POST /email-templates/preview", `{"variants":{"de":{"subject":"a","text":"b"}}}`).fails(422, "invalid_value", "variants.en")
		w.as("POST /email-templates/preview", `{"variants":{"en":{"subject":"a","text":"{{x}}","html":"{{y}}"}}}`).
			fails(422, "invalid_template", "variants.en.text", "variants.en.html")
		w.as("GET /email-templates/"+id+"/preview?version=7").fails(404, "version_not_found")
		w.as("GET /email-templates/"+id+"/preview?version=x").fails(404, "version_not_found")
		w.as("GET /email-previews/nothing").fails(404, "preview_not_found")
	})
}

// A mail is a page with a policy of its own: its styles work, and nothing else does.
func TestAPreviewAsAPage(t *testing.T) {
	w := newWorld(t)
	id := w.warm()
	saved := w.as("POST /email-templates/"+id+"/preview", `{"language":"de"}`).ok()
	unsaved := w.as("POST /email-templates/"+id+"/preview", `{"variants":{"en":{"subject":"a","text":"plain","html":"<b style=\"color:red\">{{user.givenName}}</b>"}}}`).ok()
	for page, want := range map[string]string{saved.str("page"): "<p>Ann Lee</p>", unsaved.str("page"): `<b style="color:red">Ann</b>`} {
		a := w.as("GET " + strings.TrimPrefix(page, "/api/v1")).ok()
		policy := a.header.Get("Content-Security-Policy")
		if a.text != want || a.header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.HasPrefix(policy, "sandbox; default-src 'none'; style-src 'unsafe-inline'") {
			t.Errorf("%s: %s, %v", page, a.text, a.header)
		}
	}
	draft := strings.TrimPrefix(unsaved.str("page"), "/api/v1")
	if a := w.as("GET " + draft + "?part=text").ok(); a.text != "plain" || a.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("as text: %s, %v", a.text, a.header)
	}
	if unsaved.str("expiresAt") != "2026-03-02T09:15:00.000Z" {
		t.Errorf("expires %v", unsaved.get("expiresAt"))
	}
	w.now = w.now.Add(notify.DraftLife - time.Second)
	w.as("GET " + draft).ok()
	w.now = w.now.Add(time.Second)
	w.as("GET "+draft).fails(404, "preview_not_found")
}
