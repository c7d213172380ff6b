package adminapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/adminapi"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

func TestTheAccountAndItsSettings(t *testing.T) {
	w := newWorld(t)
	w.as("GET /account").ok().has(fmt.Sprintf(`{"id":%q,"name":"Acme","createdAt":"2026-03-02T09:00:00.000Z","scimUrl":"https://scim.example.com/scim/v2","tokenUrl":"https://scim.example.com/scim/oauth/token"}`, w.account.ID()))
	w.as("PATCH /account", `{"name":"Acme Ltd"}`).ok().has(`{"name":"Acme Ltd"}`)
	w.as("GET /account").ok().has(`{"name":"Acme Ltd"}`)
	w.as("GET /account/settings").ok().has(`{"defaultLanguage":"en","mail":true,"reviewRules":false,"reviewRulesInForce":false,"rolesAssignableByRule":["member","manager","admin"]}`)
	w.as("PATCH /account/settings", `{"reviewRules":false,"defaultLanguage":"fr","mail":false,"rolesAssignableByRule":["member"]}`).ok().
		has(`{"defaultLanguage":"fr","mail":false,"reviewRules":false,"rolesAssignableByRule":["member"]}`)
	w.as("GET /account/settings").ok().has(`{"guard":{"everything":{"min":10,"percent":5},"product":{"min":10,"percent":20},"mails":1000}}`)
	w.as("PATCH /account/settings", `{"guard":{"product":{"percent":30}}}`).ok().has(`{"guard":{"everything":{"min":10,"percent":5},"product":{"min":10,"percent":30}}}`)
	w.as("PATCH /account/settings", `{"guard":{"product":{"percent":51},"mails":-1}}`).fails(422, "invalid_value", "guard.product.percent", "guard.mails")
	w.as("GET /account/settings").ok().has(`{"guard":{"product":{"min":10,"percent":30},"mails":1000}}`)
	w.as("GET /connections").ok().has(`{"items":[{"kind":"generic","name":"Identity provider","state":"active"}],"total":1}`)
	w.as("GET /privileges").ok().has(fmt.Sprintf(`{"items":["%s"]}`, strings.Join(rule.Privileges(), `","`)))

	group := w.group("All")
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"role":{"kind":"admin"}}`, group)).fails(422, "invalid_rule", "role.kind")
	id := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"role":{"kind":"member"}}`, group)).ok().str("id")
	w.unchanged(func() {
		w.as("PATCH /account", `{"name":""}`).fails(422, "invalid_value", "name")
		w.as("PATCH /account", `{"id":"x"}`).fails(422, "unknown_member", "id")
		w.as("PATCH /account/settings", `{"defaultLanguage":"xx","rolesAssignableByRule":["king"]}`).fails(422, "invalid_value", "defaultLanguage", "rolesAssignableByRule")
		w.as("PATCH /account/settings", `{"rolesAssignableByRule":[]}`).fails(409, "in_use", "rules/"+id)
	})
}

func TestTheSyncPage(t *testing.T) {
	w := newWorld(t)
	started := w.now.Add(-10 * time.Second)
	w.runs.status = provision.Status{
		Pending: 3, MailPending: 2, Users: 40,
		Failures: []provision.Failure{{Code: "out_of_seats", Users: 7, FirstSeen: w.now, LastSeen: w.now, Remedy: "Buy more."}},
		Current:  &provision.Run{ID: "r", Kind: provision.FullRun, State: provision.RunRunning, Planned: 40, Done: 10, Started: started},
	}
	w.as("GET /sync").ok().has(`{"enabled":true,"mail":true,"schedule":{"cron":"0 2 * * *","timeZone":"UTC"},"pending":3,"mailPending":2,"users":40,
		"failures":[{"code":"out_of_seats","users":7,"more":false,"firstSeen":"2026-03-02T09:00:00.000Z","lastSeen":"2026-03-02T09:00:00.000Z","remedy":"Buy more."}],
		"current":{"id":"r","state":"running","kind":"full","planned":40,"done":10,"held":false,"etaSeconds":30,"finishedAt":null}}`)
	w.as("PATCH /sync", `{"enabled":false,"schedule":{"cron":"30 4 * * 1","timeZone":"Europe/Paris"}}`).ok().
		has(`{"enabled":false,"mail":true,"schedule":{"cron":"30 4 * * 1","timeZone":"Europe/Paris"}}`)
	w.as("PATCH /sync", `{"mail":false,"schedule":{"cron":"30 4 * * 1"}}`).ok().has(`{"enabled":false,"mail":false,"schedule":{"timeZone":"UTC"}}`)
	w.as("PATCH /sync", `{"schedule":null,"enabled":true}`).ok().has(`{"enabled":true,"schedule":null,"nextRunAt":null}`)
	w.unchanged(func() {
		for _, cron := range []string{"@every 1s", "* * * *", "x", "TZ=UTC 0 2 * * *", "CRON_TZ=x", "0 0 30 2 *", "61 * * * *"} {
			w.as("PATCH /sync", fmt.Sprintf(`{"schedule":{"cron":%q}}`, cron)).fails(422, "invalid_value", "schedule.cron")
		}
		for _, zone := range []string{"Mars/Olympus", "Local", "../etc"} {
			w.as("PATCH /sync", fmt.Sprintf(`{"schedule":{"cron":"0 2 * * *","timeZone":%q}}`, zone)).fails(422, "invalid_value", "schedule.timeZone")
		}
		w.as("PATCH /sync", `{"schedule":{"timeZone":"UTC"}}`).fails(422, "invalid_body", "schedule.cron")
		w.as("PATCH /sync", `{"planIds":"x"}`).fails(422, "unknown_member", "planIds")
	})
}

