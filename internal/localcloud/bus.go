package localcloud

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"usersync/internal/cfn"
	"usersync/internal/standin"
)

// published are SES's events on a mail that goes well, in their order: what the template calls them, and what they are called in an event.
var published = []struct{ matching, kind, detailType string }{
	{"send", "Send", "Email Sent"}, {"delivery", "Delivery", "Email Delivered"},
}

// publish has SES say of a mail that it took what the template has it publish: by the event destinations of the mail's configuration set, the default bus, and the
// rules on it.
func (c *Cloud) publish(m standin.Mail) {
	for _, e := range published {
		for _, destination := range c.template.OfType("AWS::SES::ConfigurationSetEventDestination") {
			to := destination.At("EventDestination")
			listens := c.fill(destination.At("ConfigurationSetName").Text()) == m.ConfigurationSet && to.At("Enabled").True() &&
				slices.Contains(to.At("MatchingEventTypes").Texts(), e.matching)
			if listens && to.At("EventBridgeDestination", "EventBusArn").Text() == arn("events", "event-bus/default") {
				c.put(mailEvent(m, e.kind, e.detailType))
			}
		}
	}
}

// Report puts an event of SES on the default bus, for a mail that was taken: kind is "Bounce", and detail what stands under its name in small letters.
func (c *Cloud) Report(m standin.Mail, kind string, detail map[string]any) {
	event := mailEvent(m, kind, "Email "+kind)
	event["detail"].(map[string]any)[map[string]string{"Bounce": "bounce", "Complaint": "complaint"}[kind]] = detail
	c.put(event)
}

func mailEvent(m standin.Mail, kind, detailType string) map[string]any {
	now := time.Now().UTC()
	tags := map[string][]string{"ses:configuration-set": {m.ConfigurationSet}, "ses:operation": {"SendEmail"}}
	for name, value := range m.Tags {
		tags[name] = []string{value}
	}
	return map[string]any{
		"version": "0", "id": "00000000-0000-4000-a000-000000000001", "detail-type": detailType, "source": "aws.ses", "account": account,
		"time": now.Format(time.RFC3339), "region": region, "resources": []string{arn("ses", "configuration-set/"+m.ConfigurationSet)},
		"detail": map[string]any{
			"eventType": kind,
			"mail":      map[string]any{"timestamp": now.Format("2006-01-02T15:04:05.000Z"), "messageId": m.ID, "destination": []string{m.To}, "tags": tags},
			"delivery":  map[string]any{"timestamp": now.Format("2006-01-02T15:04:05.000Z")},
		},
	}
}

// put hands an event to the targets of every rule that it matches.
func (c *Cloud) put(event map[string]any) {
	body := encode(event)
	for _, rule := range c.template.OfType("AWS::Events::Rule") {
		if state := rule.At("State").Text(); state != "" && state != "ENABLED" || !c.matches(rule, body) {
			continue
		}
		for _, target := range rule.At("Targets").List() {
			queue := c.template.Named(target.At("Arn").Text())
			switch {
			case queue == nil || c.queues[queue.ID] == nil:
				c.refuse("the rule "+rule.ID, "sqs:SendMessage", "a queue that is not there")
			case !c.admits(queue, rule):
				c.refuse("the rule "+rule.ID, "sqs:SendMessage", c.queues[queue.ID].ARN)
			default:
				c.queues[queue.ID].Send(string(body), "", 0)
			}
		}
	}
}

// matches asks the rule's pattern.
func (c *Cloud) matches(rule *cfn.Resource, body json.RawMessage) bool {
	pattern, err := cfn.ParsePattern(c.fill(string(encode(rule.At("EventPattern").Raw()))))
	var event any
	if err != nil || json.Unmarshal(body, &event) != nil {
		c.refuse("the rule "+rule.ID, "match", fmt.Sprint(err))
		return false
	}
	return pattern.Matches(event)
}

// admits reports whether a policy of the queue lets the rule write into it.
func (c *Cloud) admits(queue, rule *cfn.Resource) bool {
	for _, policy := range c.template.OfType("AWS::SQS::QueuePolicy") {
		if !slices.Contains(policy.At("Queues").Texts(), queue.Ref()) {
			continue
		}
		for _, s := range policy.At("PolicyDocument", "Statement").List() {
			source := s.At("Condition", "ArnEquals", "aws:SourceArn")
			if s.At("Effect").Text() == "Allow" && s.At("Principal", "Service").Text() == "events.amazonaws.com" &&
				slices.Contains(s.At("Action").Texts(), "sqs:SendMessage") && slices.Contains(s.At("Resource").Texts(), queue.Arn()) &&
				(!source.Exists() || source.Text() == rule.Arn()) {
				return true
			}
		}
	}
	return false
}
