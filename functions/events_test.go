// Package functions_test feeds every sample event to the real bootstrap of its function, and asserts its answer and what it did to tables, queues and mails.
package functions_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// expectations say, for every file in events/, what must come of it.
var expectations = map[string]func(w *world, answer json.RawMessage){
	"scim-user-create.json":        userCreated("zoe.müller@example.com"),
	"scim-user-create-base64.json": userCreated("jörg.weiß@example.com"),
	"scim-group-patch-entra.json":  membersAdded,
	"scim-list-filter.json":        oneUserFound,
	"scim-no-auth.json":            refused,
	"scim-oauth-token.json":        accessTokenGiven,
	"scim-oauth-token-base64.json": accessTokenGiven,
	"scim-oauth-refused.json":      clientRefused,
	"admin-rules-list.json":        ruleFound,
	"admin-rule-create.json":       ruleCreated,
	"admin-accounts-create.json":   accountCreated,
	"admin-plan-create.json":       planAsked,
	"admin-grant-create.json":      grantMade,
	"admin-user-what-if.json":      supposed,
	"console-page.json":            consoleAnswered,
	"console-gone.json":            consoleAnswered,
	"relay-bell.json":              bellRelayed,
	"relay-run-and-mail.json":      runMailAndJournalRelayed,
	"relay-group-deleted.json":     deletedGroupRelayed,
	"relay-rules-saved.json":       savedRulesRelayed,
	"resolver-hot.json":            usersResolved,
	"resolver-bulk-run.json":       runPlanned,
	"mailer-one.json":              oneMailSent,
	"mailer-two.json":              oneMailSentAndOneParked,
	"mailevents-delivered.json":    mailDelivered,
	"mailevents-bounced.json":      mailsCameBack,
	"mailevents-trouble.json":      mailsInTrouble,
	"tick-minute.json":             leftOversFound,
	"tick-scheduler.json":          leftOversFound,
}

func TestEvents(t *testing.T) {
	files, err := filepath.Glob("../events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, path := range files {
		file := filepath.Base(path)
		if file == "env.json" {
			continue
		}
		found++
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			expect := expectations[file]
			if expect == nil {
				t.Fatal("nothing is expected of this event: say in expectations what must come of it")
			}
			event, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			function, _, _ := strings.Cut(file, "-")
			w := newWorld(t)
			answer, err := w.invoke(function, event)
			if err != nil {
				t.Fatal(err)
			}
			expect(w, answer)
		})
	}
	if found != len(expectations) {
		t.Errorf("%d events, %d expectations", found, len(expectations))
	}
}

func TestAFunctionWithoutItsSettingsDoesNotStartAndSaysWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	for _, function := range []string{"scim", "admin", "console", "relay", "resolver", "mailer", "mailevents", "tick"} {
		for name := range w.Env(function) {
			if strings.HasPrefix(name, "AWS_ENDPOINT_URL_") || name == "USERSYNC_OPERATOR_KEY_HASH" || name == "USERSYNC_MAIL_REPLY_TO" {
				continue // absent on AWS; absent where nobody shall make accounts; absent where answers go to the sender
			}
			t.Run(function+" without "+name, func(t *testing.T) {
				t.Parallel()
				env := w.Env(function)
				delete(env, name)
				if log := exit(t, function, env); !strings.Contains(log, name+" is not set") {
					t.Errorf("the log does not name it:\n%s", log)
				}
			})
		}
	}
}