func TestRuns(t *testing.T) {
	w := newWorld(t)
	a := w.as("POST /sync/runs").ok().has(`{"id":"run-1","kind":"full","state":"planning","etaSeconds":null}`)
	if a.status != http.StatusAccepted || a.header.Get("Location") != "/api/v1/sync/runs/run-1" || len(w.runs.started) != 1 {
		t.Errorf("accepted: %d %v, started %v", a.status, a.header, w.runs.started)
	}
	w.runs.runs = []provision.Run{
		{ID: "b", Kind: provision.FullRun, State: provision.RunDone, Planned: 2, Done: 2, Changed: 1, Started: w.now, Finished: w.now.Add(time.Second)},
		{ID: "a", Kind: provision.PublishRun, State: provision.RunDone, Started: w.now, Finished: w.now},
	}
	w.as("GET /sync/runs/b").ok().has(`{"state":"done","done":2,"changed":1,"etaSeconds":0,"finishedAt":"2026-03-02T09:00:01.000Z"}`)
	w.as("GET /sync/runs/x").fails(404, "run_not_found")
	first := w.as("GET /sync/runs?limit=1").ok().has(`{"items":[{"id":"b"}]}`)
	w.as("GET /sync/runs?limit=1&cursor=" + first.str("next")).ok().has(`{"items":[{"id":"a","kind":"publish"}]}`)
	w.as("GET /sync/runs?cursor=?").fails(400, "invalid_cursor")
	if w.as("GET /sync/runs?kind=retry").ok(); w.runs.asked != provision.RetryRun {
		t.Errorf("asked for runs of kind %q", w.runs.asked)
	}
	w.as("GET /sync/runs?kind=plan").fails(422, "invalid_body", "kind")
}

func TestUsersAreShownInTheDocumentedShape(t *testing.T) {
	w := newWorld(t)
	w.users.users = []provision.AccountUser{
		{
			ID: "u1",
			Outcome: plan.Outcome{
				State: plan.Active, UserName: "ann@example.com", DisplayName: "Ann",
				Products: []plan.Product{
					{Key: "meeting", Plan: "pro", State: plan.Granted, Owner: rule.FromRule, Rule: "r1"},
					{Key: "webinar", State: plan.Waiting, Owner: rule.FromRule, Rule: "r1"},
				},
				Role:      plan.Assigned[rule.Role]{Value: rule.Role{Kind: rule.Member}, Source: rule.FromDefault},
				UserGroup: plan.Assigned[rule.Choice]{Value: rule.None, Stated: true, Source: rule.FromRule, Rule: "r2"},
				Settings:  plan.Assigned[rule.Choice]{Value: rule.Default, Source: rule.FromDefault},
				Language:  plan.Assigned[string]{Value: "de", Stated: true, Source: rule.FromRule, Rule: "r1"},
				Problems:  []rule.Problem{{Code: "out_of_seats", Rule: "r1", Slot: "products", Subject: "webinar"}},
			},
			WaitPosition: map[string]int{"webinar": 3},
			Mail:         &provision.MailView{Template: "default", State: "sent", At: w.now},
			Fence:        provision.Fence{Exists: true, Want: 2, Done: 2, Rules: 7},
		},
		{ID: "u2", Outcome: plan.Outcome{
			State: plan.Suspended, UserName: "bob@example.com",
			Role: plan.Assigned[rule.Role]{Value: rule.Role{Kind: rule.Manager}},
		}, Pending: true},
	}
	ann := `{"id":"u1","directoryUserId":"u1","userName":"ann@example.com","displayName":"Ann","state":"active",
		"products":[{"key":"meeting","plan":"pro","state":"granted","owner":"rule","rule":"r1"},{"key":"webinar","state":"waiting","owner":"rule","rule":"r1","position":3}],
		"role":{"kind":"member","rule":null},"userGroup":{"id":null,"rule":"r2"},"settingsTemplate":{"id":"default","rule":null},
		"language":{"tag":"de","source":"rule","rule":"r1"},"welcomeMail":{"template":"default","state":"sent","at":"2026-03-02T09:00:00.000Z"},
		"pending":false,"rulesVersion":7,"problems":[{"code":"out_of_seats","rule":"r1","slot":"products","subject":"webinar"}]}`
	w.as("GET /users/u1").ok().has(ann)
	w.as("GET /users").ok().has(`{"items":[` + ann + `,{"id":"u2","state":"suspended","products":[],"role":{"kind":"manager","managedGroups":[]},"userGroup":{"id":null,"rule":null},"welcomeMail":null,"pending":true}]}`)
	w.as("GET /users/x").fails(404, "user_not_found")

	w.as(`GET /users?filter=userName eq "ann@example.com" and state eq "active"&limit=5000`).ok()
	if want := (provision.UserQuery{UserName: "ann@example.com", State: plan.Active, Limit: 1000}); w.users.asked != want {
		t.Errorf("asked for %+v", w.users.asked)
	}
	w.as("GET /users?state=invited").ok()
	if w.users.asked.State != plan.Invited || w.users.asked.Limit != 100 {
		t.Errorf("asked for %+v", w.users.asked)
	}
	for _, filter := range []string{`displayName eq "x"`, `userName sw "x"`, `userName eq "a" or userName eq "b"`, `userName eq "a" and userName eq "b"`, `not (state eq "active")`, `state eq 1`} {
		w.as("GET /users?filter="+filter).fails(422, "invalid_filter", "filter")
	}
	w.as("GET /users?filter=userName").fails(400, "invalidFilter")
	w.as("GET /users?state=happy").fails(422, "invalid_body", "state")
}

