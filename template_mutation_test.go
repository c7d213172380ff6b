package usersync_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"usersync/internal/cfn"
)

// mutation takes something away from the template, or spoils it. caught names a claim that must notice.
type mutation struct {
	name   string
	do     func(s *cfn.Source) bool
	caught string
}

func without(path ...string) func(*cfn.Source) bool {
	return func(s *cfn.Source) bool { return s.Remove(path...) }
}

func set(value any, path ...string) func(*cfn.Source) bool {
	return func(s *cfn.Source) bool { return s.At(path...).Exists() && s.Set(value, path...) }
}

// within prefixes a path with a resource's properties.
func within(resource string, path ...string) []string {
	return slices.Concat([]string{"Resources", resource, "Properties"}, path)
}

// statement is the path of the role's statement that grants an action.
func statement(s *cfn.Source, role, action string) []string {
	document := within(role, "Policies", "0", "PolicyDocument", "Statement")
	for i, st := range s.At(document...).List() {
		if slices.Contains(st.At("Action").Texts(), action) {
			return append(document, strconv.Itoa(i))
		}
	}
	return []string{"Nowhere", "at", "all"}
}

func ungranted(role, action string) func(*cfn.Source) bool {
	return func(s *cfn.Source) bool {
		path := append(statement(s, role, action), "Action")
		left := slices.DeleteFunc(s.At(path...).Texts(), func(a string) bool { return a == action })
		list := make([]any, len(left))
		for i, a := range left {
			list[i] = a
		}
		return s.Set(list, path...)
	}
}

const (
	exactGrants    = "a role grants exactly what its function does"
	exactVariables = "every function has the variables it reads, and no others"
	oneFunction    = "every queue is worked off by one function"
	bellsPass      = "the filter lets through what calls for a signal"
)

