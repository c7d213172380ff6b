package usersync_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/inproc"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/table"
)

// reportClaims are on the way that SES's word on mails takes: configuration set, default bus, rule, queue.
func reportClaims() []claim {
	return []claim{
		{"SES publishes what becomes of mails, and not who opens them", func(s stack, no refuse) {
			events := s.Resource("MailSetEvents")
			is(no, "of", events.At("ConfigurationSetName"), "${MailSet}")
			is(no, "enabled", events.At("EventDestination", "Enabled"), true)
			same(no, "events", events.At("EventDestination", "MatchingEventTypes").Texts(), []string{"send", "reject", "delivery", "deliveryDelay", "bounce", "complaint"})
			is(no, "bus", events.At("EventDestination", "EventBridgeDestination", "EventBusArn"), "arn:aws:events:eu-central-1:123456789012:event-bus/default")
		}},
		{"reports on this stack's mails, and no others, reach their queue", func(s stack, no refuse) {
			rule := s.Resource("MailReports")
			is(no, "state", rule.At("State"), "ENABLED")
			if rule.At("EventBusName").Exists() {
				no("SES writes to the default bus alone")
			}
			same(no, "source", rule.At("EventPattern", "source").Texts(), []string{"aws.ses"})
			same(no, "configuration set", rule.At("EventPattern", "detail", "mail", "tags", "ses:configuration-set").Texts(), []string{"${MailSet}"})
			if n := len(rule.At("Targets").List()); n != 1 {
				no("%d targets", n)
			}
			is(no, "target", rule.At("Targets", "0", "Arn"), "${Reports.Arn}")
			is(no, "dead letters", rule.At("Targets", "0", "DeadLetterConfig", "Arn"), "${ReportsDead.Arn}")
			if rule.At("Targets", "0", "InputPath").Exists() || rule.At("Targets", "0", "InputTransformer").Exists() {
				no("the function reads whole events")
			}
		}},
		{"the rule, and nobody else, may write into the queue of reports", func(s stack, no refuse) {
			policy := s.Resource("ReportsPolicy")
			same(no, "queues", policy.At("Queues").Texts(), []string{"${Reports}", "${ReportsDead}"})
			list := policy.At("PolicyDocument", "Statement").List()
			if len(list) != 1 {
				no("%d statements", len(list))
				return
			}
			is(no, "effect", list[0].At("Effect"), "Allow")
			is(no, "who", list[0].At("Principal", "Service"), "events.amazonaws.com")
			same(no, "what", list[0].At("Action").Texts(), []string{"sqs:SendMessage"})
			same(no, "where", list[0].At("Resource").Texts(), []string{"${Reports.Arn}", "${ReportsDead.Arn}"})
			is(no, "for whom", list[0].At("Condition", "ArnEquals", "aws:SourceArn"), "${MailReports.Arn}")
		}},
		{"a claim on a mail outlives whoever made it", func(s stack, no refuse) {
			life := time.Duration(s.Resource("Mailer").At("Timeout").Int()) * time.Second
			if least := 2*life + time.Minute; life == 0 || notify.DefaultLease < least {
				no("a lease is %v, and must be %v at least", notify.DefaultLease, least)
			}
		}},
		{"a mail service that takes no mails raises an alarm", func(s stack, no refuse) {
			watches(s, no, "MailStopped", "ses", 0)
			if alarm := s.alarm("MailStopped", "ses"); alarm != nil {
				is(no, "namespace", alarm.At("Namespace"), "usersync")
				is(no, "dimension", alarm.At("Dimensions", "0", "Name"), "Service")
			}
		}},
		{"what SES says arrives before a doubtful mail is dared again", func(s stack, no refuse) {
			if wait := time.Duration(s.Resource("Reports").At("VisibilityTimeout").Int()) * time.Second; wait*2 > notify.EventWait {
				no("a report that fails twice comes after %v, and the ledger waits %v", 2*wait, notify.EventWait)
			}
		}},
	}
}

