package adminapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

func TestSettingsSayWhichVersionTheyAre(t *testing.T) {
	w := newWorld(t)
	read := w.as("GET /account/settings").ok().header.Get("ETag")
	if len(read) < 10 {
		t.Fatalf("the ETag is %q", read)
	}
	w.as("POST /products", `{"key":"p","name":"P"}`).ok() // another version of the policy, the same settings
	if again := w.as("GET /account/settings").ok().header.Get("ETag"); again != read {
		t.Errorf("the same settings have the ETags %s and %s", read, again)
	}
	changed := w.as("PATCH /account/settings", `{"defaultLanguage":"de"}`).match(read).ok().has(`{"defaultLanguage":"de"}`).header.Get("ETag")
	if now := w.as("GET /account/settings").ok().header.Get("ETag"); changed != now || now == read {
		t.Errorf("the ETag was %s, the answer to the change said %s, and it is %s", read, changed, now)
	}
	w.unchanged(func() {
		for _, stale := range []string{read, `"1"`, "x", `""`} {
			w.as("PATCH /account/settings", `{"defaultLanguage":"fr"}`).match(stale).fails(412, "stale_if_match")
			w.as("PATCH /account/settings", `{"guard":{"mails":7}}`).match(stale).fails(412, "stale_if_match")
		}
	})
	w.as("PATCH /account/settings", `{"guard":{"mails":7}}`).match("W/" + changed).ok()
	w.as("PATCH /account/settings", `{"guard":{"mails":8}}`).match("*").ok()
	w.as("PATCH /account/settings", `{"guard":{"mails":9}}`).ok()
}

// Whoever writes to the account or the policy between the first look and the write is not written over.
func TestSettingsThatMoveDuringAChange(t *testing.T) {
	for name, change := range map[string]string{"the account": `{"guard":{"mails":%d}}`, "the policy": `{"verifiedDomains":["d%d.example"]}`} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			read := w.as("GET /account/settings").ok().header.Get("ETag")
			w.door()
			w.grounded = true // what follows a change works with the whole world, one change at a time
			var all sync.WaitGroup
			statuses := make([]int, 8)
			for i := range statuses {
				all.Go(func() {
					statuses[i] = w.as("PATCH /account/settings", fmt.Sprintf(change, i+1)).match(read).send().status
				})
			}
			all.Wait()
			count := map[int]int{}
			for _, status := range statuses {
				count[status]++
			}
			if count[http.StatusOK] != 1 || count[http.StatusPreconditionFailed] != len(statuses)-1 {
				t.Errorf("of %d changes of the same version: %v", len(statuses), count)
			}
		})
	}
}

func TestPublishingATemplateTakesTheVersionThatWasSeen(t *testing.T) {
	w := newWorld(t)
	id := w.warm()
	one := w.as("GET /email-templates/" + id).ok().header.Get("ETag")
	two := w.as("PUT /email-templates/"+id+"?draft=true", warm).match(one).ok().header.Get("ETag")
	if one != `"1"` || two != `"2.1"` {
		t.Fatalf("the ETags are %s and %s", one, two)
	}
	published := w.as("POST /email-templates/"+id+"/publish", `{"version":2}`).match(two).ok().header.Get("ETag")
	w.unchanged(func() {
		for _, stale := range []string{one, two, "x", `"2.x"`} {
			w.as("POST /email-templates/"+id+"/publish", `{"version":1}`).match(stale).fails(412, "template_moved")
			w.as("PUT /email-templates/"+id, warm).match(stale).fails(412, "stale_if_match")
		}
	})
	w.as("POST /email-templates/"+id+"/publish", `{"version":1}`).match(published).ok().has(`{"liveVersion":1}`)
}

func TestTheBuiltInTemplateHasAVersionThatCanBeNamed(t *testing.T) {
	w := newWorld(t)
	built := w.as("GET /email-templates/default").ok().header.Get("ETag")
	w.as("POST /email-templates/default/publish", `{"version":0}`).match(built).ok().has(`{"version":0,"liveVersion":0}`)
	saved := w.as("PUT /email-templates/default", strings.Replace(warm, `"Warm"`, `"Default"`, 1)).match(built).ok().has(`{"version":1,"liveVersion":1}`).header.Get("ETag")
	w.as("POST /email-templates/default/publish", `{"version":0}`).match(built).fails(412, "template_moved")
	w.as("POST /email-templates/default/publish", `{"version":0}`).match(saved).ok().has(`{"version":1,"liveVersion":0}`)
}
