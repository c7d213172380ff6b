package usersync_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"usersync/internal/cfn"
)

// The actions that a function may take. A transaction needs those of its parts; there is no scan.
var (
	readItems  = []string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
	writeItems = []string{"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"}
	boundless  = []string{"xray:PutTraceSegments", "xray:PutTelemetryRecords", "ses:GetAccount"} // IAM knows no resources for these
	takeWork   = []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"}
)

// grants are resource -> actions.
type grants map[string][]string

func (g grants) add(resource string, actions ...string) {
	g[resource] = append(g[resource], actions...)
}

// storageGrants are what each function may do with tables. TestRolesAllowTheMainJob shows that it is enough.
func storageGrants() map[string]grants {
	everything := grants{"${Core.Arn}": slices.Concat(readItems, writeItems), "${Core.Arn}/index/G1-index": {"dynamodb:Query"}}
	admin := maps.Clone(everything)
	admin["${Work.Arn}"] = []string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"}
	admin["${Work.Arn}/index/G1-index"] = []string{"dynamodb:Query"}
	admin["${Audit.Arn}"] = []string{"dynamodb:Query", "dynamodb:PutItem"}
	scim := maps.Clone(everything)
	scim["${Work.Arn}"] = []string{"dynamodb:GetItem", "dynamodb:PutItem"}
	resolver := maps.Clone(everything)
	resolver["${Work.Arn}"] = []string{"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"}
	resolver["${Audit.Arn}"] = []string{"dynamodb:PutItem"}
	tick := maps.Clone(everything)
	tick["${Audit.Arn}"] = []string{"dynamodb:Query", "dynamodb:PutItem"}
	return map[string]grants{
		"Scim": scim, "Admin": admin, "Resolver": resolver, "Tick": tick,
		"Mailer":     {"${Core.Arn}": {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"}},
		"Mailevents": {"${Core.Arn}": {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"}},
		"Relay": {
			"${Core.Arn}":          {"dynamodb:GetItem"},
			"${Core.StreamArn}":    {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"},
			"${Core.Arn}/stream/*": {"dynamodb:ListStreams"},
		},
	}
}

// wanted are all grants of a function.
func wanted(f cfn.Function, s stack) grants {
	g := grants{}
	for resource, actions := range storageGrants()[f.ID] {
		g.add(resource, actions...)
	}
	g.add("${"+f.ID+"Logs.Arn}", "logs:CreateLogStream", "logs:PutLogEvents")
	g.add("*", "xray:PutTraceSegments", "xray:PutTelemetryRecords")
	for _, queue := range sends(needs()[f.ID]) {
		g.add("${"+queue+".Arn}", "sqs:SendMessage")
	}
	for _, queue := range consumers[f.ID] {
		g.add("${"+queue+".Arn}", takeWork...)
	}
	switch f.ID {
	case "Relay":
		g.add("${RelayDead.Arn}", "sqs:SendMessage")
	case "Mailer":
		identity := s.Parameters["Domain"]
		if identity == "" {
			identity = s.Parameters["MailFrom"]
		}
		g.add("arn:aws:ses:eu-central-1:123456789012:identity/"+identity, "ses:SendEmail")
		g.add("arn:aws:ses:eu-central-1:123456789012:configuration-set/${MailSet}", "ses:SendEmail")
		g.add("*", "ses:GetAccount")
	}
	return g
}

// granted reads a role.
func granted(role *cfn.Resource) grants {
	g := grants{}
	for _, statement := range statements(role) {
		for _, resource := range statement.At("Resource").Texts() {
			g.add(resource, statement.At("Action").Texts()...)
		}
	}
	return g
}

func statements(role *cfn.Resource) []cfn.Value {
	var all []cfn.Value
	for _, policy := range role.At("Policies").List() {
		all = append(all, policy.At("PolicyDocument", "Statement").List()...)
	}
	return all
}

func roleOf(f cfn.Function, s stack) *cfn.Resource {
	if r := s.Resource(f.ID + "Role"); r != nil {
		return r
	}
	return &cfn.Resource{ID: f.ID + "Role"}
}

func roleClaims() []claim {
	eachRole := func(check func(r *cfn.Resource, s stack, no refuse)) func(stack, refuse) {
		return func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::IAM::Role") {
				check(r, s, no)
			}
		}
	}
	return []claim{
		{"every function has a role of its own", eachFunction(func(f cfn.Function, s stack, no refuse) {
			is(no, f.ID, f.At("Role"), "${"+f.ID+"Role.Arn}")
			if s.Resource(f.ID+"Role") == nil {
				no("there is no role %sRole", f.ID)
			}
		})},
		{"a function's role is for functions only", eachFunction(func(f cfn.Function, s stack, no refuse) {
			trust := roleOf(f, s).At("AssumeRolePolicyDocument", "Statement")
			if len(trust.List()) != 1 {
				no("%s: %d statements of trust", f.ID, len(trust.List()))
			}
			is(no, f.ID, trust.At("0", "Principal", "Service"), "lambda.amazonaws.com")
		})},
		{"a role grants exactly what its function does", eachFunction(func(f cfn.Function, s stack, no refuse) {
			want, got := wanted(f, s), granted(roleOf(f, s))
			same(no, f.ID+" resources", slices.Collect(maps.Keys(got)), slices.Collect(maps.Keys(want)))
			for resource, actions := range want {
				same(no, fmt.Sprintf("%s on %s", f.ID, resource), got[resource], actions)
			}
		})},
		{"nothing is granted on everything that could be granted on less", eachRole(func(r *cfn.Resource, _ stack, no refuse) {
			for resource, actions := range granted(r) {
				for _, action := range actions {
					if resource == "*" && !slices.Contains(boundless, action) {
						no("%s: %s on everything", r.ID, action)
					}
				}
			}
		})},
		{"no action has a wildcard, none scans", eachRole(func(r *cfn.Resource, _ stack, no refuse) {
			for _, actions := range granted(r) {
				for _, action := range actions {
					if strings.Contains(action, "*") || action == "dynamodb:Scan" {
						no("%s: %s", r.ID, action)
					}
				}
			}
		})},
		{"a resource's wildcard stands at its end, behind what is ours", eachRole(func(r *cfn.Resource, _ stack, no refuse) {
			for resource := range granted(r) {
				if at := strings.Index(resource, "*"); at >= 0 && resource != "*" && (at != len(resource)-1 || !strings.HasPrefix(resource, "${")) {
					no("%s: %s", r.ID, resource)
				}
			}
		})},
		{"statements allow, and nothing by exclusion", eachRole(func(r *cfn.Resource, _ stack, no refuse) {
			for _, statement := range statements(r) {
				is(no, r.ID, statement.At("Effect"), "Allow")
				if statement.At("NotAction").Exists() || statement.At("NotResource").Exists() {
					no("%s: a statement excludes", r.ID)
				}
			}
		})},
		{"no policy of somebody else's is attached", func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::IAM::Role") {
				if r.At("ManagedPolicyArns").Exists() {
					no("%s has managed policies", r.ID)
				}
			}
			for _, f := range s.Functions() {
				if f.At("Policies").Exists() {
					no("%s: SAM makes policies only for a role of its own", f.ID)
				}
			}
		}},
		{"mails leave under one address", func(s stack, no refuse) {
			for _, statement := range statements(roleOf(s.function("Mailer"), s)) {
				if slices.Contains(statement.At("Action").Texts(), "ses:SendEmail") {
					is(no, "sender", statement.At("Condition", "StringEquals", "ses:FromAddress"), s.Parameters["MailFrom"])
				}
			}
		}},
		{"the scheduler may start the tick, and report that it could not", func(s stack, no refuse) {
			role := s.Resource("TickScheduleRole")
			if role == nil {
				no("there is no role")
				return
			}
			trust := role.At("AssumeRolePolicyDocument", "Statement", "0")
			is(no, "trust", trust.At("Principal", "Service"), "scheduler.amazonaws.com")
			is(no, "account", trust.At("Condition", "StringEquals", "aws:SourceAccount"), cfn.Pseudo["AWS::AccountId"])
			got := granted(role)
			same(no, "resources", slices.Collect(maps.Keys(got)), []string{"${Tick.Arn}", "${TickDead.Arn}"})
			same(no, "tick", got["${Tick.Arn}"], []string{"lambda:InvokeFunction"})
			same(no, "dead letters", got["${TickDead.Arn}"], []string{"sqs:SendMessage"})
		}},
	}
}