func TestOneUserNow(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.person("ann@example.com"), w.person("bob@example.com")
	group := w.group("Sales", ann)
	first := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"language":"de","role":{"kind":"admin"}}`, group)).ok().str("id")
	second := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"language":"fr"}`, group)).ok().str("id")

	want := fmt.Sprintf(`{"rulesVersion":3,"rules":[{"rule":%q,"matched":true},{"rule":%q,"matched":true}],"products":[],
		"role":{"value":{"kind":"admin"},"stated":true,"source":"rule","rule":%q},
		"language":{"value":"de","source":"rule","rule":%q,"losers":[{"rule":%q,"value":"fr","reason":"lower_priority","by":%q}]},
		"userGroup":{"value":null,"stated":false,"rule":null},"welcomeMail":{"value":"default"}}`, first, second, first, first, second, first)
	w.as("GET /users/" + ann + "/explain").ok().has(want)
	w.as("POST /users/"+ann+"/sync", `{"dryRun":true}`).ok().has(`{"changed":false,"user":null,"decision":` + want + `}`)
	w.as("POST /users/" + ann + "/sync").ok().has(`{"changed":true}`)
	w.users.users = []provision.AccountUser{{ID: ann, Outcome: plan.Outcome{State: plan.Active}}}
	w.as("POST /users/"+ann+"/sync", `{}`).ok().has(fmt.Sprintf(`{"changed":false,"user":{"id":%q,"state":"active"}}`, ann))
	w.as("GET /users/" + bob + "/explain").ok().has(fmt.Sprintf(`{"rules":[{"rule":%q,"matched":false,"reason":"not_member"},{"rule":%q}]}`, first, second))
	w.as("GET /users/x/explain").fails(404, "user_not_found")
	w.as("POST /users/x/sync").fails(404, "user_not_found")
	w.as("POST /users/x/sync", `{"dryRun":true}`).fails(404, "user_not_found")
	w.as("POST /users/x/sync", `{"dryRun":"yes"}`).fails(422, "invalid_body", "dryRun")
}