var mutations = []mutation{
	{"the relay has no mapping", without(within("Relay", "Events", "Changes")...), "the relay reads the stream of core from its beginning"},
	{"the hot queue has no mapping", without(within("Resolver", "Events", "Hot")...), oneFunction},
	{"the bulk queue has no mapping", without(within("Resolver", "Events", "Bulk")...), oneFunction},
	{"the mail queue has no mapping", without(within("Mailer", "Events", "Mail")...), oneFunction},
	{"nothing ticks", without(within("Tick", "Events", "Minute")...), "the tick comes every minute"},
	{"the SCIM API has no route", without(within("Scim", "Events", "Api")...), "every SCIM path reaches the function, and no other"},
	{"the admin API has no route", without(within("Admin", "Events", "Api")...), "the admin API and the health check reach the function"},
	{"the console has no start", without(within("Console", "Events", "Start")...), "the console is reached in three ways, on the admin API's own origin"},
	{"the console has no files", without(within("Console", "Events", "Files")...), "the console is reached in three ways, on the admin API's own origin"},
	{"the health check has no route", without(within("Admin", "Events", "Health")...), "the admin API and the health check reach the function"},
	{"nobody can read what OAuth 2 clients may ask for", without(within("Scim", "Events", "Metadata")...), "every SCIM path reaches the function, and no other"},
	{"the SCIM API calls another function", set("arn:other", within("ScimApi", "DefinitionBody", "paths", "/scim/{proxy+}", "x-amazon-apigateway-any-method", "x-amazon-apigateway-integration", "uri")...), "the SCIM API calls the function by the name that it has"},

	{"bells are filtered away", without(within("Relay", "Events", "Changes", "Properties", "FilterCriteria", "Filters", "0")...), bellsPass},
	{"mails are filtered away", without(within("Relay", "Events", "Changes", "Properties", "FilterCriteria", "Filters", "1")...), bellsPass},
	{"runs are filtered away", without(within("Relay", "Events", "Changes", "Properties", "FilterCriteria", "Filters", "2")...), bellsPass},
	{"journals are filtered away", without(within("Relay", "Events", "Changes", "Properties", "FilterCriteria", "Filters", "3")...), bellsPass},
	{"deletions of groups are filtered away", set(`{"dynamodb":{"Keys":{"P":{"S":[{"suffix":"#J"}]}},"NewImage":{"state":{"S":["committed"]}}}}`, within("Relay", "Events", "Changes", "Properties", "FilterCriteria", "Filters", "3", "Pattern")...), bellsPass},
	{"births are filtered away", set(`{"eventName":["MODIFY"],"dynamodb":{"Keys":{"S":{"S":["SYNC"]}}}}`, within("Relay", "Events", "Changes", "Properties", "FilterCriteria", "Filters", "0", "Pattern")...), bellsPass},
	{"nothing is filtered", without(within("Relay", "Events", "Changes", "Properties", "FilterCriteria")...), "the filter lets nothing else through"},
	{"a filter is no JSON", set(`{"dynamodb":`, within("Relay", "Events", "Changes", "Properties", "FilterCriteria", "Filters", "0", "Pattern")...), "filters are few and read values only"},

	{"core has no stream", without(within("Core", "StreamSpecification")...), "core alone has a stream, of both images"},
	{"the stream has new images only", set("NEW_IMAGE", within("Core", "StreamSpecification", "StreamViewType")...), "core alone has a stream, of both images"},
	{"core has no index", without(within("Core", "GlobalSecondaryIndexes")...), "tables have the index G1 of keys only"},
	{"the index holds all attributes", set("ALL", within("Core", "GlobalSecondaryIndexes", "0", "Projection", "ProjectionType")...), "tables have the index G1 of keys only"},
	{"keys are turned round", set("S", within("Work", "KeySchema", "0", "AttributeName")...), "tables have the keys P and S"},
	{"work never expires", without(within("Work", "TimeToLiveSpecification")...), "work alone expires, by the attribute that the code writes"},
	{"core cannot be restored", without(within("Core", "PointInTimeRecoverySpecification")...), "core and audit can be restored to any second of 35 days"},
	{"core goes with the stack", without("Resources", "Core", "DeletionPolicy"), "tables outlive the stack"},
	{"core is unprotected", set(false, within("Core", "DeletionProtectionEnabled")...), "tables are protected in prod"},
	{"core has no brake", without(within("Core", "OnDemandThroughput")...), "tables cost what is used, up to a limit"},
	{"there is no audit table", set("AWS::DynamoDB::GlobalTable", "Resources", "Audit", "Type"), "there is a table for each name"},

	{"the hot queue has no dead-letter queue", without(within("Hot", "RedrivePolicy")...), "every queue has a dead-letter queue of its own after 8 tries"},
	{"mails share the hot queue's dead letters", set(map[string]any{"Fn::GetAtt": []any{"HotDead", "Arn"}}, within("Mail", "RedrivePolicy", "deadLetterTargetArn")...), "every queue has a dead-letter queue of its own after 8 tries"},
	{"messages are given up early", set(3, within("Bulk", "RedrivePolicy", "maxReceiveCount")...), "every queue has a dead-letter queue of its own after 8 tries"},
	{"messages come back too early", set(60, within("Hot", "VisibilityTimeout")...), "visibility is six times the life of the function at least"},
	{"a function lives too long for its queue", set(60, within("Mailer", "Timeout")...), "visibility is six times the life of the function at least"},
	{"dead letters are lost early", set(345600, within("MailDead", "MessageRetentionPeriod")...), "dead letters are kept for 14 days"},
	{"a queue is not encrypted", set(false, within("Mail", "SqsManagedSseEnabled")...), "queues are encrypted"},

	{"one bad message fails ten", without(within("Resolver", "Events", "Hot", "Properties", "FunctionResponseTypes")...), "one bad message takes no others along"},
	{"one bad record fails a hundred", without(within("Relay", "Events", "Changes", "Properties", "FunctionResponseTypes")...), "the relay takes 100 records and reports the first that failed"},
	{"a poison record stops the shard", without(within("Relay", "Events", "Changes", "Properties", "MaximumRetryAttempts")...), "a poison record is isolated and given up after 10 tries"},
	{"the relay gives up in silence", without(within("Relay", "Events", "Changes", "Properties", "DestinationConfig")...), "a poison record is isolated and given up after 10 tries"},
	{"the relay begins at the end", set("LATEST", within("Relay", "Events", "Changes", "Properties", "StartingPosition")...), "the relay reads the stream of core from its beginning"},
	{"mails are sent as fast as can be", without(within("Mailer", "Events", "Mail", "Properties", "ScalingConfig")...), "every mapping has a most of functions at once"},
	{"too little is set aside", set(5, within("Resolver", "ReservedConcurrentExecutions")...), "what is set aside is enough for all mappings"},

	{"scim does not know core", without(within("Scim", "Environment", "Variables", "USERSYNC_TABLE_CORE")...), exactVariables},
	{"scim does not know its address", without(within("Scim", "Environment", "Variables", "USERSYNC_URL")...), exactVariables},
	{"admin does not know the address of SCIM", without(within("Admin", "Environment", "Variables", "USERSYNC_URL")...), exactVariables},
	{"scim does not know work", without(within("Scim", "Environment", "Variables", "USERSYNC_TABLE_WORK")...), exactVariables},
	{"admin does not know work", without(within("Admin", "Environment", "Variables", "USERSYNC_TABLE_WORK")...), exactVariables},
	{"the relay does not know the mail queue", without(within("Relay", "Environment", "Variables", "USERSYNC_QUEUE_MAIL")...), exactVariables},
	{"the mailer does not know its sender", without(within("Mailer", "Environment", "Variables", "USERSYNC_MAIL_FROM")...), exactVariables},
	{"nobody knows the log level", without("Globals", "Function", "Environment", "Variables", "USERSYNC_LOG_LEVEL"), exactVariables},
	{"scim knows a queue", func(s *cfn.Source) bool {
		return s.Set(map[string]any{"Ref": "Hot"}, within("Scim", "Environment", "Variables", "USERSYNC_QUEUE_HOT")...)
	}, exactVariables},
	{"hot and bulk are exchanged", set(map[string]any{"Ref": "Bulk"}, within("Tick", "Environment", "Variables", "USERSYNC_QUEUE_HOT")...), "variables name the right things"},

	{"scim may not read access tokens", func(s *cfn.Source) bool {
		path := within("ScimRole", "Policies", "0", "PolicyDocument", "Statement")
		for i, st := range s.At(path...).List() {
			if st.At("Resource", "0", "Fn::GetAtt", "0").Text() == "Work" {
				return s.Remove(append(path, strconv.Itoa(i))...)
			}
		}
		return false
	}, exactGrants},
	{"scim may not check conditions", ungranted("ScimRole", "dynamodb:ConditionCheckItem"), exactGrants},
	{"admin may not forget an attempt", func(s *cfn.Source) bool {
		path := within("AdminRole", "Policies", "0", "PolicyDocument", "Statement")
		for i, st := range s.At(path...).List() {
			if st.At("Resource", "0", "Fn::GetAtt", "0").Text() == "Work" {
				return s.Remove(append(path, strconv.Itoa(i))...)
			}
		}
		return false
	}, exactGrants},
	{"the relay may not send", ungranted("RelayRole", "sqs:SendMessage"), exactGrants},
	{"the relay may not read the stream", ungranted("RelayRole", "dynamodb:GetRecords"), exactGrants},
	{"the resolver may not take work", ungranted("ResolverRole", "sqs:ReceiveMessage"), exactGrants},
	{"the mailer may not mail", ungranted("MailerRole", "ses:SendEmail"), exactGrants},
	{"the mailer may not ask for its rate", ungranted("MailerRole", "ses:GetAccount"), exactGrants},
	{"the tick may not write logs", ungranted("TickRole", "logs:PutLogEvents"), exactGrants},
	{"the scheduler may not start the tick", ungranted("TickScheduleRole", "lambda:InvokeFunction"), "the scheduler may start the tick, and report that it could not"},
	{"the mailer may be anybody", func(s *cfn.Source) bool {
		return s.Remove(append(statement(s, "MailerRole", "ses:SendEmail"), "Condition")...)
	}, "mails leave under one address"},
	{"a role grants on everything", func(s *cfn.Source) bool {
		return s.Set([]any{"*"}, append(statement(s, "ScimRole", "dynamodb:GetItem"), "Resource")...)
	}, "nothing is granted on everything that could be granted on less"},
	{"a role may scan", func(s *cfn.Source) bool {
		return s.Set([]any{"dynamodb:Scan"}, append(statement(s, "TickRole", "dynamodb:GetItem"), "Action")...)
	}, "no action has a wildcard, none scans"},
	{"the operator's hash is not handed over", without(within("Admin", "Environment", "Variables", "USERSYNC_OPERATOR_KEY_HASH")...), exactVariables},
	{"another function knows the operator", set(map[string]any{"USERSYNC_OPERATOR_KEY_HASH": ""}, within("Scim", "Environment", "Variables")...), exactVariables},
	{"an operator is written into the template", set(strings.Repeat("ab", 32), within("Admin", "Environment", "Variables", "USERSYNC_OPERATOR_KEY_HASH")...), "the operator is who the parameter says, and nobody by default"},
	{"everybody's deployment has one operator", set(strings.Repeat("ab", 32), "Parameters", "OperatorKeyHash", "Default"), "the operator is who the parameter says, and nobody by default"},
	{"two functions share a role", set(map[string]any{"Fn::GetAtt": []any{"ScimRole", "Arn"}}, within("Admin", "Role")...), "every function has a role of its own"},
	{"a role trusts anybody", set("*", within("ScimRole", "AssumeRolePolicyDocument", "Statement", "0", "Principal", "Service")...), "a function's role is for functions only"},

	{"logs are kept for ever", without(within("ScimLogs", "RetentionInDays")...), "logs end"},
	{"a function logs where SAM likes", without(within("Relay", "LoggingConfig")...), "every function has a log group of its own, in JSON"},
	{"a function is built by SAM", without("Resources", "Mailer", "Metadata"), "functions are built by make"},
	{"a runtime is retired", set("provided.al2", "Globals", "Function", "Runtime"), "functions run our own binary on arm64"},
	{"a door outlives the gateway", set(60, within("Scim", "Timeout")...), "doors answer before the gateway gives up"},
	{"ticks overlap", set(120, within("Tick", "Timeout")...), "a tick is over before the next"},

	{"throttled requests are answered in the gateway's words", without(within("ScimApi", "GatewayResponses", "THROTTLED")...), "the gateway speaks SCIM when the function is not reached"},
	{"an answer is no SCIM error", set(`{"message":"no"}`, within("ScimApi", "GatewayResponses", "DEFAULT_5XX", "ResponseTemplates", "application/json")...), "answers of the gateway are SCIM errors"},
	{"a throttled caller is not told when", without(within("ScimApi", "GatewayResponses", "THROTTLED", "ResponseParameters")...), "whoever shall try again is told when"},
	{"the SCIM API is not throttled", without(within("ScimApi", "MethodSettings")...), "both APIs are throttled"},
	{"bodies come as base64", func(s *cfn.Source) bool { return s.Set([]any{"*/*"}, within("ScimApi", "BinaryMediaTypes")...) }, "SCIM bodies come as text"},
	{"access logs hold filters", set(`{"id":"$context.requestId","q":"$request.querystring"}`, within("AdminApi", "AccessLogSettings", "Format")...), "access logs hold no query: filters hold names"},
	{"the schedule has a name that stacks share", without(within("Tick", "Events", "Minute", "Properties", "OmitName")...), "schedules of two stacks do not collide"},
	{"lost ticks are not seen", without(within("Tick", "Events", "Minute", "Properties", "DeadLetterConfig")...), "a tick that cannot be delivered is seen and not kept"},

	{"mails may travel in the open", set("OPTIONAL", within("MailSet", "DeliveryOptions", "TlsPolicy")...), "mails travel encrypted, and bounces are not written to again"},
	{"nobody watches dead letters", without("Resources", "HotDeadAlarm"), "every dead letter raises an alarm"},
	{"nobody watches the relay", without("Resources", "RelayAgeAlarm"), "a relay that is behind raises an alarm"},
	{"nobody watches the mailer", without("Resources", "MailerErrorAlarm"), "a function that fails raises an alarm"},
	{"nobody watches the bulk queue", without("Resources", "BulkAgeAlarm"), "work that waits too long raises an alarm"},
	{"an alarm tells nobody", without(within("MailDeadAlarm", "AlarmActions")...), "alarms go to the topic"},
	{"a parameter has no effect", without(within("Resolver", "Environment", "Variables", "USERSYNC_INDEX_LAG")...), exactVariables},
}

