package localcloud

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"usersync/internal/apptest"
	"usersync/internal/engine/dynamo"
	"usersync/internal/job"
	"usersync/internal/lambdatest"
	"usersync/internal/standin"
)

// Surroundings are what a single function finds around it: tables with the sample account, queues named as in the sample events, and a mail service.
type Surroundings struct {
	Table  *dynamo.Table
	Queues map[job.Queue]*standin.Queue
	SES    *standin.SES

	t     testing.TB
	known map[string]string // variables that stand-ins give
}

// Surround starts the stand-ins for the time of the test and writes the sample account.
func Surround(t testing.TB) *Surroundings {
	t.Helper()
	database, sqs, ses := standin.Dynoxide(t), standin.NewSQS(t), standin.NewSES(t)
	names := database.Tables(t)
	s := &Surroundings{Table: dynamo.New(database.Client(), names), Queues: map[job.Queue]*standin.Queue{}, SES: ses, t: t}
	if err := apptest.Sample(t.Context(), s.Table); err != nil {
		t.Fatal(err)
	}
	s.known = map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB": database.URL, "AWS_ENDPOINT_URL_SQS": sqs.URL, "AWS_ENDPOINT_URL_SESV2": ses.URL,
		"USERSYNC_TABLE_CORE": names.Core, "USERSYNC_TABLE_WORK": names.Work, "USERSYNC_TABLE_AUDIT": names.Audit,
	}
	for _, name := range []job.Queue{job.Hot, job.Bulk, job.Mail, job.Reports} {
		s.Queues[name] = sqs.Queue("usersync-dev-"+string(name), standin.QueueOptions{})
		s.known["USERSYNC_QUEUE_"+strings.ToUpper(string(name))] = s.Queues[name].URL
	}
	return s
}

// Env is what events/env.json gives a function, with these surroundings in it.
func (s *Surroundings) Env(function string) map[string]string {
	s.t.Helper()
	root, err := lambdatest.Root()
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "events", "env.json"))
	if err != nil {
		s.t.Fatal(err)
	}
	var all map[string]map[string]string
	if err := json.Unmarshal(text, &all); err != nil {
		s.t.Fatalf("events/env.json: %v", err)
	}
	env := all[strings.ToUpper(function[:1])+function[1:]]
	for name := range env {
		if value, ok := s.known[name]; ok {
			env[name] = value
		}
	}
	return env
}

// Messages decodes what is in a queue.
func (s *Surroundings) Messages(name job.Queue) []job.Message {
	s.t.Helper()
	var all []job.Message
	for _, kept := range s.Queues[name].Messages() {
		var m job.Message
		if err := json.Unmarshal([]byte(kept.Body), &m); err != nil || kept.Group != m.Account {
			s.t.Errorf("message %s in group %q: %v", kept.Body, kept.Group, err)
		}
		all = append(all, m)
	}
	return all
}
