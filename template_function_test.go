package usersync_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"usersync/internal/boot"
	"usersync/internal/cfn"
	"usersync/internal/job"
)

// needs is what each function reads of its environment, by the code itself.
func needs() map[string]boot.Needs {
	return map[string]boot.Needs{
		"Scim": boot.SCIM(), "Admin": boot.Admin(), "Console": boot.Console(), "Relay": boot.Relay(), "Resolver": boot.Resolver(), "Mailer": boot.Mailer(), "Mailevents": boot.MailEvents(), "Tick": boot.Tick(),
	}
}

// variables are all that a function's environment holds: what it cannot start without, what may be empty, and the addresses of stand-ins, empty on AWS.
func variables(n boot.Needs) []string {
	names := append(n.Variables(), n.Optional()...)
	names = append(names, "AWS_ENDPOINT_URL_DYNAMODB")
	if len(n.Queues) > 0 {
		names = append(names, "AWS_ENDPOINT_URL_SQS")
	}
	if n.Mail {
		names = append(names, "AWS_ENDPOINT_URL_SESV2")
	}
	return names
}

// consumers are the functions that work off queues.
var consumers = map[string][]string{"Resolver": {"Hot", "Bulk"}, "Mailer": {"Mail"}, "Mailevents": {"Reports"}}

func eachFunction(check func(f cfn.Function, s stack, no refuse)) func(stack, refuse) {
	return func(s stack, no refuse) {
		for _, f := range s.Functions() {
			check(f, s, no)
		}
	}
}