// TestMutation shows that no part can go missing unnoticed: every mutation breaks the claim that is there for it.
func TestMutation(t *testing.T) {
	source, all := load(t), claims()
	ways := profiles(t)
	for _, m := range mutations {
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			mutant := source.Clone()
			before := written(mutant)
			if !m.do(mutant) || written(mutant) == before {
				t.Fatal("the mutation changed nothing")
			}
			stacks := stacksOf(t, mutant, ways)
			if !slices.ContainsFunc(all, func(c claim) bool { return c.name == m.caught && broken(c, stacks) }) {
				t.Errorf("%q did not notice", m.caught)
			}
		})
	}
}

// broken reports whether a claim does not hold of a template in all its stacks.
func broken(c claim, stacks []stack) bool {
	failed := false
	for _, st := range stacks {
		c.check(st, func(string, ...any) { failed = true })
	}
	return failed
}

// TestEveryMappingRouteVariableAndGrant takes away one after the other, whatever the template has of them: none is idle.
func TestEveryMappingRouteVariableAndGrant(t *testing.T) {
	source, all, ways := load(t), claims(), profiles(t)[:1]
	taken := 0
	take := func(path ...string) {
		taken++
		mutant := source.Clone()
		if !mutant.Remove(path...) {
			t.Errorf("%v is not there", path)
		}
		stacks := stacksOf(t, mutant, ways)
		if !slices.ContainsFunc(all, func(c claim) bool { return broken(c, stacks) }) {
			t.Errorf("nobody missed %v", path)
		}
	}
	for _, id := range source.At("Resources").Keys() {
		for _, kind := range [][]string{within(id, "Events"), within(id, "Environment", "Variables"), within(id, "GatewayResponses")} {
			for _, name := range source.At(kind...).Keys() {
				take(append(kind, name)...)
			}
		}
		document := within(id, "Policies", "0", "PolicyDocument", "Statement")
		for i, st := range source.At(document...).List() {
			for j := range st.At("Action").List() {
				take(append(document, strconv.Itoa(i), "Action", strconv.Itoa(j))...)
			}
			for j := range st.At("Resource").List() {
				take(append(document, strconv.Itoa(i), "Resource", strconv.Itoa(j))...)
			}
		}
	}
	if taken < 100 {
		t.Errorf("only %d parts were found", taken)
	}
}