func TestTheDirectoryIsRead(t *testing.T) {
	w := newWorld(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, w.person(fmt.Sprintf("user%d@example.com", i)))
	}
	sales, empty := w.group("Sales", ids[0], ids[1], ids[2]), w.group("Empty")
	w.as("GET /directory/users/" + ids[0]).ok().has(fmt.Sprintf(`{"id":%q,"userName":"user0@example.com","active":true,"connection":"okta",
		"groups":[{"id":%q,"displayName":"Sales"}],"attributes":{"userName":"user0@example.com"}}`, ids[0], sales))
	page := w.as("GET /directory/users?limit=2").ok().has(`{"items":[{"userName":"user0@example.com"},{"userName":"user1@example.com"}],"total":5}`)
	page = w.as("GET /directory/users?limit=2&cursor=" + page.str("next")).ok().has(`{"items":[{"userName":"user2@example.com"},{"userName":"user3@example.com"}]}`)
	last := w.as("GET /directory/users?limit=2&cursor=" + page.str("next")).ok().has(`{"items":[{"userName":"user4@example.com"}]}`)
	if last.body["next"] != nil {
		t.Errorf("there is no page behind the last: %s", last.text)
	}
	w.as(`GET /directory/users?filter=userName eq "user3@example.com"`).ok().has(`{"total":1}`)
	w.as("GET /directory/users?filter=userName eq").fails(400, "invalidFilter")
	w.as("GET /directory/users/x").fails(404, "not_found")
	w.as("GET /directory/groups").ok().has(`{"items":[{"displayName":"Empty"},{"displayName":"Sales","connection":"okta"}],"total":2}`)
	w.as("GET /directory/groups?filter=displayName").fails(400, "invalidFilter")
	w.as("GET /directory/groups/" + sales).ok().has(`{"displayName":"Sales","members":3}`)
	members := w.as("GET /directory/groups/" + sales + "/members?limit=2").ok().has(fmt.Sprintf(`{"items":[
		{"id":%q,"type":"User","userName":"user0@example.com","displayName":"user0@example.com","direct":true},{"id":%q}]}`, ids[0], ids[1]))
	rest := w.as("GET /directory/groups/" + sales + "/members?cursor=" + members.str("next")).ok().has(fmt.Sprintf(`{"items":[{"id":%q}]}`, ids[2]))
	if rest.body["next"] != nil {
		t.Errorf("there is no page behind the last: %s", rest.text)
	}
	w.as("GET /directory/groups/" + empty + "/members").ok().has(`{"items":[]}`)
	w.as("GET /directory/groups/x/members").fails(404, "not_found")
	w.as("GET /directory/groups/"+sales+"/members?cursor=-").fails(400, "invalid_cursor")
	w.as("GET /directory/groups/"+sales+"/members?cursor=AAAA").fails(400, "invalid_cursor")
}

func TestTheMailbox(t *testing.T) {
	w := newWorld(t)
	w.mails.mails = []adminapi.Mail{{ID: "m", To: "ann@example.com", Subject: "Hi", Language: "de", Template: "default", Text: "t", HTML: "h", At: w.now}}
	w.as("GET /mailbox").ok().has(`{"items":[{"id":"m","to":"ann@example.com","subject":"Hi","language":"de","template":"default","text":"t","html":"h","at":"2026-03-02T09:00:00.000Z"}]}`)
	w.config.Mailbox = nil
	w.handler = adminapi.New(w.config)
	w.as("GET /mailbox").fails(404, "no_mailbox")
	w.as("GET /mailbox/m").fails(404, "no_mailbox")
	w.as("POST /mailbox/m/bounce").fails(404, "no_mailbox")
}

func TestFromAPushToAnOutcome(t *testing.T) {
	w := newWorld(t)
	w.config.Users = &provision.UserReader{Users: w.store, Policies: w.store, Seats: w.store}
	w.handler = adminapi.New(w.config)
	ann, bob := w.person("ann@example.com"), w.person("bob@example.com")
	group := w.group("Sales", ann, bob)
	w.as("POST /products", `{"key":"meeting","name":"Meeting","seats":1,"plans":["pro"]}`).ok()
	id := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting","plan":"pro"}],"userGroup":"none","language":"de"}`, group)).ok().str("id")
	w.as("GET /users").ok().has(`{"items":[]}`)
	w.as("POST /users/" + ann + "/sync").ok()
	w.as("POST /users/" + bob + "/sync").ok()
	w.as("GET /users/" + ann).ok().has(fmt.Sprintf(`{"userName":"ann@example.com","state":"active","pending":false,"rulesVersion":3,
		"products":[{"key":"meeting","plan":"pro","state":"granted","owner":"rule","rule":%q}],"userGroup":{"id":null,"rule":%q},
		"language":{"tag":"de","source":"rule","rule":%q},"welcomeMail":{"state":"due"}}`, id, id, id))
	w.as(`GET /users?filter=userName eq "BOB@example.com"`).ok().has(`{"items":[{"userName":"bob@example.com","state":"invited","products":[{"state":"waiting","position":1}]}]}`)
	first := w.as("GET /users?limit=1").ok().has(`{"items":[{"userName":"ann@example.com"}]}`)
	w.as("GET /users?limit=1&cursor=" + first.str("next")).ok().has(`{"items":[{"userName":"bob@example.com"}]}`)
	w.as("GET /users?cursor=eA").fails(400, "bad_cursor")

	w.as("PATCH /rules/"+id, `{"products":null}`).ok()
	w.as("GET /users/" + ann).ok().has(`{"pending":true}`)
}
