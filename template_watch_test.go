package usersync_test

import (
	"slices"
	"strings"

	"usersync/internal/cfn"
)

func mailClaims() []claim {
	return []claim{
		{"mails travel encrypted, and bounces are not written to again", func(s stack, no refuse) {
			set := s.Resource("MailSet")
			is(no, "TLS", set.At("DeliveryOptions", "TlsPolicy"), "REQUIRE")
			is(no, "reputation", set.At("ReputationOptions", "ReputationMetricsEnabled"), true)
			same(no, "suppressed", set.At("SuppressionOptions", "SuppressedReasons").Texts(), []string{"BOUNCE", "COMPLAINT"})
			is(no, "name", set.At("Name"), cfn.Pseudo["AWS::StackName"])
		}},
		{"the domain becomes an identity where one is named", func(s stack, no refuse) {
			identity, domain := s.Resource("MailIdentity"), s.Parameters["Domain"]
			if (identity != nil) != (domain != "") {
				no("domain %q, identity %t", domain, identity != nil)
			}
			if identity == nil {
				return
			}
			is(no, "domain", identity.At("EmailIdentity"), domain)
			is(no, "key", identity.At("DkimSigningAttributes", "NextSigningKeyLength"), "RSA_2048_BIT")
			is(no, "return path", identity.At("MailFromAttributes", "MailFromDomain"), "bounce."+domain)
			if !strings.HasSuffix(s.Parameters["MailFrom"], "@"+domain) {
				no("%s is not of the domain %s", s.Parameters["MailFrom"], domain)
			}
		}},
		{"clicks and openings are not tracked", func(s stack, no refuse) {
			if s.Resource("MailSet").At("TrackingOptions").Exists() {
				no("links are rewritten")
			}
		}},
	}
}

// alarm finds the alarm of a metric with a dimension.
func (s stack) alarm(metric, dimension string) *cfn.Resource {
	for _, r := range s.OfType("AWS::CloudWatch::Alarm") {
		for _, d := range r.At("Dimensions").List() {
			if r.At("MetricName").Text() == metric && d.At("Value").Text() == dimension {
				return r
			}
		}
	}
	return nil
}

// watches complains when there is no such alarm, or when it does not go off above the threshold.
func watches(s stack, no refuse, metric, dimension string, most int) {
	r := s.alarm(metric, dimension)
	if r == nil {
		no("nobody watches %s of %s", metric, dimension)
		return
	}
	is(no, r.ID, r.At("ComparisonOperator"), "GreaterThanThreshold")
	if got := r.At("Threshold").Int(); got < 0 || got > most {
		no("%s: threshold %d, at most %d", r.ID, got, most)
	}
}

func alarmClaims() []claim {
	return []claim{
		{"every dead letter raises an alarm", func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::SQS::Queue") {
				if !slices.Contains(working, r.ID) {
					watches(s, no, "ApproximateNumberOfMessagesVisible", "${"+r.ID+".QueueName}", 0)
				}
			}
		}},
		{"work that waits too long raises an alarm", func(s stack, no refuse) {
			for _, id := range working {
				watches(s, no, "ApproximateAgeOfOldestMessage", "${"+id+".QueueName}", 3600)
			}
		}},
		{"a relay that is behind raises an alarm", func(s stack, no refuse) {
			watches(s, no, "IteratorAge", "${Relay}", 300_000)
		}},
		{"a function that fails raises an alarm", eachFunction(func(f cfn.Function, s stack, no refuse) {
			watches(s, no, "Errors", f.Ref(), 3)
		})},
		{"doors that fail raise an alarm", func(s stack, no refuse) {
			watches(s, no, "5XXError", s.Resource("ScimApi").At("Name").Text(), 5)
			watches(s, no, "5xx", "${AdminApi}", 5)
		}},
		{"silence raises no alarm", func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::CloudWatch::Alarm") {
				is(no, r.ID, r.At("TreatMissingData"), "notBreaching")
				if r.At("AlarmDescription").Text() == "" {
					no("%s does not say what is wrong", r.ID)
				}
			}
		}},
		{"alarms go to the topic", func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::CloudWatch::Alarm") {
				actions := s.source.At("Resources", r.ID, "Properties", "AlarmActions", "Fn::If")
				is(no, r.ID, actions.At("0"), "HasAlarmTopic")
				is(no, r.ID, actions.At("1", "0", "Ref"), "AlarmTopic")
			}
		}},
		{"nothing is deleted or kept unsaid", func(s stack, no refuse) {
			for _, kind := range []string{"AWS::SQS::Queue", "AWS::Logs::LogGroup", "AWS::DynamoDB::Table"} {
				for _, r := range s.OfType(kind) {
					if r.DeletionPolicy == "" || r.UpdateReplacePolicy == "" {
						no("%s does not say what becomes of it", r.ID)
					}
				}
			}
		}},
	}
}
