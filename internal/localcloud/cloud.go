// Package localcloud deploys template.yaml on this machine, for tests: it makes the tables and queues that the template describes, starts the real bootstrap of
// each function with the environment that the template gives it, and connects them by the template's APIs, event source mappings and schedules. What the
// template forgets is missing here, too, and what a function's role does not allow is refused.
//
// It knows nothing of the product. It is no AWS: of each service it has what the template uses.
package localcloud

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"usersync/internal/cfn"
	"usersync/internal/engine/dynamo"
	"usersync/internal/lambdatest"
	"usersync/internal/standin"
)

// Options say what to deploy.
type Options struct {
	Source     *cfn.Source
	Parameters map[string]string
	Folder     string // of the bootstraps, as lambdatest.Build writes them
}

// Cloud is a template deployed.
type Cloud struct {
	SQS *standin.SQS
	SES *standin.SES

	t        testing.TB
	template *cfn.Template
	dynamo   *standin.DynamoDB
	names    map[string]string         // what "${...}" stands for
	queues   map[string]*standin.Queue // by the name in the template
	fleets   map[string]*lambdatest.Fleet
	roles    map[string]role // of functions
	apis     map[string]string
	streams  []*stream

	inFlight atomic.Int32     // events that functions work on
	inHand   atomic.Int32     // batches among them that came from a queue
	events   atomic.Int64     // that functions ever got
	mapped   []*standin.Queue // queues that somebody works off

	mu      sync.Mutex
	refused []string
	failed  []string
}

// sandboxes is how many processes a function may have here, whatever the template allows.
const sandboxes = 4

// Start deploys a template for the time of the test. It returns an error where CloudFormation would refuse to deploy.
func Start(t testing.TB, o Options) (*Cloud, error) {
	t.Helper()
	template, err := o.Source.Resolve(o.Parameters)
	if err != nil {
		return nil, err
	}
	c := &Cloud{
		t: t, template: template, dynamo: standin.Dynoxide(t), SQS: standin.NewSQS(t), SES: standin.NewSES(t),
		names: map[string]string{}, queues: map[string]*standin.Queue{}, fleets: map[string]*lambdatest.Fleet{}, roles: map[string]role{}, apis: map[string]string{},
	}
	c.nameResources()
	c.SES.Taken = c.publish
	steps := []func() error{c.makeTables, c.makeQueues, func() error { return c.makeFunctions(o.Folder) }, c.makeAPIs, c.connect}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// makeFunctions prepares the functions; the first event starts a process.
func (c *Cloud) makeFunctions(folder string) error {
	services := c.guards()
	for _, f := range c.template.Functions() {
		if f.At("Handler").Text() != "bootstrap" || f.At("Runtime").Text() != "provided.al2023" {
			return fmt.Errorf("function %s: not a bootstrap on provided.al2023", f.ID)
		}
		granted := c.template.Named(f.At("Role").Text())
		if granted == nil {
			return fmt.Errorf("function %s has no role of its own", f.ID)
		}
		c.roles[f.ID] = c.readRole(granted)
		env := map[string]string{}
		for name, value := range f.Environment() {
			env[name] = c.fill(value)
		}
		maps.Copy(env, services)
		env["AWS_ACCESS_KEY_ID"] = f.ID // how the guards know who asks
		fleet := lambdatest.NewFleet(lambdatest.Function{
			Name: c.names[f.ID], Path: filepath.Join(folder, f.Folder()), Env: env,
			Memory: f.At("MemorySize").Int(), Timeout: time.Duration(f.At("Timeout").Int()) * time.Second,
		}, sandboxes)
		c.fleets[f.ID] = fleet
		c.t.Cleanup(func() {
			_ = fleet.Close()
			if c.t.Failed() {
				c.t.Logf("end of the log of %s:\n%s", f.ID, lastLines(fleet.Logs()))
			}
		})
	}
	return nil
}

// connect sets the mappings going, until the test ends.
func (c *Cloud) connect() error {
	ctx, stop := context.WithCancel(context.WithoutCancel(c.t.Context()))
	var running sync.WaitGroup
	c.t.Cleanup(func() { stop(); running.Wait() })
	for _, f := range c.template.Functions() {
		for _, e := range f.Events() {
			var run func(context.Context)
			var err error
			switch e.Type {
			case "SQS":
				run, err = c.queueMapping(f, e)
			case "DynamoDB":
				run, err = c.streamMapping(f, e)
			case "Api", "HttpApi", "ScheduleV2":
				continue // makeAPIs, Tick
			default:
				err = fmt.Errorf("events of type %s are unknown here", e.Type)
			}
			if err != nil {
				return fmt.Errorf("function %s, event %s: %w", f.ID, e.ID, err)
			}
			running.Go(func() { run(ctx) })
		}
	}
	return nil
}

// Table opens a table set as an operator would who may do everything.
func (c *Cloud) Table() *dynamo.Table {
	return dynamo.New(c.dynamo.Client(), dynamo.Names{Core: c.names["Core"], Work: c.names["Work"], Audit: c.names["Audit"]})
}

// URL is where an API is reached, with its stage.
func (c *Cloud) URL(api string) string { return c.apis[api] }

// Queue is a queue by its name in the template; nil when there is none.
func (c *Cloud) Queue(id string) *standin.Queue { return c.queues[id] }

// Refused lists what functions asked for and had no right to.
func (c *Cloud) Refused() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.refused)
}

func (c *Cloud) refuse(function, action, resource string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused = append(c.refused, fmt.Sprintf("%s may not %s on %s", function, action, resource))
}

// invoke hands an event to a function and remembers when that fails as a whole.
func (c *Cloud) invoke(ctx context.Context, function string, event json.RawMessage) (json.RawMessage, error) {
	c.inFlight.Add(1)
	c.events.Add(1)
	defer c.inFlight.Add(-1)
	answer, err := c.fleets[function].Invoke(ctx, event)
	if err != nil && ctx.Err() == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.failed = append(c.failed, fmt.Sprintf("%s: %v", function, err))
	}
	return answer, err
}

// Kill ends a process of a function that has an event in hand, as kill -9 does. It reports whether there was one.
func (c *Cloud) Kill(function string) bool { return c.fleets[function].Kill() }

// Failed lists the invocations that failed as a whole: the function did not start, exited, ran out of time or returned an error.
func (c *Cloud) Failed() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.failed)
}

// Working reports whether a function has messages of a queue in hand. Who asks an API is not looked at: a test that asks every so often would seem to be at work for ever.
func (c *Cloud) Working() bool { return c.inHand.Load() > 0 }

// Idle reports whether nothing is under way: nothing will happen any more unless somebody asks for it. It looks at the streams while no message waits and no function
// works, and believes them if no function got anything to do meanwhile.
func (c *Cloud) Idle() bool {
	before := c.events.Load()
	if !c.quiet() {
		return false
	}
	for _, s := range c.streams {
		if !s.drained(c.t.Context()) {
			return false
		}
	}
	return c.quiet() && c.events.Load() == before
}

// quiet reports whether no message is on its way to a function and no event in hand.
func (c *Cloud) quiet() bool {
	for _, q := range c.mapped {
		if len(q.Messages()) > 0 {
			return false
		}
	}
	return c.inFlight.Load() == 0
}

// Log is what all processes of a function wrote.
func (c *Cloud) Log(function string) string {
	fleet := c.fleets[function]
	if fleet == nil {
		return ""
	}
	return fleet.Logs()
}

func lastLines(text string) string { return text[max(0, len(text)-3000):] }
