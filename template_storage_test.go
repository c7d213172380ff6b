package usersync_test

import (
	"strings"

	"usersync/internal/cfn"
	"usersync/internal/table"
)

func tableClaims() []claim {
	each := func(check func(r *cfn.Resource, s stack, no refuse)) func(stack, refuse) {
		return func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::DynamoDB::Table") {
				check(r, s, no)
			}
		}
	}
	return []claim{
		{"there is a table for each name", func(s stack, no refuse) {
			var want []string
			for _, name := range []table.Name{table.Core, table.Work, table.Audit} {
				want = append(want, strings.ToUpper(name.String()[:1])+name.String()[1:])
			}
			same(no, "tables", ids(s.OfType("AWS::DynamoDB::Table")), want)
		}},
		{"tables have the keys P and S", each(func(r *cfn.Resource, _ stack, no refuse) {
			keys(no, r.ID, r.At("KeySchema"), "P", "S")
		})},
		{"tables have the index G1 of keys only", each(func(r *cfn.Resource, _ stack, no refuse) {
			index := r.At("GlobalSecondaryIndexes", "0")
			is(no, r.ID+" index", index.At("IndexName"), "G1-index")
			is(no, r.ID+" projection", index.At("Projection", "ProjectionType"), "KEYS_ONLY")
			keys(no, r.ID+" index", index.At("KeySchema"), table.G1P, table.G1S)
			if n := len(r.At("GlobalSecondaryIndexes").List()); n != 1 {
				no("%s: %d indexes, want 1", r.ID, n)
			}
		})},
		{"key attributes are text", each(func(r *cfn.Resource, _ stack, no refuse) {
			var names []string
			for _, a := range r.At("AttributeDefinitions").List() {
				names = append(names, a.At("AttributeName").Text())
				is(no, r.ID, a.At("AttributeType"), "S")
			}
			same(no, r.ID, names, []string{"P", "S", table.G1P, table.G1S})
		})},
		{"tables cost what is used, up to a limit", each(func(r *cfn.Resource, s stack, no refuse) {
			is(no, r.ID, r.At("BillingMode"), "PAY_PER_REQUEST")
			for _, v := range []cfn.Value{r.Properties, r.At("GlobalSecondaryIndexes", "0")} {
				is(no, r.ID+" reads", v.At("OnDemandThroughput", "MaxReadRequestUnits"), s.Parameters["MaxReadUnits"])
				is(no, r.ID+" writes", v.At("OnDemandThroughput", "MaxWriteRequestUnits"), s.Parameters["MaxWriteUnits"])
			}
		})},
		{"core alone has a stream, of both images", each(func(r *cfn.Resource, _ stack, no refuse) {
			want := ""
			if r.ID == "Core" {
				want = "NEW_AND_OLD_IMAGES"
			}
			is(no, r.ID, r.At("StreamSpecification", "StreamViewType"), want)
		})},
		{"work alone expires, by the attribute that the code writes", each(func(r *cfn.Resource, _ stack, no refuse) {
			ttl := r.At("TimeToLiveSpecification")
			if r.ID != "Work" {
				if ttl.Exists() {
					no("%s expires", r.ID)
				}
				return
			}
			is(no, r.ID, ttl.At("AttributeName"), table.TTL)
			is(no, r.ID, ttl.At("Enabled"), true)
		})},
		{"core and audit can be restored to any second of 35 days", func(s stack, no refuse) {
			for _, id := range []string{"Core", "Audit"} {
				recovery := s.Resource(id).At("PointInTimeRecoverySpecification")
				is(no, id, recovery.At("PointInTimeRecoveryEnabled"), true)
				is(no, id, recovery.At("RecoveryPeriodInDays"), 35)
			}
		}},
		{"tables outlive the stack", each(func(r *cfn.Resource, _ stack, no refuse) {
			if r.DeletionPolicy != "Retain" || r.UpdateReplacePolicy != "Retain" {
				no("%s: %q when deleted, %q when replaced", r.ID, r.DeletionPolicy, r.UpdateReplacePolicy)
			}
		})},
		{"tables are protected in prod", each(func(r *cfn.Resource, s stack, no refuse) {
			is(no, r.ID, r.At("DeletionProtectionEnabled"), s.stage == "prod")
		})},
		{"a retained table is in nobody's way", each(func(r *cfn.Resource, _ stack, no refuse) {
			if r.At("TableName").Exists() {
				no("%s has a fixed name", r.ID)
			}
		})},
	}
}

