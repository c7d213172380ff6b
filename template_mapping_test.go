package usersync_test

import (
	"maps"
	"slices"

	"usersync/internal/cfn"
)

func mappingClaims() []claim {
	relay := func(check func(changes cfn.Value, no refuse)) func(stack, refuse) {
		return func(s stack, no refuse) { check(s.event("Relay", "Changes"), no) }
	}
	eachQueue := func(check func(queue, function string, e cfn.Event, no refuse)) func(stack, refuse) {
		return func(s stack, no refuse) {
			for _, f := range s.Functions() {
				for _, e := range f.Events() {
					if queue := s.Named(e.Properties.At("Queue").Text()); e.Type == "SQS" && queue != nil {
						check(queue.ID, f.ID, e, no)
					}
				}
			}
		}
	}
	return []claim{
		{"the relay reads the stream of core from its beginning", relay(func(changes cfn.Value, no refuse) {
			is(no, "stream", changes.At("Stream"), "${Core.StreamArn}")
			is(no, "position", changes.At("StartingPosition"), "TRIM_HORIZON")
			if enabled := changes.At("Enabled"); enabled.Exists() && !enabled.True() {
				no("the mapping is switched off")
			}
		})},
		{"the relay takes 100 records and reports the first that failed", relay(func(changes cfn.Value, no refuse) {
			is(no, "batch", changes.At("BatchSize"), 100)
			same(no, "answers", changes.At("FunctionResponseTypes").Texts(), []string{"ReportBatchItemFailures"})
		})},
		{"a poison record is isolated and given up after 10 tries", relay(func(changes cfn.Value, no refuse) {
			is(no, "bisect", changes.At("BisectBatchOnFunctionError"), true)
			is(no, "tries", changes.At("MaximumRetryAttempts"), 10)
			is(no, "destination", changes.At("DestinationConfig", "OnFailure", "Destination"), "${RelayDead.Arn}")
		})},
		{"two consumers read the stream at most", func(s stack, no refuse) {
			n := 0
			for _, f := range s.Functions() {
				for _, e := range f.Events() {
					if e.Properties.At("Stream").Exists() {
						n++
					}
				}
			}
			if n < 1 || n > 2 {
				no("%d functions read it", n)
			}
		}},
		{"every queue is worked off by one function", func(s stack, no refuse) {
			got := map[string][]string{}
			eachQueue(func(queue, function string, _ cfn.Event, _ refuse) { got[function] = append(got[function], queue) })(s, no)
			same(no, "functions that work off queues", slices.Collect(maps.Keys(got)), slices.Collect(maps.Keys(consumers)))
			for function, queues := range consumers {
				same(no, function, got[function], queues)
			}
		}},
		{"batches of 10 need no window", eachQueue(func(queue, _ string, e cfn.Event, no refuse) {
			if n := e.Properties.At("BatchSize").Int(); n < 1 || n > 10 {
				no("%s: %d", queue, n)
			}
		})},
		{"one bad message takes no others along", eachQueue(func(queue, _ string, e cfn.Event, no refuse) {
			same(no, queue, e.Properties.At("FunctionResponseTypes").Texts(), []string{"ReportBatchItemFailures"})
		})},
		{"every mapping has a most of functions at once", func(s stack, no refuse) {
			want := map[string]string{"Hot": s.Parameters["HotConcurrency"], "Bulk": s.Parameters["BulkConcurrency"], "Mail": "2", "Reports": "2"}
			eachQueue(func(queue, _ string, e cfn.Event, no refuse) {
				most := e.Properties.At("ScalingConfig", "MaximumConcurrency")
				is(no, queue, most, want[queue])
				if most.Int() < 2 || most.Int() > 1000 {
					no("%s: %d is not from 2 to 1000", queue, most.Int())
				}
				if e.Properties.At("ProvisionedPollerConfig").Exists() {
					no("%s: provisioned pollers exclude a maximum", queue)
				}
			})(s, no)
		}},
		{"messages are not filtered", eachQueue(func(queue, _ string, e cfn.Event, no refuse) {
			if e.Properties.At("FilterCriteria").Exists() {
				no("%s: a message that a filter refuses is deleted", queue)
			}
		})},
		{"filters are few and read values only", relay(func(changes cfn.Value, no refuse) {
			filters := changes.At("FilterCriteria", "Filters").List()
			if len(filters) < 1 || len(filters) > 5 {
				no("%d filters: a mapping has 5 at most", len(filters))
			}
			for _, f := range filters {
				if _, err := cfn.ParsePattern(f.At("Pattern").Text()); err != nil {
					no("%v", err)
				}
			}
		})},
		{"the filter lets through what calls for a signal", relay(func(changes cfn.Value, no refuse) {
			passes := gate(changes, no)
			for _, c := range changesOfCore() {
				if c.signals && !c.impossible && !passes(c) {
					no("a bell is lost: %s", c.name)
				}
			}
		})},
		{"the filter lets nothing else through", relay(func(changes cfn.Value, no refuse) {
			passes := gate(changes, no)
			for _, c := range changesOfCore() {
				if !c.signals && !c.impossible && passes(c) {
					no("the relay is started for nothing: %s", c.name)
				}
			}
		})},
		{"the tick comes every minute", func(s stack, no refuse) {
			minute := s.event("Tick", "Minute")
			is(no, "schedule", minute.At("ScheduleExpression"), "rate(1 minute)")
			is(no, "window", minute.At("FlexibleTimeWindow", "Mode"), "OFF")
			if minute.At("FlexibleTimeWindow", "MaximumWindowInMinutes").Exists() {
				no("a window that is off has no length")
			}
			if state := minute.At("State").Text(); state != "" && state != "ENABLED" {
				no("the schedule is %s", state)
			}
		}},
		{"schedules of two stacks do not collide", func(s stack, no refuse) {
			for _, f := range s.Functions() {
				for _, e := range f.Events() {
					named := e.Properties.At("OmitName").True() || e.Properties.At("Name").Exists()
					if e.Type == "ScheduleV2" && !named {
						no("%s %s: SAM names it after its logical id", f.ID, e.ID)
					}
				}
			}
		}},
		{"a tick that cannot be delivered is seen and not kept", func(s stack, no refuse) {
			minute := s.event("Tick", "Minute")
			same(no, "dead letters", minute.At("DeadLetterConfig").Keys(), []string{"Arn"})
			is(no, "dead letters", minute.At("DeadLetterConfig", "Arn"), "${TickDead.Arn}")
			is(no, "age", minute.At("RetryPolicy", "MaximumEventAgeInSeconds"), 60)
			is(no, "role", minute.At("RoleArn"), "${TickScheduleRole.Arn}")
		}},
	}
}