// reportMutations are what only the way of reports can lose.
var reportMutations = []mutation{
	{"SES publishes nothing", without("Resources", "MailSetEvents"), "SES publishes what becomes of mails, and not who opens them"},
	{"SES does not say that it took a mail", without(within("MailSetEvents", "EventDestination", "MatchingEventTypes", "0")...), "SES publishes what becomes of mails, and not who opens them"},
	{"bounces are not published", without(within("MailSetEvents", "EventDestination", "MatchingEventTypes", "4")...), "SES publishes what becomes of mails, and not who opens them"},
	{"publishing is off", set(false, within("MailSetEvents", "EventDestination", "Enabled")...), "SES publishes what becomes of mails, and not who opens them"},
	{"the rule is off", set("DISABLED", within("MailReports", "State")...), "reports on this stack's mails, and no others, reach their queue"},
	{"the rule takes the mails of other stacks", without(within("MailReports", "EventPattern", "detail")...), "reports on this stack's mails, and no others, reach their queue"},
	{"reports that cannot be delivered are lost", without(within("MailReports", "Targets", "0", "DeadLetterConfig")...), "reports on this stack's mails, and no others, reach their queue"},
	{"the rule may not write into the queue", without("Resources", "ReportsPolicy"), "the rule, and nobody else, may write into the queue of reports"},
	{"everybody may write into the queue", without(within("ReportsPolicy", "PolicyDocument", "Statement", "0", "Condition")...), "the rule, and nobody else, may write into the queue of reports"},
	{"the queue of reports has no mapping", without(within("Mailevents", "Events", "Reports")...), oneFunction},
	{"a mailer lives longer than its claims", set(90, within("Mailer", "Timeout")...), "a claim on a mail outlives whoever made it"},
	{"nobody hears that SES takes no mails", without("Resources", "MailStoppedAlarm"), "a mail service that takes no mails raises an alarm"},
	{"failures of mails cannot be cleared", ungranted("MaileventsRole", "dynamodb:DeleteItem"), exactGrants},
	{"reports come too late", set(900, within("Reports", "VisibilityTimeout")...), "what SES says arrives before a doubtful mail is dared again"},
}

func TestWhatTheReportsOfMailsLose(t *testing.T) {
	source, all, ways := load(t), claims(), profiles(t)
	for _, m := range reportMutations {
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			mutant := source.Clone()
			if before := written(mutant); !m.do(mutant) || written(mutant) == before {
				t.Fatal("the mutation changed nothing")
			}
			stacks := stacksOf(t, mutant, ways)
			if !slices.ContainsFunc(all, func(c claim) bool { return c.name == m.caught && broken(c, stacks) }) {
				t.Errorf("%q did not notice", m.caught)
			}
		})
	}
}

// report has the mail service give a mail back for now, deliver it after all, and send a second one back that somebody asked for.
func (w *wiring) report(account, user string) {
	w.t.Helper()
	a := inproc.AccountOf(account)
	tell := func(intent string, became notify.Became) {
		r := notify.Report{User: user, Intent: intent, Became: became, At: w.now, SentID: "m"}
		if v := w.parts["Mailevents"].app.MailReport(w.t.Context(), a, r); !v.IsDone() {
			w.t.Errorf("%s: %+v", became, v)
		}
	}
	tell("welcome#1", notify.SoftBounced)
	tell("welcome#1", notify.Delivered)
	tell("welcome#1", notify.Bounced)
	again := table.Item{Key: table.Key{P: "T#" + account + "#U#" + user, S: "MAIL#welcome#2"}, Attrs: table.Attrs{
		"state": table.S("due"), "tpl": table.S("default"), "lang": table.S("en"), "tries": table.N(0), "at": table.S("2026-11-23T12:00:00.000Z"),
	}}
	if err := w.db.Transact(w.t.Context(), []table.Action{table.Put(again)}); err != nil {
		w.t.Fatal(err)
	}
	if v := w.parts["Mailer"].app.Handle(w.t.Context(), a, job.Message{Kind: job.SendMail, Account: account, User: user, ID: "welcome#2"}); !v.IsDone() {
		w.t.Errorf("the second mail: %+v", v)
	}
}
