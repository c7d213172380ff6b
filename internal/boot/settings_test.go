package boot_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"usersync/internal/boot"
	"usersync/internal/job"
)

// whole is an environment that has everything.
func whole() map[string]string {
	return map[string]string{
		"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "session",
		"USERSYNC_TABLE_CORE": "core", "USERSYNC_TABLE_WORK": "work", "USERSYNC_TABLE_AUDIT": "audit",
		"USERSYNC_QUEUE_HOT": "https://sqs.test/1/hot", "USERSYNC_QUEUE_BULK": "https://sqs.test/1/bulk", "USERSYNC_QUEUE_MAIL": "https://sqs.test/1/mail", "USERSYNC_QUEUE_REPORTS": "https://sqs.test/1/reports",
		"USERSYNC_URL": "https://sync.example.com/prod", "USERSYNC_MAIL_FROM": "usersync <no-reply@example.com>", "USERSYNC_MAIL_CONFIGURATION_SET": "set", "USERSYNC_MAIL_RATE": "14", "USERSYNC_CONSOLE_URL": "https://admin.example.com/console", "USERSYNC_MAIL_REPLY_TO": "help@example.com",
		"USERSYNC_INDEX_LAG": "30s", "USERSYNC_LOG_LEVEL": "warn", "USERSYNC_OPERATOR_KEY_HASH": strings.Repeat("0f", 32),
	}
}

func lookup(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

func all() []boot.Needs {
	return []boot.Needs{boot.SCIM(), boot.Admin(), boot.Relay(), boot.Resolver(), boot.Mailer(), boot.MailEvents(), boot.Tick()}
}

func TestEverySettingIsRead(t *testing.T) {
	env := whole()
	maps.Copy(env, map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:2", "AWS_ENDPOINT_URL_SESV2": "http://127.0.0.1:3"})
	for _, n := range all() {
		s, err := boot.Read(n, lookup(env))
		if err != nil {
			t.Errorf("%s: %v", n.Name, err)
		}
		if s.Region != "eu-central-1" || s.Session != "session" || s.Tables.Core != "core" || s.LogLevel.String() != "WARN" || s.SQSURL != "http://127.0.0.1:2" {
			t.Errorf("%s: %+v", n.Name, s)
		}
		if n.IndexLag && s.IndexLag != 30*time.Second || n.Mail && (s.MailConfigurationSet != "set" || s.MailRate != 14 || s.ConsoleURL != "https://admin.example.com/console" || s.MailReplyTo != "help@example.com") || n.URL && s.URL != "https://sync.example.com/prod" {
			t.Errorf("%s: %+v", n.Name, s)
		}
		if operator := s.OperatorKey != [32]byte{}; operator != n.Operator || operator && s.OperatorKey[31] != 0x0f {
			t.Errorf("%s: operator key %x", n.Name, s.OperatorKey)
		}
		if len(n.Queues) > 0 && s.Queues[n.Queues[0]] != "https://sqs.test/1/"+string(n.Queues[0]) || s.Queues[job.Queue("x")] != "" {
			t.Errorf("%s: queues %v", n.Name, s.Queues)
		}
	}
}

func TestAFunctionReadsNothingButItsOwn(t *testing.T) {
	for _, n := range all() {
		env := map[string]string{}
		for _, name := range append(n.Variables(), "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") {
			env[name] = whole()[name]
		}
		if _, err := boot.Read(n, lookup(env)); err != nil {
			t.Errorf("%s: %v", n.Name, err)
		}
	}
}

func TestEveryMissingSettingIsNamedAtOnce(t *testing.T) {
	for _, n := range all() {
		_, err := boot.Read(n, lookup(nil))
		if err == nil {
			t.Fatalf("%s starts on nothing", n.Name)
		}
		for _, name := range append(n.Variables(), "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", n.Name) {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %s is not named: %v", n.Name, name, err)
			}
		}
	}
}

func TestMalformedSettingsAreNamedAndNotEchoed(t *testing.T) {
	tests := []struct {
		name, value string
		of          boot.Needs
	}{
		{"USERSYNC_QUEUE_HOT", "canary", boot.Relay()},
		{"USERSYNC_QUEUE_HOT", "ftp://canary/hot", boot.Relay()},
		{"USERSYNC_URL", "https://canary.example.com/", boot.SCIM()},
		{"USERSYNC_URL", "https://canary.example.com?x=1", boot.SCIM()},
		{"USERSYNC_URL", "https://user:canary@example.com", boot.SCIM()},
		{"USERSYNC_MAIL_FROM", "canary", boot.Mailer()},
		{"USERSYNC_MAIL_REPLY_TO", "canary", boot.Mailer()},
		{"USERSYNC_CONSOLE_URL", "https://canary.example.com/console/", boot.Mailer()},
		{"USERSYNC_MAIL_RATE", "canary", boot.Mailer()},
		{"USERSYNC_MAIL_RATE", "-1", boot.Mailer()},
		{"USERSYNC_MAIL_RATE", "100001", boot.Mailer()},
		{"USERSYNC_INDEX_LAG", "canary", boot.Resolver()},
		{"USERSYNC_INDEX_LAG", "-1s", boot.Tick()},
		{"USERSYNC_INDEX_LAG", "2h", boot.Tick()},
		{"USERSYNC_LOG_LEVEL", "canary", boot.Admin()},
		{"USERSYNC_OPERATOR_KEY_HASH", "canary", boot.Admin()},
		{"USERSYNC_OPERATOR_KEY_HASH", "opr_canaryaaaa_" + strings.Repeat("a", 49), boot.Admin()},
		{"USERSYNC_OPERATOR_KEY_HASH", strings.Repeat("ab", 31), boot.Admin()},
		{"AWS_ENDPOINT_URL_DYNAMODB", "canary", boot.Admin()},
	}
	for _, tt := range tests {
		env := whole()
		env[tt.name] = tt.value
		_, err := boot.Read(tt.of, lookup(env))
		if err == nil || !strings.Contains(err.Error(), tt.name) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s=%s: %v", tt.name, tt.value, err)
		}
	}
}
