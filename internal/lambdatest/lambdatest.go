// Package lambdatest runs the real bootstrap of a function on this machine, as Lambda would: a Runtime API on a loopback port, an environment
// of its own, one event at a time, a deadline, and an end by force when that passes.
//
// It is for tests and for trying a function by hand. It knows no template and no other AWS service: package localcloud puts those around it.
package lambdatest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Function is what Lambda is told of a function.
type Function struct {
	Name    string            // AWS_LAMBDA_FUNCTION_NAME
	Path    string            // the bootstrap
	Env     map[string]string // what the template says, and nothing of this process's environment
	Memory  int               // MB; 0 means 128
	Timeout time.Duration     // 0 means Lambda's 3 s
}

// Limits and defaults of Lambda.
const (
	maxPayload     = 6 << 20 // of an event and of an answer
	defaultTimeout = 3 * time.Second
	initTimeout    = 10 * time.Second
	Region         = "eu-central-1"
	Account        = "123456789012"
)

// FunctionError is a failure that the function reported, or the platform for it: what a caller sees as X-Amz-Function-Error.
type FunctionError struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

func (e *FunctionError) Error() string { return e.Type + ": " + e.Message }

// Errors of the platform.
var (
	// ErrTooLarge says that an event is over 6 MB; it was not delivered.
	ErrTooLarge = errors.New("the event is over 6 MB")
	// ErrClosed says that the sandbox was closed.
	ErrClosed = errors.New("the sandbox is closed")
)

// environ is the whole environment of the process. Reserved names are Lambda's, whatever the template says.
func (f Function) environ(api string) []string {
	env := map[string]string{
		"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "en_US.UTF-8", "TZ": ":UTC", "LAMBDA_TASK_ROOT": "/var/task",
		"AWS_ACCESS_KEY_ID": "AKIDLOCAL", "AWS_SECRET_ACCESS_KEY": "local", "AWS_SESSION_TOKEN": "local",
	}
	maps.Copy(env, f.Env)
	maps.Copy(env, map[string]string{
		"AWS_LAMBDA_RUNTIME_API": api, "AWS_LAMBDA_FUNCTION_NAME": f.Name, "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": fmt.Sprint(max(f.Memory, 128)), "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/" + f.Name,
		"AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand", "AWS_REGION": Region, "AWS_DEFAULT_REGION": Region, "_HANDLER": "bootstrap",
	})
	list := make([]string, 0, len(env))
	for _, name := range slices.Sorted(maps.Keys(env)) {
		list = append(list, name+"="+env[name])
	}
	return list
}

func (f Function) arn() string {
	return "arn:aws:lambda:" + Region + ":" + Account + ":function:" + f.Name
}

func (f Function) timeout() time.Duration {
	if f.Timeout == 0 {
		return defaultTimeout
	}
	return f.Timeout
}

// outcome is how an invocation ended.
type outcome struct {
	answer json.RawMessage
	err    error
}
