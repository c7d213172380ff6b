package localcloud_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"usersync/internal/cfn"
)

// mutation is something that is gone from the template.
type mutation struct {
	name string
	path []string
}

// TestWhateverIsMissingInTheTemplateEndsTheJourney takes one thing at a time out of the template: each event of a function, each filter of the stream, a variable of each
// function, each right to tables, queues and mail, the index and the stream.
func TestWhateverIsMissingInTheTemplateEndsTheJourney(t *testing.T) {
	all := mutations(load(t))
	if len(all) < 30 {
		t.Fatalf("only %d things can go missing", len(all))
	}
	for _, m := range all {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			source := load(t)
			if !source.Remove(m.path...) {
				t.Fatalf("there is nothing at %v", m.path)
			}
			err := travel(t, source)
			if !errors.Is(err, errJourney) {
				t.Fatalf("nobody misses it: %v", err)
			}
			t.Log(strings.TrimSpace(err.Error()))
		})
	}
}

func mutations(source *cfn.Source) []mutation {
	all := []mutation{
		{"the index", []string{"Resources", "Core", "Properties", "GlobalSecondaryIndexes"}},
		{"the stream", []string{"Resources", "Core", "Properties", "StreamSpecification"}},
		{"the path of the SCIM API", []string{"Resources", "ScimApi", "Properties", "DefinitionBody", "paths", "/scim/{proxy+}"}},
		{"the events of the mail service", []string{"Resources", "MailSetEvents"}},
		{"word of deliveries", []string{"Resources", "MailSetEvents", "Properties", "EventDestination", "MatchingEventTypes", "2"}},
		{"the target of the rule", []string{"Resources", "MailReports", "Properties", "Targets", "0"}},
		{"the policy of the queue of reports", []string{"Resources", "ReportsPolicy"}},
		{"the right of the scheduler", []string{"Resources", "TickScheduleRole", "Properties", "Policies", "0", "PolicyDocument", "Statement", "0"}},
	}
	filters := []string{"Resources", "Relay", "Properties", "Events", "Changes", "Properties", "FilterCriteria", "Filters"}
	for i := range source.At(filters...).List() {
		all = append(all, mutation{"filter " + strconv.Itoa(i), slices.Concat(filters, []string{strconv.Itoa(i)})})
	}
	for _, id := range []string{"Scim", "Admin", "Console", "Relay", "Resolver", "Mailer", "Mailevents", "Tick"} {
		properties := []string{"Resources", id, "Properties"}
		for _, event := range source.At(slices.Concat(properties, []string{"Events"})...).Keys() {
			all = append(all, mutation{"event " + event + " of " + id, slices.Concat(properties, []string{"Events", event})})
		}
		variables := slices.Concat(properties, []string{"Environment", "Variables"})
		names := slices.DeleteFunc(source.At(variables...).Keys(), func(name string) bool { return strings.HasPrefix(name, "AWS_") })
		if len(names) > 0 {
			last := names[len(names)-1]
			all = append(all, mutation{"variable " + last + " of " + id, append(variables, last)})
		}
		all = append(all, rights(source, id)...)
	}
	return all
}

// rights are the statements of a function's role about tables, queues and mail.
func rights(source *cfn.Source, function string) []mutation {
	var all []mutation
	path := []string{"Resources", function + "Role", "Properties", "Policies", "0", "PolicyDocument", "Statement"}
	for i, s := range source.At(path...).List() {
		actions := strings.Join(s.At("Action").Texts(), " ")
		if strings.HasPrefix(actions, "logs:") || strings.HasPrefix(actions, "xray:") || actions == "dynamodb:ListStreams" {
			continue // what Lambda asks for itself, which nobody asks for here
		}
		all = append(all, mutation{function + " may " + actions, slices.Concat(path, []string{strconv.Itoa(i)})})
	}
	return all
}