func keys(no refuse, what string, schema cfn.Value, partition, sort string) {
	is(no, what, schema.At("0", "AttributeName"), partition)
	is(no, what, schema.At("0", "KeyType"), "HASH")
	is(no, what, schema.At("1", "AttributeName"), sort)
	is(no, what, schema.At("1", "KeyType"), "RANGE")
}

// working are the queues with work in them.
var working = []string{"Hot", "Bulk", "Mail", "Reports"}

const day = 24 * 60 * 60

func queueClaims() []claim {
	each := func(check func(r *cfn.Resource, s stack, no refuse)) func(stack, refuse) {
		return func(s stack, no refuse) {
			for _, id := range working {
				if r := s.Resource(id); r != nil {
					check(r, s, no)
				}
			}
		}
	}
	return []claim{
		{"there is a queue for each kind of work, and its dead-letter queue", func(s stack, no refuse) {
			same(no, "queues", ids(s.OfType("AWS::SQS::Queue")), []string{"Bulk", "BulkDead", "Hot", "HotDead", "Mail", "MailDead", "Reports", "ReportsDead", "RelayDead", "TickDead"})
		}},
		{"every queue has a dead-letter queue of its own after 8 tries", each(func(r *cfn.Resource, _ stack, no refuse) {
			is(no, r.ID, r.At("RedrivePolicy", "deadLetterTargetArn"), "${"+r.ID+"Dead.Arn}")
			is(no, r.ID, r.At("RedrivePolicy", "maxReceiveCount"), 8)
		})},
		{"a dead-letter queue admits its own source only", each(func(r *cfn.Resource, s stack, no refuse) {
			policy := s.Resource(r.ID + "Dead").At("RedriveAllowPolicy")
			is(no, r.ID, policy.At("redrivePermission"), "byQueue")
			arn := "arn:aws:sqs:" + cfn.Pseudo["AWS::Region"] + ":" + cfn.Pseudo["AWS::AccountId"] + ":" + r.At("QueueName").Text()
			same(no, r.ID, policy.At("sourceQueueArns").Texts(), []string{arn})
		})},
		{"what is given up elsewhere has queues that nobody redrives into", func(s stack, no refuse) {
			for _, id := range []string{"RelayDead", "TickDead"} {
				is(no, id, s.Resource(id).At("RedriveAllowPolicy", "redrivePermission"), "denyAll")
			}
		}},
		{"visibility is six times the life of the function at least", func(s stack, no refuse) {
			for _, f := range s.Functions() {
				for _, e := range f.Events() {
					queue := s.Named(e.Properties.At("Queue").Text())
					if e.Type != "SQS" || queue == nil {
						continue
					}
					need := 6*f.At("Timeout").Int() + e.Properties.At("MaximumBatchingWindowInSeconds").Int()
					if got := queue.At("VisibilityTimeout").Int(); got < need {
						no("%s: %d s, want %d s for %s", queue.ID, got, need, f.ID)
					}
				}
			}
		}},
		{"work is kept for 4 days", each(func(r *cfn.Resource, _ stack, no refuse) {
			is(no, r.ID, r.At("MessageRetentionPeriod"), 4*day)
		})},
		{"dead letters are kept for 14 days", func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::SQS::Queue") {
				if strings.HasSuffix(r.ID, "Dead") {
					is(no, r.ID, r.At("MessageRetentionPeriod"), 14*day)
				}
			}
		}},
		{"queues are encrypted", func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::SQS::Queue") {
				is(no, r.ID, r.At("SqsManagedSseEnabled"), true)
			}
		}},
		{"queues are polled long", each(func(r *cfn.Resource, _ stack, no refuse) {
			is(no, r.ID, r.At("ReceiveMessageWaitTimeSeconds"), 20)
		})},
		{"queues are standard queues, for which groups mean fairness", func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::SQS::Queue") {
				if r.At("FifoQueue").Exists() || strings.HasSuffix(r.At("QueueName").Text(), ".fifo") {
					no("%s is a FIFO queue", r.ID)
				}
			}
		}},
		{"queue names begin with the stack's", func(s stack, no refuse) {
			seen := map[string]bool{}
			for _, r := range s.OfType("AWS::SQS::Queue") {
				name := r.At("QueueName").Text()
				if !strings.HasPrefix(name, cfn.Pseudo["AWS::StackName"]+"-") || seen[name] {
					no("%s is called %q", r.ID, name)
				}
				seen[name] = true
			}
		}},
	}
}