func functionClaims() []claim {
	return []claim{
		{"there is a function for each job", func(s stack, no refuse) {
			same(no, "functions", ids(s.OfType("AWS::Serverless::Function")), slices.Collect(maps.Keys(needs())))
		}},
		{"functions run our own binary on arm64", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			is(no, f.ID, f.At("Runtime"), "provided.al2023")
			is(no, f.ID, f.At("Handler"), "bootstrap")
			same(no, f.ID, f.At("Architectures").Texts(), []string{"arm64"})
		})},
		{"functions are built by make", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			is(no, f.ID, f.Metadata.At("BuildMethod"), "makefile")
			is(no, f.ID, f.At("CodeUri"), ".")
		})},
		{"the makefile builds them without cgo and without RPC", func(_ stack, no refuse) {
			text := read(no, "Makefile")
			_, rule, found := strings.Cut(text, "\nbuild-%:\n")
			if !found {
				no("there is no rule build-%%")
				return
			}
			rule, _, _ = strings.Cut(rule, "\n\n")
			for _, part := range []string{"CGO_ENABLED=0", "GOOS=linux", "GOARCH=$(ARCH)", "-trimpath", "-buildvcs=false", "-tags lambda.norpc", "-o $(ARTIFACTS_DIR)/bootstrap"} {
				if !strings.Contains(rule, part) {
					no("build-%%: %s is missing", part)
				}
			}
		}},
		{"the makefile builds the console into its function", func(_ stack, no refuse) {
			text := read(no, "Makefile")
			for _, line := range []string{"\nbuild-Console: WITH := ,console\n", "\nbuild-Console: $(CONSOLE)\n"} {
				if !strings.Contains(text, line) {
					no("%q is missing", line)
				}
			}
		}},
		{"doors answer before the gateway gives up", func(s stack, no refuse) {
			for _, id := range []string{"Scim", "Admin", "Console"} {
				if seconds := s.Resource(id).At("Timeout").Int(); seconds < 5 || seconds > 28 {
					no("%s: %d s", id, seconds)
				}
			}
		}},
		{"every function's life is given", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			if seconds := f.At("Timeout").Int(); seconds < 5 || seconds > 120 {
				no("%s: %d s", f.ID, seconds)
			}
		})},
		{"functions have the memory they were measured with", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			want := 256
			if f.ID == "Scim" || f.ID == "Admin" {
				want = 512
			}
			is(no, f.ID, f.At("MemorySize"), want)
		})},
		{"every function has the variables it reads, and no others", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			same(no, f.ID, slices.Collect(maps.Keys(f.Environment())), variables(needs()[f.ID]))
		})},
		{"variables name the right things", eachFunction(func(f cfn.Function, s stack, no refuse) {
			want := map[string]string{
				"USERSYNC_TABLE_CORE": "${Core}", "USERSYNC_TABLE_WORK": "${Work}", "USERSYNC_TABLE_AUDIT": "${Audit}",
				"USERSYNC_QUEUE_HOT": "${Hot}", "USERSYNC_QUEUE_BULK": "${Bulk}", "USERSYNC_QUEUE_MAIL": "${Mail}", "USERSYNC_QUEUE_REPORTS": "${Reports}",
				"USERSYNC_MAIL_FROM": s.Parameters["MailFrom"], "USERSYNC_MAIL_CONFIGURATION_SET": "${MailSet}",
				"USERSYNC_MAIL_REPLY_TO": s.Parameters["MailReplyTo"], "USERSYNC_MAIL_RATE": s.Parameters["MailRate"],
				"USERSYNC_INDEX_LAG": s.Parameters["IndexLag"], "USERSYNC_LOG_LEVEL": s.Parameters["LogLevel"],
				"USERSYNC_OPERATOR_KEY_HASH": s.Parameters["OperatorKeyHash"],
				"USERSYNC_CONSOLE_URL":       "https://${AdminApi}.execute-api.eu-central-1.amazonaws.com/console",
				"USERSYNC_URL":               "https://${ScimApi}.execute-api.eu-central-1.amazonaws.com/live",
			}
			for name, value := range f.Environment() {
				if value != want[name] { // the addresses of stand-ins are not in want: they are empty
					no("%s: %s is %q, want %q", f.ID, name, value, want[name])
				}
			}
		})},
		{"the operator is who the parameter says, and nobody by default", func(s stack, no refuse) {
			is(no, "the variable", s.source.At(within("Admin", "Environment", "Variables", "USERSYNC_OPERATOR_KEY_HASH", "Ref")...), "OperatorKeyHash")
			parameter := s.source.At("Parameters", "OperatorKeyHash")
			is(no, "default", parameter.At("Default"), "")
			is(no, "pattern", parameter.At("AllowedPattern"), "([0-9a-f]{64})?") // a key, pasted by mistake, is refused before it is anywhere
		}},
		{"what is written is what the code can read", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			environment := f.Environment()
			_, err := boot.Read(needs()[f.ID], func(name string) string {
				value := environment[name]
				switch {
				case strings.HasPrefix(name, "AWS_") && !strings.HasPrefix(name, "AWS_ENDPOINT"):
					return "given by Lambda"
				case strings.HasPrefix(name, "USERSYNC_QUEUE_"):
					return strings.NewReplacer("${", "https://sqs.eu-central-1.amazonaws.com/123456789012/", "}", "").Replace(value)
				}
				return strings.NewReplacer("${", "", "}", "").Replace(value)
			})
			if err != nil {
				no("%v", err)
			}
		})},
		{"sam local gives the same variables", func(s stack, no refuse) {
			var local map[string]map[string]string
			if err := json.Unmarshal([]byte(read(no, "events/env.json")), &local); err != nil {
				no("events/env.json: %v", err)
			}
			same(no, "events/env.json", slices.Collect(maps.Keys(local)), slices.Collect(maps.Keys(needs())))
			for _, f := range s.Functions() {
				same(no, f.ID+" in events/env.json", slices.Collect(maps.Keys(local[f.ID])), slices.Collect(maps.Keys(f.Environment())))
			}
		}},
		{"every sample event is for a function", func(s stack, no refuse) {
			files, _ := filepath.Glob("events/*.json")
			for _, file := range files {
				folder, _, _ := strings.Cut(filepath.Base(file), "-")
				known := slices.ContainsFunc(s.Functions(), func(f cfn.Function) bool { return f.Folder() == folder })
				if file != "events/env.json" && !known {
					no("%s is for no function", file)
				}
			}
		}},
		{"every function has its code and two sample events", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			if _, err := os.Stat(filepath.Join("functions", f.Folder(), "main.go")); err != nil {
				no("%v", err)
			}
			if files, _ := filepath.Glob("events/" + f.Folder() + "-*.json"); len(files) < 2 {
				no("%s has %d sample events", f.ID, len(files))
			}
		})},
		{"every function has a log group of its own, in JSON", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			is(no, f.ID, f.At("LoggingConfig", "LogGroup"), "${"+f.ID+"Logs}")
			is(no, f.ID, f.At("LoggingConfig", "LogFormat"), "JSON")
		})},
		{"logs end", func(s stack, no refuse) {
			for _, r := range s.OfType("AWS::Logs::LogGroup") {
				is(no, r.ID, r.At("RetentionInDays"), s.Parameters["LogRetention"])
			}
			for _, f := range s.Functions() {
				if s.Resource(f.ID+"Logs") == nil {
					no("%s has no log group", f.ID)
				}
			}
		}},
		{"functions are traced", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			is(no, f.ID, f.At("Tracing"), "Active")
		})},
		{"function names begin with the stack's", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			is(no, f.ID, f.At("FunctionName"), cfn.Pseudo["AWS::StackName"]+"-"+f.Folder())
		})},
		{"what is set aside is enough for all mappings", eachFunction(func(f cfn.Function, _ stack, no refuse) {
			sum := 0
			for _, e := range f.Events() {
				sum += e.Properties.At("ScalingConfig", "MaximumConcurrency").Int()
			}
			if reserved := f.At("ReservedConcurrentExecutions"); reserved.Exists() && reserved.Int() < sum {
				no("%s: %d set aside, its mappings may use %d", f.ID, reserved.Int(), sum)
			}
		})},
		{"a tick is over before the next", func(s stack, no refuse) {
			if seconds := s.Resource("Tick").At("Timeout").Int(); seconds >= 60 {
				no("it may take %d s", seconds)
			}
			is(no, "retries", s.Resource("Tick").At("EventInvokeConfig", "MaximumRetryAttempts"), 0)
		}},
	}
}

func read(no refuse, path string) string {
	body, err := os.ReadFile(path)
	if err != nil {
		no("%v", err)
	}
	return string(body)
}

// sends are the queues that a function puts messages into: all that it knows, but for the mailer and mailevents, which know their queues to give messages back to them.
func sends(n boot.Needs) []string {
	if n.Mail || slices.Contains(n.Queues, job.Reports) {
		return nil
	}
	var queues []string
	for _, q := range n.Queues {
		queues = append(queues, queueID(q))
	}
	return queues
}

func queueID(q job.Queue) string { return strings.ToUpper(string(q[:1])) + string(q[1:]) }
